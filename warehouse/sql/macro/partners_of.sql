-- parameters: wanted_organisation
-- description: Whom an organisation works with, most shared projects first: the other organisations of its projects. Ask by organisation_id, by number, or by the whole name in any case.
SELECT
    other.organisation_id,
    other.organisation_name,
    other.country_code,
    count(DISTINCT other.project_id) AS n_projects,
    string_agg(DISTINCT other.role, ', ' ORDER BY other.role) AS roles,
    string_agg(DISTINCT other.project_id, ', ' ORDER BY other.project_id) AS project_ids
FROM mart.participation AS other
WHERE (other.project_id, other.organisation_id) NOT IN (
        SELECT (mine.project_id, mine.organisation_id)
        FROM mart.participation AS mine
        WHERE mine.organisation_id = wanted_organisation OR mine.org_number = wanted_organisation OR lower(mine.organisation_name) = lower(wanted_organisation)
    )
    AND other.project_id IN (
        SELECT mine.project_id
        FROM mart.participation AS mine
        WHERE mine.organisation_id = wanted_organisation OR mine.org_number = wanted_organisation OR lower(mine.organisation_name) = lower(wanted_organisation)
    )
GROUP BY other.organisation_id, other.organisation_name, other.country_code
ORDER BY n_projects DESC, other.organisation_id
