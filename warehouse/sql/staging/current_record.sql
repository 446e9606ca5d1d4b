-- grain: project
-- the record of its latest readable presence, corrections applied: what core tables are made of
-- source: staging.presence, staging.record
WITH readable AS (
    SELECT project_id, canonical_url, body_sha256, record_no, first_captured_at, last_captured_at, last_crawl_id FROM staging.presence WHERE is_readable
),
-- few: nothing is sorted for the others
several AS (
    SELECT project_id FROM readable GROUP BY project_id HAVING count(*) > 1
),
latest AS (
    SELECT * FROM readable ANTI JOIN several USING (project_id)
    UNION ALL
    SELECT *
    FROM readable
    SEMI JOIN several USING (project_id)
    QUALIFY row_number() OVER (PARTITION BY project_id ORDER BY last_captured_at DESC, last_crawl_id DESC) = 1
)
SELECT latest.project_id, latest.first_captured_at, latest.last_captured_at, several.project_id IS NOT NULL AS has_several, record.* EXCLUDE (evidence)
FROM latest
JOIN staging.record AS record USING (canonical_url, body_sha256, record_no)
LEFT JOIN several USING (project_id)
