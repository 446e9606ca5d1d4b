-- severity: error
-- table: core.project
-- rules: none
-- description: every project has a version and a presence, every version a project, every organisation a participation
SELECT 'project without version' AS orphan, project_id AS id FROM core.project WHERE project_id NOT IN (SELECT project_id FROM core.project_version)
UNION ALL
SELECT 'version without project', project_id FROM core.project_version WHERE project_id NOT IN (SELECT project_id FROM core.project)
UNION ALL
SELECT 'project without presence', project_id FROM core.project WHERE project_id NOT IN (SELECT project_id FROM staging.presence)
UNION ALL
SELECT 'organisation without participation', organisation_id
FROM core.organisation WHERE organisation_id NOT IN (SELECT organisation_id FROM core.participation)
