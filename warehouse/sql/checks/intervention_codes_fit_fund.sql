-- severity: info
-- table: core.classification
-- rules: R-CLS-04
-- description: in 2021-2027 the fields 134 to 168 are of the Social Fund, 001 to 133 of the Regional and Cohesion Funds
SELECT code.project_id, project.fund_code, code.code, project.source_url
FROM core.classification AS code
JOIN core.project AS project USING (project_id)
WHERE code.scheme = 'intervention_field_2021_2027'
    AND ((project.fund_code = 'ESF+' AND code.code < '134') OR (project.fund_code IN ('ERDF', 'CF') AND code.code BETWEEN '134' AND '168'))
