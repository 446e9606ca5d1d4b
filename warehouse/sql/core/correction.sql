-- grain: correction
-- source: staging.correction, staging.correction_place, staging.sighting, staging.observation
WITH latest AS (
    SELECT *
    FROM staging.sighting
    WHERE is_readable AND project_id IN (SELECT project_id FROM staging.correction)
    QUALIFY row_number() OVER (PARTITION BY project_id ORDER BY fetched_at DESC, crawl_id DESC) = 1
),
found AS (
    SELECT latest.project_id, correction.field, min(seen.value) AS found_value, count(DISTINCT place.field) AS n_places
    FROM latest
    JOIN staging.correction AS correction USING (project_id)
    LEFT JOIN staging.observation AS seen
        ON seen.registry = latest.registry
        AND seen.canonical_url = latest.canonical_url
        AND seen.body_sha256 = latest.body_sha256
        AND seen.record_no = latest.record_no
        AND seen.field = correction.field
    LEFT JOIN staging.correction_place AS place
        ON place.registry = latest.registry
        AND place.canonical_url = latest.canonical_url
        AND place.body_sha256 = latest.body_sha256
        AND place.record_no = latest.record_no
        AND place.field = correction.field
    GROUP BY latest.project_id, correction.field
)
SELECT
    correction.*,
    CASE WHEN found.project_id IS NULL THEN 'waiting' WHEN found.n_places > 0 THEN 'applied' ELSE 'outdated' END AS state,
    found.found_value
FROM staging.correction AS correction
LEFT JOIN found USING (project_id, field)
