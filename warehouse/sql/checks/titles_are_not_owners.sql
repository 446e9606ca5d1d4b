-- severity: info
-- table: core.project
-- rules: R-TXT-08
-- description: no title is just the name of the owner
SELECT project.project_id, project.title, project.source_url
FROM core.project AS project
JOIN core.participation AS owner USING (project_id)
WHERE owner.role = 'beneficiary' AND lower(trim(project.title)) = lower(trim(owner.name_raw))
