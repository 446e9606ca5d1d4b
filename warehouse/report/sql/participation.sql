-- who takes part
SELECT project_id, name_raw, role, country_code
FROM mart.participation
WHERE project_id BETWEEN ? AND ?
ORDER BY project_id, list_position(['beneficiary', 'lead', 'owner', 'operator', 'partner'], role) NULLS LAST, role, name_raw, organisation_id
