-- grain: project x scheme x code
-- source: staging.current_record
SELECT
    project_id,
    CASE programming_period
        WHEN '2014-2020' THEN 'intervention_field_2014_2020'
        WHEN '2021-2027' THEN 'intervention_field_2021_2027'
        ELSE 'intervention_field_unknown_period'
    END AS scheme,
    intervention_field_code AS code
FROM staging.current_record
WHERE intervention_field_code IS NOT NULL
