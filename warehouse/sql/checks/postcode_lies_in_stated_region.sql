-- severity: warning
-- table: core.project_region
-- rules: R-GEO-07
-- description: the owner's postcode lies in the stated region; where it does not, the work is done elsewhere than the owner sits, or one of the two is wrong
WITH placed AS (
    SELECT project_id, max(region_code) FILTER (WHERE region_basis = 'registry_stated') AS stated_code,
        max(region_code) FILTER (WHERE region_basis = 'beneficiary_address') AS address_code
    FROM core.project_region
    WHERE is_main AND length(region_code) = 4
    GROUP BY project_id
)
SELECT placed.project_id, placed.stated_code, placed.address_code, location.postcode, location.city
FROM placed
JOIN core.location AS location ON location.project_id = placed.project_id AND location.basis = 'beneficiary_address'
WHERE placed.stated_code <> placed.address_code
    AND NOT EXISTS (
        SELECT 1 FROM core.project_region AS share
        WHERE share.project_id = placed.project_id AND share.region_basis = 'registry_stated' AND share.region_code = placed.address_code
    )
