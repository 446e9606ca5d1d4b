-- severity: warning
-- table: core.location
-- rules: R-GEO-03
-- description: every region code is in ref.region for the NUTS edition of its registry, at level 2 or as a pseudo code
SELECT location.project_id, location.region_code, location.nuts_version, location.region_name_raw
FROM core.location AS location
WHERE location.region_code IS NOT NULL AND location.nuts2_region_code IS NULL
    AND NOT EXISTS (
        SELECT 1 FROM ref.region AS region
        WHERE region.region_code = location.region_code AND region.nuts_version = location.nuts_version
    )
