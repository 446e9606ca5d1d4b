-- severity: warning
-- table: core.location
-- rules: R-GEO-06
-- description: a postcode has the form of its country's: five digits in Sweden and Finland, four in Norway and Denmark
WITH misfit AS (
    SELECT printed.country_code, printed.postcode
    FROM (SELECT DISTINCT country_code, postcode FROM core.location) AS printed
    JOIN ref.country AS country USING (country_code)
    WHERE NOT regexp_full_match(replace(printed.postcode, ' ', ''), country.postcode_form)
)
SELECT location.project_id, location.postcode, location.city, location.country_code, project.source_url
FROM core.location AS location
JOIN misfit USING (country_code, postcode)
JOIN core.project AS project USING (project_id)
