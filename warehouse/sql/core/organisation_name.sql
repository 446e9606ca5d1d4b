-- grain: organisation x registry x name as printed
-- source: core.participation
SELECT organisation_id, split_part(project_id, ':', 1) AS registry, name_raw, count(DISTINCT project_id) AS n_projects
FROM core.participation
WHERE name_raw IS NOT NULL
GROUP BY ALL
