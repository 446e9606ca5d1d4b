-- severity: warning
-- table: mart.project_all
-- rules: R-FIN-07
-- description: the Union's amount is not above the support, and the support not above the total cost
SELECT project_id, total_cost_amount, support_amount, eu_amount, currency
FROM mart.project_all
WHERE eu_amount > support_amount OR support_amount > total_cost_amount OR eu_amount > total_cost_amount
