-- severity: error
-- table: core.participation
-- rules: R-ORG-03
-- description: no organisation number has the form of a personal number of the registry's country (in Sweden a third digit of 0 or 1), whatever its check digit
WITH printed AS (
    -- a number of a scheme is that of the scheme's country, whoever prints it
    SELECT participation.*, [registry.country_code, left(participation.organisation_id, 2)] AS country_codes
    FROM core.participation AS participation
    LEFT JOIN ref.registry AS registry ON registry.registry = split_part(participation.project_id, ':', 1)
    WHERE participation.org_number IS NOT NULL
),
number AS (
    SELECT DISTINCT org_number, unnest(country_codes) AS country_code FROM printed
),
personal AS (
    SELECT DISTINCT number.org_number, country.country_code
    FROM number
    JOIN ref.country AS country USING (country_code)
    WHERE regexp_full_match(regexp_replace(upper(number.org_number), '[^0-9A-Z]', '', 'g'), country.personal_form)
        OR regexp_full_match(regexp_replace(number.org_number, '\D', '', 'g'), country.personal_form)
)
SELECT DISTINCT printed.project_id, printed.role, left(printed.org_number, 2) || '********' AS masked_number
FROM printed
JOIN personal ON personal.org_number = printed.org_number AND list_contains(printed.country_codes, personal.country_code)
