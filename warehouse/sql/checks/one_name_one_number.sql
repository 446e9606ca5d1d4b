-- severity: info
-- table: core.organisation
-- rules: R-ORG-07
-- description: no two organisations of a country with different numbers have one name
SELECT name_normalised, country_code, count(*) AS n_numbers, string_agg(organisation_id, ', ' ORDER BY organisation_id) AS organisation_ids
FROM core.organisation
WHERE is_org_number_valid AND name_normalised IS NOT NULL
GROUP BY name_normalised, country_code
HAVING count(*) > 1
