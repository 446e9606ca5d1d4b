-- severity: warning
-- table: staging.current_value
-- rules: none
-- description: a project code that was read, not derived, is the code as printed: identity never rests on a cleaned value
SELECT project_id, value AS project_code, value_raw, canonical_url
FROM staging.current_value
WHERE field = 'project_code' AND method <> 'derived' AND value <> trim(value_raw)
