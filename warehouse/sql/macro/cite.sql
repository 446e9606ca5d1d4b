-- parameters: wanted_project, wanted_field
-- description: Where the values of a field of a project were read: words, page, span, capture and digest; diarium cite prints the same.
SELECT
    value.project_id,
    value.field,
    value.value_no,
    value.value,
    seen.label,
    seen.value_raw,
    seen.method,
    seen.span_start,
    seen.span_end,
    value.canonical_url AS source_url,
    value.body_sha256,
    capture.captured_at
FROM staging.current_value AS value
LEFT JOIN staging.observation AS seen
    ON seen.registry = value.registry
    AND seen.canonical_url = value.canonical_url
    AND seen.body_sha256 = value.body_sha256
    AND seen.record_no = value.record_no
    AND seen.field = value.field
    AND seen.item_no = value.item_no
    AND seen.value = value.value
LEFT JOIN (
    SELECT registry, canonical_url, body_sha256, min(fetched_at) AS captured_at FROM staging.capture GROUP BY ALL
) AS capture ON capture.registry = value.registry AND capture.canonical_url = value.canonical_url AND capture.body_sha256 = value.body_sha256
WHERE value.project_id = wanted_project AND value.field = wanted_field
