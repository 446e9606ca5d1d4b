-- severity: warning
-- table: core.indicator
-- rules: R-IND-03
-- description: a target lies after what it is compared with, and not more than three years after the project
SELECT indicator.project_id, indicator.indicator_no, indicator.name, indicator.baseline_on, indicator.target_on, project.end_on
FROM core.indicator AS indicator
JOIN core.project AS project USING (project_id)
WHERE indicator.target_on <= indicator.baseline_on OR indicator.target_on > project.end_on + INTERVAL 3 YEAR
