-- how many checks were run
SELECT count(*) AS n_checks, count(*) FILTER (WHERE is_passed) AS n_passed FROM ops.check_result
