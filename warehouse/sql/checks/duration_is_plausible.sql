-- severity: info
-- table: core.project
-- rules: R-DAT-07
-- description: a project takes a month at least and ten years at most
SELECT project_id, start_on, end_on, date_diff('day', start_on, end_on) AS n_days, source_url
FROM core.project
WHERE end_on >= start_on AND date_diff('day', start_on, end_on) NOT BETWEEN 29 AND 3653
