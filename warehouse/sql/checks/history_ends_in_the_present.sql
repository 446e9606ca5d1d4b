-- severity: error
-- table: mart.project_all
-- rules: R-HIS-05
-- description: what mart.as_of says of the latest moment is what mart.project_all says, project by project
WITH version AS (
    SELECT * FROM mart.as_of((SELECT max(valid_from) FROM core.project_version))
)
SELECT coalesce(now.project_id, version.project_id) AS project_id, version.version_no, now.title, version.title AS title_of_version,
    now.fund_code, version.fund_code AS fund_of_version, now.total_cost_amount, version.total_cost_amount AS total_cost_of_version
FROM mart.project_all AS now
FULL JOIN version USING (project_id)
WHERE now.project_id IS NULL OR version.project_id IS NULL
    OR now.title IS DISTINCT FROM version.title
    OR now.fund_code IS DISTINCT FROM version.fund_code
    OR now.total_cost_amount IS DISTINCT FROM version.total_cost_amount
    OR now.support_amount IS DISTINCT FROM version.support_amount
    OR now.eu_amount IS DISTINCT FROM version.eu_amount
