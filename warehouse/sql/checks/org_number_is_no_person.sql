-- severity: error
-- table: core.participation
-- rules: R-ORG-03
-- description: no organisation number of a Swedish registry looks like a person's: a third digit of 0 or 1, or that with the century before it, whatever its check digit
SELECT participation.project_id, participation.role, left(participation.org_number, 2) || '********' AS masked_number
FROM core.participation AS participation
LEFT JOIN ref.registry AS registry ON registry.registry = split_part(participation.project_id, ':', 1)
WHERE (registry.country_code = 'SE' OR participation.organisation_id LIKE 'SE-ORGNR:%')
    AND regexp_full_match(regexp_replace(participation.org_number, '\D', '', 'g'), '(19|20)?\d{2}[01]\d{7}')
