-- parameters: wanted_project, wanted_field
-- description: Where the values of a field of a project were read: words, page, span, capture and digest; diarium cite prints the same.
SELECT
    project.project_id,
    value.field,
    row_number() OVER (ORDER BY value.item_no) AS value_no,
    value.value,
    value.label,
    value.value_raw,
    value.method,
    value.span_start,
    value.span_end,
    project.source_url,
    project.body_sha256,
    (
        SELECT min(fetched_at)
        FROM staging.capture AS capture
        WHERE capture.registry = project.registry AND capture.canonical_url = project.source_url AND capture.body_sha256 = project.body_sha256
    ) AS captured_at
FROM core.project AS project
JOIN staging.observation AS value
    ON value.registry = project.registry AND value.canonical_url = project.source_url AND value.body_sha256 = project.body_sha256
    AND value.record_no = project.record_no
WHERE project.project_id = wanted_project AND value.field = wanted_field AND value.is_used
