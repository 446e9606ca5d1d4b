-- grain: value of a project as it stands
-- source: core.project, staging.evidence
SELECT
    project_id,
    item.field,
    item.item_no,
    item.label,
    coalesce(item.value, item.value_raw) AS value,
    item.value_raw,
    item.method,
    item.precision,
    item.span_start,
    item.span_end,
    item.derived_from,
    item.is_corrected,
    source_url,
    body_sha256,
    record_no
FROM (
    SELECT project.project_id, project.source_url, project.body_sha256, project.record_no, unnest(evidence.items) AS item
    FROM core.project AS project
    JOIN staging.evidence AS evidence
        ON evidence.registry = project.registry AND evidence.canonical_url = project.source_url AND evidence.body_sha256 = project.body_sha256
        AND evidence.record_no = project.record_no
)
WHERE item.is_used
