-- severity: warning
-- table: core.location
-- rules: R-GEO-05
-- description: the printed region name is the name, or a known other name, of the printed region code
SELECT location.project_id, location.region_code, location.region_name_raw, region.name AS name_of_code
FROM core.location AS location
JOIN ref.region AS region USING (region_code, nuts_version)
WHERE location.is_code_printed AND location.region_name_raw IS NOT NULL
    AND lower(trim(location.region_name_raw)) <> lower(region.name)
    AND NOT EXISTS (
        SELECT 1 FROM ref.region_alias AS alias
        WHERE alias.region_code = location.region_code AND alias.nuts_version = location.nuts_version
            AND lower(alias.alias) = lower(trim(location.region_name_raw))
    )
