-- severity: warning
-- table: core.classification
-- rules: R-CLS-02, R-CLS-03
-- description: an intervention field is three digits, from 001 to 123 in 2014-2020 and to 182 in 2021-2027
SELECT project_id, scheme, code
FROM core.classification
WHERE NOT regexp_full_match(code, '\d{3}')
    OR NOT TRY_CAST(code AS INTEGER) BETWEEN 1 AND CASE scheme WHEN 'intervention_field_2014_2020' THEN 123 ELSE 182 END
