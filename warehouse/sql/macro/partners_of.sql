-- parameters: wanted_organisation
-- description: Whom an organisation works with, most shared projects first: the other organisations of its projects. Ask by organisation_id, by number, or by a part of the name in any case; partner_of says whom that names. Nobody of that name is an error.
WITH named AS (
    SELECT organisation_id, organisation_name, project_id
    FROM mart.participation
    WHERE organisation_id = wanted_organisation OR org_number = wanted_organisation
        OR (wanted_organisation <> '' AND contains(lower(organisation_name), lower(wanted_organisation)))
)
SELECT
    other.organisation_id,
    other.organisation_name,
    other.country_code,
    count(DISTINCT other.project_id) AS n_projects,
    string_agg(DISTINCT other.role, ', ' ORDER BY other.role) AS roles,
    string_agg(DISTINCT other.project_id, ', ' ORDER BY other.project_id) AS project_ids,
    string_agg(DISTINCT named.organisation_name, ', ' ORDER BY named.organisation_name) AS partner_of
FROM mart.participation AS other
JOIN named USING (project_id)
WHERE other.organisation_id NOT IN (SELECT organisation_id FROM named)
GROUP BY other.organisation_id, other.organisation_name, other.country_code
UNION ALL BY NAME
SELECT error('partners_of: no organisation ''' || coalesce(wanted_organisation, 'NULL') || '''; FROM core.organisation lists their names') AS organisation_id
WHERE NOT EXISTS (FROM named)
ORDER BY n_projects DESC, organisation_id
