-- severity: info
-- table: core.organisation_name
-- rules: R-ORG-06
-- description: no name of an organisation ends in a single letter, as one cut off does
SELECT organisation_id, registry, name_raw, length(name_raw) AS n_characters, n_projects
FROM core.organisation_name
WHERE regexp_matches(name_raw, '\p{L}{2,}.* \p{L}$')
