-- severity: info
-- table: core.project
-- rules: R-CLS-06
-- description: a specific objective is numbered as the Union does (ESO4.1, RSO1.1) or as a national programme does (D1, 1.2)
SELECT project_id, specific_objective_code, programme_cci, source_url
FROM core.project
WHERE NOT regexp_full_match(
    specific_objective_code,
    '(RSO[1-5][.]\d{1,2}|ESO4[.](1[0-3]|[1-9])|JSO8[.]1|ISO[467][.]\d|TA\d?)|[A-Z]?\d{1,2}([.]\d{1,2})?[A-Za-z]?|[A-Z]\d[A-Z]?'
)
