-- checks that found something, the graver first
SELECT table_name, rule_id, description, severity, n_unexpected
FROM ops.check_result
WHERE NOT is_passed
ORDER BY severity_rank(severity) DESC, n_unexpected DESC, table_name, rule_id
