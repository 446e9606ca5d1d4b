-- grain: year of start x fund x currency; each project that counts is in exactly one row
-- source: mart.project, ref.registry
SELECT start_year, fund_code, currency, unnest(measure)
FROM (
    SELECT
        year(project.start_on) AS start_year,
        project.fund_code,
        coalesce(project.currency, registry.currency) AS currency,
        measures(
            is_main, is_listed, total_cost_amount, support_amount, eu_amount, total_cost_eur, support_eur, eu_eur, eu_cofinancing_rate_pct
        ) AS measure
    FROM (SELECT *, true AS is_main FROM mart.project) AS project
    JOIN ref.registry AS registry USING (registry)
    GROUP BY ALL
)
