-- severity: warning
-- table: core.funding
-- rules: R-CUR-01
-- description: every currency is in ref.currency
SELECT currency, count(*) AS n_amounts, min(project_id) AS for_example
FROM core.funding
WHERE currency NOT IN (SELECT currency FROM ref.currency)
GROUP BY currency
