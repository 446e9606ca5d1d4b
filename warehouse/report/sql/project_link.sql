-- what may be the same operation elsewhere, told at both ends
SELECT project_id, other_id, other_kind, basis, is_certain, evidence
FROM (
    SELECT project_id, other_id, other_kind, basis, is_certain, evidence FROM core.project_link
    UNION ALL BY NAME
    SELECT other_id AS project_id, project_id AS other_id, 'project' AS other_kind, basis, is_certain, evidence
    FROM core.project_link
    WHERE other_kind = 'project'
)
WHERE project_id BETWEEN ? AND ?
ORDER BY project_id, is_certain DESC, other_id, basis
