-- grain: fund; each project that counts is in exactly one row
-- source: mart.project
SELECT fund_code, unnest(measure)
FROM (
    SELECT
        fund_code,
        rates(eu_cofinancing_rate_pct, computed_eu_rate_pct, computed_support_rate_pct, total_cost_eur) AS measure
    FROM mart.project
    GROUP BY ALL
)
