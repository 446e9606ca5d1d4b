-- grain: region bucket x NUTS edition x fund x currency; each project of a registry in exactly one row
-- registries that repeat what others publish (Kohesio, mirrors) are left out: their projects would be counted twice
-- source: mart.project, ref.registry
SELECT
    region_code,
    region_name,
    region_basis,
    project.nuts_version,
    coalesce(fund_code, 'unknown') AS fund_code,
    coalesce(project.currency, registry.currency) AS currency,
    count(*) AS n_projects,
    count(*) FILTER (WHERE is_listed) AS n_listed,
    count(total_cost_amount) AS n_with_total_cost,
    round(100.0 * count(total_cost_amount) / count(*), 2) AS total_cost_coverage_pct,
    sum(total_cost_amount) AS total_cost_amount,
    count(support_amount) AS n_with_support,
    round(100.0 * count(support_amount) / count(*), 2) AS support_coverage_pct,
    sum(support_amount) AS support_amount,
    count(eu_amount) AS n_with_eu,
    round(100.0 * count(eu_amount) / count(*), 2) AS eu_coverage_pct,
    sum(eu_amount) AS eu_amount,
    count(eu_cofinancing_rate_pct) AS n_with_eu_cofinancing_rate,
    median(eu_cofinancing_rate_pct) AS median_eu_cofinancing_rate_pct
FROM mart.project AS project
JOIN ref.registry AS registry USING (registry)
WHERE registry.authority = 'registry'
GROUP BY region_code, region_name, region_basis, project.nuts_version, coalesce(fund_code, 'unknown'), coalesce(project.currency, registry.currency)
