-- severity: warning
-- table: core.location
-- rules: R-GEO-04
-- description: a stated region lies in the project's country, unless the project is of territorial cooperation
SELECT location.project_id, location.region_code, location.region_name_raw, location.country_code, project.source_url
FROM core.location AS location
JOIN core.project AS project USING (project_id)
JOIN ref.registry AS registry USING (registry)
JOIN ref.country AS country ON country.country_code = location.country_code
WHERE location.basis = 'registry_stated'
    AND NOT starts_with(location.region_code, country.nuts_prefix)
    AND NOT registry.is_interreg
    AND substr(project.programme_cci, 5, 2) IS DISTINCT FROM 'TC'
