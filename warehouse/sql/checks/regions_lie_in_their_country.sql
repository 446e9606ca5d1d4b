-- severity: warning
-- table: core.location
-- rules: R-GEO-04
-- description: a stated region lies in the project's country, unless the project is of territorial cooperation
SELECT location.project_id, location.nuts_code, location.region_name_raw, location.country_code, project.source_url
FROM core.location AS location
JOIN core.project AS project USING (project_id)
JOIN ref.registry AS registry USING (registry)
WHERE location.basis = 'registry_stated'
    AND replace(replace(left(location.nuts_code, 2), 'EL', 'GR'), 'UK', 'GB') <> location.country_code
    AND location.country_code <> 'EU'
    AND NOT registry.is_interreg
    AND substr(project.programme_cci, 5, 2) IS DISTINCT FROM 'TC'
