-- severity: error
-- table: mart.funding_by_region_fund
-- description: the projects of all region buckets add up to the projects of core.project that count, by fund and overall
WITH once AS (
    SELECT coalesce(fund_code, 'unknown') AS fund_code, count(*) AS n_projects FROM core.project JOIN ref.registry USING (registry)
    WHERE authority = 'registry' GROUP BY ALL
    UNION ALL
    SELECT 'all funds', count(*) FROM core.project JOIN ref.registry USING (registry) WHERE authority = 'registry'
),
added AS (
    SELECT fund_code, sum(n_projects) AS n_projects FROM mart.funding_by_region_fund GROUP BY ALL
    UNION ALL
    SELECT 'all funds', coalesce(sum(n_projects), 0) FROM mart.funding_by_region_fund
)
SELECT fund_code, once.n_projects AS n_counted_once, added.n_projects AS n_added_up
FROM once
FULL JOIN added USING (fund_code)
WHERE once.n_projects IS DISTINCT FROM added.n_projects
