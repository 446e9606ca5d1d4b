-- severity: error
-- table: mart.project
-- rules: R-HIS-05
-- description: what mart.as_of says of the latest moment is what mart.project says, project by project
WITH version AS (
    SELECT * FROM mart.as_of((SELECT max(valid_from) FROM core.project_version))
)
SELECT coalesce(now.project_id, version.project_id) AS project_id, version.version_no, now.title, version.title AS title_of_version, now.fund_code,
    version.fund_code AS fund_of_version, now.total_cost_amount, version.total_cost_amount AS total_cost_of_version
FROM mart.project AS now
FULL JOIN version USING (project_id)
WHERE now.project_id IS NULL
    OR version.project_id IS NULL
    -- of several values on a page the version has all, and mart.project the first one printed
    OR (now.title IS DISTINCT FROM version.title AND coalesce(json_array_length(version.field_values, '$.title'), 0) < 2)
    OR (now.fund_code IS DISTINCT FROM version.fund_code AND coalesce(json_array_length(version.field_values, '$.fund_code'), 0) < 2)
    OR (now.total_cost_amount IS DISTINCT FROM version.total_cost_amount AND coalesce(json_array_length(version.field_values, '$.total_cost'), 0) < 2)
    OR (now.support_amount IS DISTINCT FROM version.support_amount AND coalesce(json_array_length(version.field_values, '$.support_amount'), 0) < 2)
    OR (now.eu_amount IS DISTINCT FROM version.eu_amount AND coalesce(json_array_length(version.field_values, '$.eu_contribution'), 0) < 2)
