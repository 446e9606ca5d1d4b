-- severity: warning
-- table: staging.observation
-- rules: none
-- description: a project code that was read, not derived, is the code as printed: identity never rests on a cleaned value
SELECT registry, value AS project_code, value_raw, canonical_url
FROM staging.observation
WHERE field = 'project_code' AND method <> 'derived' AND value <> trim(value_raw)
