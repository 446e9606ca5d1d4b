-- names of the regions that occur, and of those that have a tile, in the edition the marts use
WITH edition AS (
    SELECT max(nuts_version) AS nuts_version FROM mart.funding_by_basis_region_fund
)
SELECT region.nuts_code AS region_code, region.name AS region_name
FROM ref.region AS region
JOIN edition USING (nuts_version)
WHERE region.nuts_level = 2 AND NOT region.is_pseudo
    AND (region.nuts_code NOT LIKE '%ZZ' OR region.nuts_code IN (SELECT region_code FROM mart.funding_by_basis_region_fund))
ORDER BY region.nuts_code
