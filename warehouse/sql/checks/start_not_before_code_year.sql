-- severity: warning
-- table: core.project
-- rules: R-ID-07
-- description: a project whose number begins with a year does not start before it, nor more than three years after
SELECT project_id, project_code, start_on, source_url
FROM core.project
WHERE regexp_full_match(project_code, '\d{2}-\d{3}-S\d{2,}')
    AND NOT year(start_on) - (2000 + TRY_CAST(left(project_code, 2) AS INTEGER)) BETWEEN 0 AND 3
