-- severity: warning
-- table: core.project
-- rules: R-GEO-11
-- description: every country is in ref.country: Greece is GR and the United Kingdom GB, EL and UK are for NUTS codes only
SELECT 'core.project' AS table_name, project_id AS id, country_code FROM core.project WHERE country_code NOT IN (SELECT country_code FROM ref.country)
UNION ALL
SELECT 'core.location', project_id, country_code FROM core.location WHERE country_code NOT IN (SELECT country_code FROM ref.country)
UNION ALL
SELECT 'core.participation', project_id, country_code FROM core.participation WHERE country_code NOT IN (SELECT country_code FROM ref.country)
UNION ALL
SELECT 'core.organisation', organisation_id, country_code FROM core.organisation WHERE country_code NOT IN (SELECT country_code FROM ref.country)
