-- grain: value of a record of a stored page
-- source: staging.evidence
SELECT
    registry,
    canonical_url,
    body_sha256,
    record_no,
    item.field,
    item.label,
    item.value_raw,
    coalesce(item.value, item.value_raw) AS value,
    item.span_start,
    item.span_end,
    item.method,
    item.precision,
    item.item_no,
    item.derived_from,
    item.is_corrected,
    item.is_used
FROM (SELECT registry, canonical_url, body_sha256, record_no, unnest(items) AS item FROM staging.evidence)
