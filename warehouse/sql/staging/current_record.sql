-- grain: project
-- the record of its latest readable sighting, corrections applied: what core tables are made of
-- source: staging.sighting, staging.record
SELECT latest.project_id, latest.fetched_at, record.* EXCLUDE (evidence)
FROM (
    SELECT project_id, registry, canonical_url, body_sha256, record_no, fetched_at
    FROM staging.sighting
    WHERE is_readable
    QUALIFY row_number() OVER (PARTITION BY project_id ORDER BY fetched_at DESC, crawl_id DESC) = 1
) AS latest
JOIN staging.record AS record USING (registry, canonical_url, body_sha256, record_no)
