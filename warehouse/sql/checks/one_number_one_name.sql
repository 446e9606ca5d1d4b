-- severity: warning
-- table: core.organisation_name
-- rules: R-ORG-05
-- description: the names printed with one organisation number are alike
SELECT name.organisation_id, organisation.name AS usual_name, name.name_raw, name.registry, name.n_projects
FROM core.organisation_name AS name
JOIN core.organisation AS organisation USING (organisation_id)
WHERE organisation.is_org_number_valid AND name.name_raw <> organisation.name
    AND jaro_winkler_similarity(strip_accents(lower(name.name_raw)), strip_accents(lower(organisation.name))) < 0.75
