-- severity: error
-- table: mart.project_all
-- rules: R-AGG-03
-- description: every region of the marts stands with its basis and the NUTS edition that has it, only the unallocated bucket without one
WITH told AS (
    SELECT 'project' AS mart, project_id AS id, region_code, region_basis, nuts_version FROM mart.project_all
    UNION ALL
    SELECT 'funding_by_region_fund', fund_code, region_code, region_basis, nuts_version FROM mart.funding_by_region_fund
    UNION ALL
    SELECT 'funding_by_basis_region_fund', fund_code, region_code, region_basis, nuts_version FROM mart.funding_by_basis_region_fund
    UNION ALL
    SELECT 'funding_by_region_fund_year', fund_code, region_code, region_basis, nuts_version FROM mart.funding_by_region_fund_year
)
SELECT told.mart, told.id, told.region_code, told.region_basis, told.nuts_version
FROM told
LEFT JOIN ref.region AS region ON region.region_code = told.region_code AND region.nuts_version = told.nuts_version
WHERE told.region_basis IS NULL OR (region.region_code IS NULL) <> (told.region_code = 'unallocated')
