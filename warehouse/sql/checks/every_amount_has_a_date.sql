-- severity: info
-- table: core.funding
-- rules: R-CUR-04
-- description: every amount in another currency has a start of its project, whose month gives the rate
SELECT funding.project_id, funding.field, funding.amount, funding.currency, project.source_url
FROM core.funding AS funding
JOIN core.project AS project USING (project_id)
WHERE funding.fx_basis = 'no_date'
