-- severity: error
-- table: mart.funding_by_basis_region_fund
-- rules: R-AGG-02
-- description: beside every sum stands how many of the projects state the amount, and without any there is no sum; only a project divided among regions counts in one of them
WITH bucket AS (
    SELECT 'funding_by_region_fund' AS mart, * FROM mart.funding_by_region_fund
    UNION ALL BY NAME
    SELECT 'funding_by_basis_region_fund' AS mart, * FROM mart.funding_by_basis_region_fund
    UNION ALL BY NAME
    SELECT 'funding_by_region_fund_year' AS mart, * FROM mart.funding_by_region_fund_year
    UNION ALL BY NAME
    SELECT 'funding_by_country_fund' AS mart, * FROM mart.funding_by_country_fund
    UNION ALL BY NAME
    SELECT 'funding_by_fund' AS mart, * FROM mart.funding_by_fund
    UNION ALL BY NAME
    SELECT 'funding_by_year_fund' AS mart, * FROM mart.funding_by_year_fund
    UNION ALL BY NAME
    SELECT 'funding_by_programme_fund' AS mart, * FROM mart.funding_by_programme_fund
    UNION ALL BY NAME
    SELECT 'funding_by_beneficiary_fund' AS mart, * FROM mart.funding_by_beneficiary_fund
),
told AS (
    SELECT mart, coalesce(beneficiary_id, region_code, country_code, programme_cci, CAST(start_year AS VARCHAR), fund_code) AS bucket,
        region_basis IS NOT NULL AS is_divided, fund_code, currency, n_projects, unnest([
            {'measure': 'total_cost', 'amount': total_cost_amount, 'n_with': n_with_total_cost, 'n_with_eur': n_with_total_cost_eur, 'coverage_pct': total_cost_coverage_pct},
            {'measure': 'support', 'amount': support_amount, 'n_with': n_with_support, 'n_with_eur': n_with_support_eur, 'coverage_pct': support_coverage_pct},
            {'measure': 'eu', 'amount': eu_amount, 'n_with': n_with_eu, 'n_with_eur': n_with_eu_eur, 'coverage_pct': eu_coverage_pct}
        ], recursive := true)
    FROM bucket
)
SELECT mart, bucket, fund_code, currency, measure, amount, n_projects, n_with, n_with_eur, coverage_pct
FROM told
WHERE coalesce(
    n_with > n_projects
    OR n_with_eur > n_with
    OR (n_with > 0 AND amount IS NULL)
    OR (n_with = 0 AND amount IS NOT NULL AND NOT is_divided)
    OR coverage_pct <> coalesce(CAST(round(100.0 * n_with / nullif(n_projects, 0), 2) AS DECIMAL(5,2)), 0),
    true
)
