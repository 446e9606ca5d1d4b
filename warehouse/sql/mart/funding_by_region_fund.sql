-- grain: region bucket x fund x currency, on the region the registry states
-- source: mart.funding_by_basis_region_fund
SELECT * FROM mart.funding_by_basis_region_fund WHERE region_basis = 'registry_stated'
