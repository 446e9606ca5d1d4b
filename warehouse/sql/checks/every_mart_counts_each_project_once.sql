-- severity: error
-- table: mart.funding_by_basis_region_fund
-- rules: R-AGG-01, R-DUP-04
-- description: the projects of every mart that adds up are, by fund and under every basis, those of core.project that count
WITH mart (mart, region_basis) AS (
    VALUES
        ('funding_by_region_fund', 'registry_stated'), ('funding_by_basis_region_fund', 'registry_stated'),
        ('funding_by_basis_region_fund', 'beneficiary_address'), ('funding_by_basis_region_fund', 'text_mentioned'),
        ('funding_by_region_fund_year', 'registry_stated'), ('funding_by_country_fund', 'none'), ('funding_by_fund', 'none'),
        ('funding_by_year_fund', 'none'), ('funding_by_programme_fund', 'none'), ('funding_by_beneficiary_fund', 'none')
),
once AS (
    SELECT coalesce(project.fund_code, 'unknown') AS fund_code, count(*) AS n_projects, count(*) FILTER (WHERE project.is_listed) AS n_listed
    FROM core.project AS project
    JOIN ref.registry AS registry USING (registry)
    WHERE registry.authority = 'registry'
    GROUP BY ALL
),
wanted AS (
    SELECT * FROM mart CROSS JOIN once
),
bucket AS (
    SELECT 'funding_by_region_fund' AS mart, * FROM mart.funding_by_region_fund
    UNION ALL BY NAME
    SELECT 'funding_by_basis_region_fund' AS mart, * FROM mart.funding_by_basis_region_fund
    UNION ALL BY NAME
    SELECT 'funding_by_region_fund_year' AS mart, * FROM mart.funding_by_region_fund_year
    UNION ALL BY NAME
    SELECT 'funding_by_country_fund' AS mart, * FROM mart.funding_by_country_fund
    UNION ALL BY NAME
    SELECT 'funding_by_fund' AS mart, * FROM mart.funding_by_fund
    UNION ALL BY NAME
    SELECT 'funding_by_year_fund' AS mart, * FROM mart.funding_by_year_fund
    UNION ALL BY NAME
    SELECT 'funding_by_programme_fund' AS mart, * FROM mart.funding_by_programme_fund
    UNION ALL BY NAME
    SELECT 'funding_by_beneficiary_fund' AS mart, * FROM mart.funding_by_beneficiary_fund
),
added AS (
    SELECT mart, coalesce(region_basis, 'none') AS region_basis, fund_code, sum(n_projects) AS n_projects, sum(n_listed) AS n_listed
    FROM bucket
    GROUP BY ALL
)
SELECT mart, region_basis, fund_code, wanted.n_projects AS n_counted_once, added.n_projects AS n_added_up, wanted.n_listed AS n_listed_once,
    added.n_listed AS n_listed_added_up
FROM wanted
FULL JOIN added USING (mart, region_basis, fund_code)
WHERE wanted.n_projects IS DISTINCT FROM added.n_projects OR wanted.n_listed IS DISTINCT FROM added.n_listed
