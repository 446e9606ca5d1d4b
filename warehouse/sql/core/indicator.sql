-- grain: goal of a project
-- source: staging.current_value
WITH slice_current_value AS NOT MATERIALIZED (SELECT * FROM staging.current_value WHERE in_slice(project_id))
SELECT
    project_id,
    item_no AS indicator_no,
    max(value) FILTER (WHERE field = 'indicator_name') AS name,
    max(value) FILTER (WHERE field = 'indicator_statement') AS statement,
    max(value) FILTER (WHERE field = 'indicator_target_change_pct') AS target_change_raw,
    max(value) FILTER (WHERE field = 'indicator_population') AS population,
    max(final_day(value, precision)) FILTER (WHERE field = 'indicator_target_on') AS target_on,
    max(precision) FILTER (WHERE field = 'indicator_target_on') AS target_precision,
    max(first_day(value, precision)) FILTER (WHERE field = 'indicator_baseline_on') AS baseline_on,
    max(precision) FILTER (WHERE field = 'indicator_baseline_on') AS baseline_precision
FROM slice_current_value AS current_value
WHERE field LIKE 'indicator\_%' ESCAPE '\'
GROUP BY project_id, item_no
