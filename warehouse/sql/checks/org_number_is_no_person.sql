-- severity: error
-- table: core.participation
-- rules: R-ORG-03
-- description: no Swedish organisation number has 0 or 1 as its third digit, which would make it a person's
SELECT project_id, organisation_id = 'SE-ORGNR:' || org_number AS is_swedish, left(org_number, 2) || '********' AS masked_number
FROM core.participation
WHERE organisation_id LIKE 'SE-ORGNR:%' AND regexp_full_match(org_number, '\d{2}[01]\d{7}')
