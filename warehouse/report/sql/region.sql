-- names of the regions and countries that occur, and of the regions that have a tile, in the edition the marts use
WITH edition AS (
    SELECT max(nuts_version) AS nuts_version FROM mart.funding_by_basis_region_fund
)
SELECT region.region_code, region.name AS region_name
FROM ref.region AS region
JOIN edition USING (nuts_version)
WHERE region.region_code IN (SELECT region_code FROM mart.funding_by_basis_region_fund)
    OR (region.nuts_level = 2 AND NOT region.is_pseudo AND region.region_code NOT LIKE '%ZZ')
ORDER BY region.region_code
