-- severity: warning
-- table: core.funding
-- rules: R-FIN-10
-- description: no amount is zero or below: zero is what registries print for a missing one
SELECT project_id, line_no, field, amount, currency, amount_raw
FROM core.funding
WHERE amount <= 0
