-- severity: info
-- table: core.project
-- rules: R-DUP-01
-- description: no two projects of a registry have the same title, owner and start
SELECT project.registry, lower(trim(project.title)) AS title, owner.organisation_id, project.start_on, count(*) AS n_projects,
    string_agg(project.project_id, ', ' ORDER BY project.project_id) AS project_ids
FROM core.project AS project
JOIN core.participation AS owner ON owner.project_id = project.project_id AND owner.role = 'beneficiary'
WHERE project.title IS NOT NULL AND project.start_on IS NOT NULL
GROUP BY project.registry, lower(trim(project.title)), owner.organisation_id, project.start_on
HAVING count(*) > 1
