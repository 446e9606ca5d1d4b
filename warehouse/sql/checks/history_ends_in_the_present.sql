-- severity: error
-- table: mart.project
-- rules: R-HIS-05
-- description: what mart.as_of says of the latest moment is what mart.project says, project by project
WITH version AS (
    SELECT * FROM mart.as_of((SELECT max(valid_from) FROM core.project_version))
),
-- the texts of all values stay out of the join of all projects: they are looked up for the few that differ
differing AS (
    SELECT coalesce(now.project_id, version.project_id) AS project_id, version.version_no, now.title, version.title AS title_of_version,
        now.fund_code, version.fund_code AS fund_of_version, now.total_cost_amount, version.total_cost_amount AS total_cost_of_version,
        now.title IS DISTINCT FROM version.title AS has_other_title,
        now.fund_code IS DISTINCT FROM version.fund_code AS has_other_fund,
        now.total_cost_amount IS DISTINCT FROM version.total_cost_amount AS has_other_total_cost,
        now.support_amount IS DISTINCT FROM version.support_amount AS has_other_support,
        now.eu_amount IS DISTINCT FROM version.eu_amount AS has_other_eu_amount,
        now.project_id IS NULL OR version.project_id IS NULL AS is_alone
    FROM mart.project AS now
    FULL JOIN version USING (project_id)
    WHERE is_alone OR has_other_title OR has_other_fund OR has_other_total_cost OR has_other_support OR has_other_eu_amount
)
SELECT differing.* EXCLUDE (has_other_title, has_other_fund, has_other_total_cost, has_other_support, has_other_eu_amount, is_alone)
FROM differing
LEFT JOIN core.project_version AS told USING (project_id, version_no)
WHERE is_alone
    -- of several values on a page the version has all, and mart.project the first one printed
    OR (has_other_title AND coalesce(json_array_length(told.field_values, '$.title'), 0) < 2)
    OR (has_other_fund AND coalesce(json_array_length(told.field_values, '$.fund_code'), 0) < 2)
    OR (has_other_total_cost AND coalesce(json_array_length(told.field_values, '$.total_cost'), 0) < 2)
    OR (has_other_support AND coalesce(json_array_length(told.field_values, '$.support_amount'), 0) < 2)
    OR (has_other_eu_amount AND coalesce(json_array_length(told.field_values, '$.eu_contribution'), 0) < 2)
