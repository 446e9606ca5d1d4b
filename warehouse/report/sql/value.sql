-- every current value of some projects with the words it was read from
SELECT project.project_id, seen.field, coalesce(seen.value, seen.value_raw) AS value, seen.value_raw, seen.label, seen.method, seen.precision, seen.is_corrected, seen.item_no,
    seen.canonical_url
FROM (
    SELECT registry, canonical_url, body_sha256, record_no, unnest(items, recursive := true), generate_subscripts(items, 1) AS place
    FROM staging.evidence
) AS seen
JOIN core.project AS project
    ON project.registry = seen.registry AND project.source_url = seen.canonical_url AND project.body_sha256 = seen.body_sha256
    AND project.record_no = seen.record_no
WHERE project.project_id BETWEEN ? AND ? AND seen.is_used
ORDER BY project.project_id, seen.field, seen.place
