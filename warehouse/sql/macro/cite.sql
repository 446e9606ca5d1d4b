-- parameters: wanted_project, wanted_field
-- description: Where the values of a field of a project were read: words, page, span, capture and digest; diarium cite prints the same. An unknown project or field is an error; no row: the page does not say it.
SELECT
    project_id,
    field,
    row_number() OVER (ORDER BY item_no) AS value_no,
    value,
    label,
    value_raw,
    method,
    span_start,
    span_end,
    source_url,
    body_sha256,
    (
        SELECT min(presence.first_captured_at)
        FROM staging.presence AS presence
        WHERE presence.project_id = wanted_project AND presence.canonical_url = evidence.source_url AND presence.body_sha256 = evidence.body_sha256
    ) AS captured_at
FROM core.evidence AS evidence
WHERE project_id = wanted_project AND field = wanted_field
UNION ALL BY NAME
SELECT error('cite: no project ''' || coalesce(wanted_project, 'NULL') || '''; a project is named <registry>:<code>, as in mart.project_all') AS project_id
WHERE coalesce(wanted_project NOT IN (SELECT project_id FROM core.project), true)
UNION ALL BY NAME
SELECT error('cite: no field ''' || coalesce(wanted_field, 'NULL') || '''; FROM ref.field lists them') AS project_id
WHERE coalesce(wanted_field NOT IN (SELECT field FROM ref.field), true)
