-- severity: info
-- table: core.organisation
-- rules: R-ORG-08
-- description: a number begins as the legal form in the name says: a Swedish company's with 5, a municipality's, region's or agency's with 2
SELECT organisation_id, name
FROM (
    SELECT organisation.organisation_id, organisation.name, organisation.org_number, form.first_digits
    FROM core.organisation AS organisation
    JOIN ref.legal_form AS form USING (org_number_scheme)
    WHERE regexp_matches(lower(organisation.name), form.name_form)
    QUALIFY row_number() OVER (PARTITION BY organisation.organisation_id ORDER BY form.form_no) = 1
)
WHERE NOT starts_with(org_number, first_digits)
