-- who takes part
SELECT project_id, name_raw, role, country_code
FROM mart.participation
WHERE project_id BETWEEN ? AND ?
ORDER BY project_id, role_rank(role), name_raw, organisation_id
