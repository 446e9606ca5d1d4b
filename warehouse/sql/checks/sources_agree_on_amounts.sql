-- severity: info
-- table: mart.conflict
-- rules: R-FIN-19
-- description: two sources of one operation give amounts within 10 % of each other
SELECT project_id, field, value, other_value, currency, relative_difference, basis, other_id, source_url, other_url
FROM mart.conflict
WHERE currency IS NOT NULL AND relative_difference > 0.1 AND NOT is_rounding
