-- severity: error
-- table: staging.observation
-- rules: R-ORG-03, R-ORG-13
-- description: no record whose beneficiary is a natural person has the name, number, postcode or town of the beneficiary
SELECT seen.registry, seen.canonical_url, seen.record_no, seen.field, count(*) AS n_values
FROM staging.observation AS seen
WHERE seen.field IN ('beneficiary_name', 'beneficiary_org_number', 'beneficiary_postcode', 'beneficiary_city')
    AND EXISTS (
        SELECT 1 FROM staging.issue AS issue
        WHERE issue.registry = seen.registry AND issue.canonical_url = seen.canonical_url AND issue.body_sha256 = seen.body_sha256
            AND issue.record_no = seen.record_no AND issue.code IN ('personal_number', 'natural_person')
    )
GROUP BY ALL
