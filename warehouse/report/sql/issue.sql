-- open issues by severity, registry and kind, with one message of each as an example
SELECT severity, registry, code, count(*) AS n_issues, count(DISTINCT project_id) AS n_projects, left(min(message), 400) AS example
FROM ops.issue
WHERE is_current
GROUP BY severity, registry, code
ORDER BY severity_rank(severity) DESC, n_issues DESC, registry, code
