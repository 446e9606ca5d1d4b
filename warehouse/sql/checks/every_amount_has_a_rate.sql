-- severity: warning
-- table: core.funding
-- rules: R-CUR-04
-- description: every amount in another currency whose project has a start has an exchange rate; where it has none its value in euro stays empty
SELECT funding.currency, strftime(project.start_on, '%Y-%m') AS start_month, count(*) AS n_amounts, min(funding.project_id) AS for_example
FROM core.funding AS funding
JOIN core.project AS project USING (project_id)
WHERE funding.currency <> 'EUR' AND funding.amount_eur IS NULL AND (funding.fx_basis = 'no_rate' OR project.start_on IS NOT NULL)
GROUP BY ALL
