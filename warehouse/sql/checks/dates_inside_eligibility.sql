-- severity: warning
-- table: core.project
-- rules: R-DAT-05
-- description: a project of 2014-2020 lies in 2014 to 2023, one of 2021-2027 in 2021 to 2029, when costs can be eligible
SELECT project_id, programming_period, start_on, end_on, source_url
FROM core.project
WHERE (programming_period = '2014-2020' AND (start_on < DATE '2014-01-01' OR end_on > DATE '2023-12-31'))
    OR (programming_period = '2021-2027' AND (start_on < DATE '2021-01-01' OR end_on > DATE '2029-12-31'))
