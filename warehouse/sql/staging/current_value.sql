-- grain: observation of a project's latest readable sighting
-- source: staging.sighting, staging.observation
WITH latest AS (
    SELECT *
    FROM staging.sighting
    WHERE is_readable
    QUALIFY row_number() OVER (PARTITION BY project_id ORDER BY fetched_at DESC, crawl_id DESC) = 1
)
SELECT
    latest.project_id,
    latest.registry,
    latest.project_code,
    seen.field,
    row_number() OVER (
        PARTITION BY latest.project_id, seen.field
        ORDER BY seen.item_no, seen.method = 'derived', seen.span_start NULLS LAST, seen.value, seen.value_raw, seen.method, seen.precision, seen.label
    ) AS value_no,
    seen.value,
    seen.value_raw,
    seen.precision,
    seen.method,
    seen.item_no,
    latest.canonical_url,
    latest.body_sha256,
    latest.record_no,
    latest.fetched_at
FROM latest
JOIN staging.observation AS seen USING (registry, canonical_url, body_sha256, record_no)
