-- severity: warning
-- table: core.organisation
-- rules: R-ORG-02, R-ORG-04
-- description: the check digit of every organisation number is right
SELECT organisation.organisation_id, organisation.name, organisation.n_projects, min(member.project_id) AS for_example
FROM core.organisation AS organisation
JOIN core.participation AS member USING (organisation_id)
WHERE organisation.is_org_number_valid = false
GROUP BY ALL
