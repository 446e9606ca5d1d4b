-- parameters: wanted_project, wanted_field
-- description: Where the values of a field of a project were read: words, page, span, capture and digest; diarium cite prints the same.
SELECT
    value.project_id,
    value.field,
    value.value_no,
    value.value,
    value.label,
    value.value_raw,
    value.method,
    value.span_start,
    value.span_end,
    value.canonical_url AS source_url,
    value.body_sha256,
    capture.captured_at
FROM staging.current_value AS value
LEFT JOIN (
    SELECT registry, canonical_url, body_sha256, min(fetched_at) AS captured_at FROM staging.capture GROUP BY ALL
) AS capture ON capture.registry = value.registry AND capture.canonical_url = value.canonical_url AND capture.body_sha256 = value.body_sha256
WHERE value.project_id = wanted_project AND value.field = wanted_field
