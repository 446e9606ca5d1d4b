-- severity: warning
-- table: core.funding
-- rules: R-FIN-11
-- description: no amount that is summed is above 500 million or below 100 euro
SELECT project_id, field, amount, currency, amount_eur, amount_raw
FROM core.funding
WHERE is_summed AND (amount_eur > 500000000 OR amount_eur < 100)
