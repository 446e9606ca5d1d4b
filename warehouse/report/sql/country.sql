-- the countries that occur: their names, and what the codes of their regions begin with
SELECT country_code, name, nuts_prefix
FROM ref.country
WHERE country_code IN (
    SELECT country_code FROM ref.registry UNION SELECT country_code FROM mart.project_all UNION SELECT country_code FROM mart.participation
)
ORDER BY country_code
