-- severity: error
-- table: core.location
-- rules: R-GEO-12
-- description: every NUTS-2 region stands with the edition that has it: NO08 of 2021 is not in 2016
SELECT location.project_id, location.region_code, location.nuts2_region_code, location.nuts_version
FROM core.location AS location
WHERE location.nuts2_region_code IS NOT NULL
    AND NOT EXISTS (
        SELECT 1 FROM ref.region AS region
        WHERE region.region_code = location.nuts2_region_code AND region.nuts_version = location.nuts_version
    )
