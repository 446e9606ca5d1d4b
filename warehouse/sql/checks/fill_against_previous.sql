-- severity: error
-- table: mart.project_all
-- rules: R-DRF-05
-- needs: previous
-- description: no registry's share of projects with a value fell by more than 30 percentage points since the last publication
WITH filled AS (
    UNPIVOT (
        SELECT registry, 100.0 * count(start_on) / count(*) AS start_on, 100.0 * count(end_on) / count(*) AS end_on,
            100.0 * count(nullif(fund_code, 'unknown')) / count(*) AS fund_code, 100.0 * count(beneficiary_name) / count(*) AS beneficiary_name,
            100.0 * count(eu_cofinancing_rate_pct) / count(*) AS eu_cofinancing_rate_pct, 100.0 * count(total_cost_amount) / count(*) AS total_cost,
            100.0 * count(support_amount) / count(*) AS support, 100.0 * count(*) FILTER (WHERE length(region_code) = 4) / count(*) AS region
        FROM mart.project_all
        GROUP BY registry
    ) ON COLUMNS(* EXCLUDE (registry)) INTO NAME column_name VALUE filled_pct
),
filled_before AS (
    UNPIVOT (
        SELECT registry, 100.0 * count(start_on) / count(*) AS start_on, 100.0 * count(end_on) / count(*) AS end_on,
            100.0 * count(nullif(fund_code, 'unknown')) / count(*) AS fund_code, 100.0 * count(beneficiary_name) / count(*) AS beneficiary_name,
            100.0 * count(eu_cofinancing_rate_pct) / count(*) AS eu_cofinancing_rate_pct, 100.0 * count(total_cost_amount) / count(*) AS total_cost,
            100.0 * count(support_amount) / count(*) AS support, 100.0 * count(*) FILTER (WHERE length(region_code) = 4) / count(*) AS region
        FROM previous.mart.project_all
        GROUP BY registry
    ) ON COLUMNS(* EXCLUDE (registry)) INTO NAME column_name VALUE filled_pct
)
SELECT registry, column_name, round(filled_before.filled_pct, 1) AS before_pct, round(filled.filled_pct, 1) AS now_pct
FROM filled_before
JOIN filled USING (registry, column_name)
WHERE filled.filled_pct < filled_before.filled_pct - 30
