-- grain: region bucket x fund x year of start x currency, on the region the registry states
-- source: mart.project_region
SELECT region_code, region_name, region_basis, nuts_version, fund_code, start_year, currency, unnest(measure)
FROM (
    SELECT region_code, region_name, region_basis, nuts_version, fund_code, start_year, currency,
        measures(
            is_main, is_listed, total_cost_amount, support_amount, eu_amount, total_cost_eur, support_eur, eu_eur, eu_cofinancing_rate_pct
        ) AS measure
    FROM mart.project_region
    WHERE region_basis = 'registry_stated'
    GROUP BY ALL
)
