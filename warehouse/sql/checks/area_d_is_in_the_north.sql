-- severity: warning
-- table: core.project
-- rules: R-GEO-14
-- description: programme area D of the Swedish ESF+ programme is for Mellersta Norrland and Övre Norrland
SELECT project.project_id, project.programme_area, location.nuts_code, location.region_name_raw, project.source_url
FROM core.project AS project
JOIN core.location AS location USING (project_id)
WHERE project.programme_cci = '2021SE05SFPR001' AND starts_with(project.programme_area, 'D')
    AND location.basis = 'registry_stated' AND location.nuts2_code NOT IN ('SE32', 'SE33')
