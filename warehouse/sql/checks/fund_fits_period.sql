-- severity: warning
-- table: core.project
-- rules: R-CCI-08
-- description: the fund exists in the project's programming period
SELECT project.project_id, project.fund_code, project.programming_period
FROM core.project AS project
JOIN ref.fund AS fund USING (fund_code)
WHERE (project.programming_period = '2014-2020' AND NOT fund.is_in_2014_2020)
    OR (project.programming_period = '2021-2027' AND NOT fund.is_in_2021_2027)
