-- grain: region basis x region bucket x fund x currency; each project that counts is in each basis once
-- source: mart.project_region
SELECT region_basis, region_code, region_name, nuts_version, fund_code, currency, unnest(measure)
FROM (
    SELECT region_basis, region_code, region_name, nuts_version, fund_code, currency,
        measures(
            is_main, is_listed, total_cost_amount, support_amount, eu_amount, total_cost_eur, support_eur, eu_eur, eu_cofinancing_rate_pct
        ) AS measure
    FROM mart.project_region
    GROUP BY ALL
)
