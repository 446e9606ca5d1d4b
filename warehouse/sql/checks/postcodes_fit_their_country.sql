-- severity: warning
-- table: core.location
-- rules: R-GEO-06
-- description: a Nordic postcode has as many digits as its country's: five in Sweden and Finland, four in Norway and Denmark
SELECT location.project_id, location.postcode, location.city, location.country_code, project.source_url
FROM core.location AS location
JOIN core.project AS project USING (project_id)
WHERE NOT CASE location.country_code
    WHEN 'SE' THEN regexp_full_match(replace(location.postcode, ' ', ''), '[1-9]\d{4}')
    WHEN 'FI' THEN regexp_full_match(location.postcode, '\d{5}')
    WHEN 'NO' THEN regexp_full_match(location.postcode, '\d{4}')
    WHEN 'DK' THEN regexp_full_match(location.postcode, '\d{4}')
    ELSE true
END
