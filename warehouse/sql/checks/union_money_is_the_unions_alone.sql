-- severity: error
-- table: mart.project_all
-- rules: R-FIN-12, R-FIN-17
-- description: what stands as the Union's amount was read as the Union's alone: money of Union and state together never fills it
SELECT project.project_id, project.eu_amount, told.field, told.source, told.amount, told.currency, project.source_url
FROM mart.project_all AS project
LEFT JOIN core.funding AS told
    ON told.project_id = project.project_id AND told.amount = project.eu_amount AND told.field = 'eu_contribution' AND told.source = 'EU'
WHERE project.eu_amount IS NOT NULL AND told.project_id IS NULL
UNION ALL
SELECT project_id, NULL, field, source, amount, currency, NULL
FROM core.funding
WHERE (field = 'eu_contribution') <> (source = 'EU') OR (is_summed AND field = 'support_amount' AND source <> 'EU+national')
