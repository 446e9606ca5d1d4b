-- grain: registry that has projects
-- source: mart.project_all, staging.page, staging.capture
WITH newest AS (
    SELECT registry, canonical_url, arg_max(body_sha256, (fetched_at, crawl_id)) AS body_sha256
    FROM staging.capture
    WHERE status IN (200, 304) AND body_sha256 IS NOT NULL
    GROUP BY registry, canonical_url
),
printed AS (
    SELECT registry, max(page.listed_total) AS n_printed
    FROM staging.page AS page
    JOIN newest USING (registry, canonical_url, body_sha256)
    GROUP BY registry
)
SELECT project.* EXCLUDE (measure), printed.n_printed,
    unnest(struct_pack(
        n_projects := measure.n_projects, n_listed := measure.n_listed,
        n_with_total_cost := measure.n_with_total_cost, total_cost_coverage_pct := measure.total_cost_coverage_pct,
        n_with_total_cost_eur := measure.n_with_total_cost_eur, total_cost_eur := measure.total_cost_eur,
        n_with_support := measure.n_with_support, support_coverage_pct := measure.support_coverage_pct,
        n_with_support_eur := measure.n_with_support_eur, support_eur := measure.support_eur,
        n_with_eu := measure.n_with_eu, eu_coverage_pct := measure.eu_coverage_pct,
        n_with_eu_eur := measure.n_with_eu_eur, eu_eur := measure.eu_eur
    ))
FROM (
    SELECT registry, registry_title, is_counted, measures(
            true, is_listed, total_cost_amount, support_amount, eu_amount, total_cost_eur, support_eur, eu_eur, eu_cofinancing_rate_pct
        ) AS measure
    FROM mart.project_all
    GROUP BY ALL
) AS project
LEFT JOIN printed USING (registry)
