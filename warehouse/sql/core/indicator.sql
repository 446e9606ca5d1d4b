-- grain: goal of a project
-- source: staging.current_record
SELECT
    project_id,
    goal.item_no AS indicator_no,
    goal.name,
    goal.statement,
    goal.target_change_pct AS target_change_raw,
    goal.population,
    end_of(goal.target_on, goal.target_precision) AS target_on,
    goal.target_precision,
    goal.baseline_on,
    goal.baseline_precision
FROM (SELECT project_id, unnest(indicator_items) AS goal FROM staging.current_record)
