-- grain: project
-- source: staging.current_record
SELECT project_id, description FROM staging.current_record WHERE description IS NOT NULL
