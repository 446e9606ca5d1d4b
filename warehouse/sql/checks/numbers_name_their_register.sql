-- severity: error
-- table: core.organisation
-- rules: R-ORG-12
-- description: an organisation known by its number has the register the number is of, and a valid number is what it is known by
SELECT organisation_id, org_number_scheme, is_org_number_valid
FROM core.organisation
WHERE CASE
    WHEN is_org_number_valid THEN org_number_scheme IS NULL OR organisation_id <> org_number_scheme || ':' || org_number
    ELSE org_number_scheme IS NOT NULL
END
