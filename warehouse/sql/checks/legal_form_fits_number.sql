-- severity: info
-- table: core.organisation
-- rules: R-ORG-08
-- description: a Swedish company's number begins with 5, a municipality's, region's or agency's with 2
SELECT organisation_id, name
FROM core.organisation
WHERE org_number_scheme = 'SE-ORGNR'
    AND CASE
        WHEN regexp_matches(lower(name), '\b(ab|aktiebolag|aktiebolaget)\b') THEN NOT starts_with(org_number, '5')
        WHEN regexp_matches(lower(name), '(^| )[^ ]+s? kommun$|^region [^ ]+$|myndigheten$|länsstyrelsen') THEN NOT starts_with(org_number, '2')
        ELSE false
    END
