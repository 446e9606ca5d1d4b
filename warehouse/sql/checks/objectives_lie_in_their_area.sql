-- severity: warning
-- table: core.project
-- rules: R-CLS-07
-- description: a Swedish ESF+ project is of an area A to F, and its specific objective begins with the area's letter
SELECT project_id, programme_area, specific_objective_code, source_url
FROM core.project
WHERE programme_cci = '2021SE05SFPR001'
    AND (NOT regexp_matches(programme_area, '^[A-F]') OR NOT starts_with(specific_objective_code, left(programme_area, 1)))
