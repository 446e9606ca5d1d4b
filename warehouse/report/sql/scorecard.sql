-- Article 49(3), letter by letter
SELECT registry, letter, is_applicable, n_projects, n_with, coverage_pct, grade, failing_urls_raw
FROM mart.registry_scorecard
ORDER BY registry, letter
