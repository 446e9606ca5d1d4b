-- grain: observation of a project's latest readable sighting, corrections applied
-- source: staging.sighting, staging.observation, staging.correction_place
WITH slice_sighting AS NOT MATERIALIZED (SELECT * FROM staging.sighting WHERE in_slice(project_id)),
latest AS (
    SELECT *
    FROM slice_sighting AS sighting
    WHERE is_readable
    QUALIFY row_number() OVER (PARTITION BY project_id ORDER BY fetched_at DESC, crawl_id DESC) = 1
),
seen AS (
    SELECT
        latest.project_id,
        latest.registry,
        latest.project_code,
        seen.field,
        CASE WHEN fix.field IS NULL THEN seen.value ELSE fix.corrected_value END AS value,
        CASE WHEN fix.field IS NULL THEN seen.value_raw ELSE 'correction of ' || fix.expected_value || ': ' || fix.reason END AS value_raw,
        CASE WHEN fix.field IS NULL THEN seen.precision ELSE fix.corrected_precision END AS precision,
        CASE WHEN fix.field IS NULL THEN seen.method ELSE 'derived' END AS method,
        fix.field IS NOT NULL AS is_corrected,
        seen.span_start,
        seen.span_end,
        seen.label,
        seen.item_no,
        latest.canonical_url,
        latest.body_sha256,
        latest.record_no,
        latest.fetched_at
    FROM latest
    JOIN staging.observation AS seen USING (registry, canonical_url, body_sha256, record_no)
    LEFT JOIN staging.correction_place AS fix
        ON fix.registry = seen.registry
        AND fix.canonical_url = seen.canonical_url
        AND fix.body_sha256 = seen.body_sha256
        AND fix.record_no = seen.record_no
        AND fix.field = seen.field
        AND fix.expected_value = seen.value
    UNION ALL
    SELECT
        latest.project_id, latest.registry, latest.project_code, fix.field, fix.corrected_value, 'correction of a value not read: ' || fix.reason,
        fix.corrected_precision, 'derived', true, NULL, NULL, NULL, 0, latest.canonical_url, latest.body_sha256, latest.record_no, latest.fetched_at
    FROM latest
    JOIN staging.correction_place AS fix USING (registry, canonical_url, body_sha256, record_no, project_id)
    WHERE fix.expected_value IS NULL
)
SELECT
    project_id,
    registry,
    project_code,
    field,
    row_number() OVER (
        PARTITION BY project_id, field
        ORDER BY value_place(item_no, is_corrected, method, span_start), value, value_raw, method, precision, label
    ) AS value_no,
    value,
    value_raw,
    precision,
    method,
    is_corrected,
    CASE WHEN NOT is_corrected THEN label END AS label,
    CASE WHEN NOT is_corrected THEN span_start END AS span_start,
    CASE WHEN NOT is_corrected THEN span_end END AS span_end,
    item_no,
    canonical_url,
    body_sha256,
    record_no,
    fetched_at
FROM seen
WHERE value IS NOT NULL
