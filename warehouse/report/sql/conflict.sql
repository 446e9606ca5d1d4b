-- where other sources, or the page itself, say otherwise; the pair is told at both of its ends
SELECT project_id, field, value, other_value, currency, value_raw, other_value_raw, is_rounding, basis, is_certain, other_id, other_url
FROM (
    SELECT * FROM mart.conflict
    UNION ALL BY NAME
    SELECT other_id AS project_id, field, other_value AS value, value AS other_value, currency, other_value_raw AS value_raw,
        value_raw AS other_value_raw, is_rounding, basis, is_certain, project_id AS other_id, source_url AS other_url
    FROM mart.conflict
    WHERE other_id <> project_id AND other_id IN (SELECT project_id FROM core.project)
)
WHERE project_id BETWEEN ? AND ?
ORDER BY project_id, field, other_id, other_value
