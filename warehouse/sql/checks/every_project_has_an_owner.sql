-- severity: info
-- table: core.project
-- rules: R-PAR-01
-- description: every project names who carries it: a beneficiary, owner, lead partner or operator
SELECT project_id, title, source_url
FROM core.project
WHERE project_id NOT IN (SELECT project_id FROM core.participation WHERE role IN ('beneficiary', 'owner', 'lead', 'operator'))
