-- severity: error
-- table: mart.funding_by_region_fund
-- description: the sums of all region buckets, and the numbers of projects behind them, equal those of core.funding, by fund, currency and kind
WITH once AS (
    SELECT
        coalesce(project.fund_code, 'unknown') AS fund_code,
        funding.currency,
        CASE WHEN funding.kind = 'total_cost' THEN 'total cost' WHEN funding.source = 'EU' THEN 'EU' ELSE 'support' END AS measure,
        sum(funding.amount) AS amount,
        count(DISTINCT funding.project_id) AS n_projects
    FROM core.funding AS funding
    JOIN core.project AS project USING (project_id)
    JOIN ref.registry AS registry USING (registry)
    WHERE registry.authority = 'registry' AND funding.source IN ('total', 'EU+national', 'EU') AND funding.stage <> 'paid'
    GROUP BY ALL
),
added AS (
    SELECT fund_code, currency, 'total cost' AS measure, sum(total_cost_amount) AS amount, sum(n_with_total_cost) AS n_projects
    FROM mart.funding_by_region_fund GROUP BY ALL
    UNION ALL
    SELECT fund_code, currency, 'support', sum(support_amount), sum(n_with_support) FROM mart.funding_by_region_fund GROUP BY ALL
    UNION ALL
    SELECT fund_code, currency, 'EU', sum(eu_amount), sum(n_with_eu) FROM mart.funding_by_region_fund GROUP BY ALL
)
SELECT
    coalesce(once.fund_code, added.fund_code) AS fund_code,
    coalesce(once.currency, added.currency) AS currency,
    coalesce(once.measure, added.measure) AS measure,
    once.amount AS counted_once_amount,
    added.amount AS added_up_amount,
    once.n_projects AS n_counted_once,
    added.n_projects AS n_added_up
FROM once
FULL JOIN added
    ON once.fund_code = added.fund_code AND once.currency IS NOT DISTINCT FROM added.currency AND once.measure = added.measure
WHERE once.amount IS DISTINCT FROM added.amount OR coalesce(once.n_projects, 0) <> coalesce(added.n_projects, 0)
