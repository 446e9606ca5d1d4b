-- grain: correction
-- source: staging.correction, staging.correction_place, staging.presence, staging.record_read
WITH latest AS (
    SELECT *
    FROM staging.presence
    WHERE is_readable AND project_id IN (SELECT project_id FROM staging.correction)
    QUALIFY row_number() OVER (PARTITION BY project_id ORDER BY last_captured_at DESC, last_crawl_id DESC) = 1
),
found AS (
    SELECT latest.project_id, correction.field,
        list_min(list_transform(
            list_filter(read.evidence, lambda item: item.field = correction.field), lambda item: coalesce(item.value, item.value_raw)
        )) AS found_value,
        place.field IS NOT NULL AS is_applied
    FROM latest
    JOIN staging.correction AS correction USING (project_id)
    JOIN staging.record_read AS read USING (registry, canonical_url, body_sha256, record_no)
    LEFT JOIN staging.correction_place AS place
        ON place.registry = latest.registry
        AND place.canonical_url = latest.canonical_url
        AND place.body_sha256 = latest.body_sha256
        AND place.record_no = latest.record_no
        AND place.field = correction.field
)
SELECT
    correction.*,
    CASE WHEN found.project_id IS NULL THEN 'waiting' WHEN found.is_applied THEN 'applied' ELSE 'outdated' END AS state,
    found.found_value
FROM staging.correction AS correction
LEFT JOIN found USING (project_id, field)
