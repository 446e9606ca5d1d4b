-- severity: warning
-- table: core.project
-- rules: R-GEO-14
-- description: a programme area that is for certain regions has no project stated in others: area D of the Swedish ESF+ programme is for the north
SELECT project.project_id, project.programme_area, location.region_code, location.region_name_raw, project.source_url
FROM core.project AS project
JOIN core.location AS location USING (project_id)
JOIN ref.programme_area AS area ON area.programme_cci = project.programme_cci AND starts_with(project.programme_area, area.area)
WHERE location.basis = 'registry_stated' AND location.nuts2_region_code IS NOT NULL
GROUP BY ALL
HAVING NOT bool_or(location.nuts2_region_code = area.nuts2_region_code)
