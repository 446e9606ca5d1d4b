-- grain: region bucket x fund, on the region the registry states; each project that counts is in exactly one row
-- source: mart.project
SELECT region_code, region_name, region_basis, nuts_version, fund_code, unnest(measure)
FROM (
    SELECT
        region_code,
        region_name,
        region_basis,
        nuts_version,
        fund_code,
        rates(eu_cofinancing_rate_pct, computed_eu_rate_pct, computed_support_rate_pct, total_cost_eur) AS measure
    FROM mart.project
    GROUP BY ALL
)
