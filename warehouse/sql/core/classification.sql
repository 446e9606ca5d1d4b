-- grain: project x scheme x code
-- source: staging.current_value
WITH slice_current_value AS NOT MATERIALIZED (SELECT * FROM staging.current_value WHERE in_slice(project_id))
SELECT DISTINCT
    code.project_id,
    CASE period.value
        WHEN '2014-2020' THEN 'intervention_field_2014_2020'
        WHEN '2021-2027' THEN 'intervention_field_2021_2027'
        ELSE 'intervention_field_unknown_period'
    END AS scheme,
    code.value AS code
FROM slice_current_value AS code
LEFT JOIN slice_current_value AS period
    ON period.project_id = code.project_id AND period.field = 'programming_period' AND period.value_no = 1
WHERE code.field = 'intervention_field_code'
