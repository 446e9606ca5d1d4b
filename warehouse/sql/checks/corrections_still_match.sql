-- severity: warning
-- table: core.correction
-- rules: none
-- description: the source still says what each correction expects; one that is outdated is to be taken out of warehouse/reference/correction.csv
SELECT project_id, field, expected_value, found_value, corrected_value, reason
FROM core.correction
WHERE state = 'outdated'
