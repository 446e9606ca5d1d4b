-- severity: error
-- table: mart.funding_by_basis_region_fund
-- rules: R-AGG-01
-- description: the sums of every mart, in their currency and in euro, and the numbers of projects behind them are, under every basis, those of core.funding, counted once
WITH mart (mart, region_basis) AS (
    VALUES
        ('funding_by_region_fund', 'registry_stated'), ('funding_by_basis_region_fund', 'registry_stated'),
        ('funding_by_basis_region_fund', 'beneficiary_address'), ('funding_by_basis_region_fund', 'text_mentioned'),
        ('funding_by_region_fund_year', 'registry_stated'), ('funding_by_country_fund', 'none'), ('funding_by_fund', 'none'),
        ('funding_by_year_fund', 'none'), ('funding_by_programme_fund', 'none'), ('funding_by_beneficiary_fund', 'none')
),
once AS (
    SELECT
        coalesce(project.fund_code, 'unknown') AS fund_code,
        funding.currency,
        CASE funding.field WHEN 'total_cost' THEN 'total_cost' WHEN 'support_amount' THEN 'support' ELSE 'eu' END AS measure,
        sum(funding.amount) AS amount,
        sum(funding.amount_eur) AS amount_eur,
        count(DISTINCT funding.project_id) AS n_with,
        count(DISTINCT funding.project_id) FILTER (WHERE funding.amount_eur IS NOT NULL) AS n_with_eur
    FROM core.funding AS funding
    JOIN core.project AS project USING (project_id)
    JOIN ref.registry AS registry USING (registry)
    WHERE registry.authority = 'registry' AND funding.is_summed
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
    SELECT mart, coalesce(region_basis, 'none') AS region_basis, fund_code, currency, 'total_cost' AS measure, sum(total_cost_amount) AS amount, sum(total_cost_eur) AS amount_eur,
        sum(n_with_total_cost) AS n_with, sum(n_with_total_cost_eur) AS n_with_eur
    FROM bucket
    GROUP BY ALL
    UNION ALL
    SELECT mart, coalesce(region_basis, 'none') AS region_basis, fund_code, currency, 'support' AS measure, sum(support_amount) AS amount, sum(support_eur) AS amount_eur,
        sum(n_with_support) AS n_with, sum(n_with_support_eur) AS n_with_eur
    FROM bucket
    GROUP BY ALL
    UNION ALL
    SELECT mart, coalesce(region_basis, 'none') AS region_basis, fund_code, currency, 'eu' AS measure, sum(eu_amount) AS amount, sum(eu_eur) AS amount_eur,
        sum(n_with_eu) AS n_with, sum(n_with_eu_eur) AS n_with_eur
    FROM bucket
    GROUP BY ALL
)
SELECT mart, region_basis, fund_code, currency, measure, wanted.amount AS counted_once_amount, added.amount AS added_up_amount,
    wanted.amount_eur AS counted_once_eur, added.amount_eur AS added_up_eur, wanted.n_with AS n_counted_once, added.n_with AS n_added_up,
    wanted.n_with_eur AS n_counted_once_eur, added.n_with_eur AS n_added_up_eur
FROM wanted
FULL JOIN added USING (mart, region_basis, fund_code, currency, measure)
WHERE wanted.amount IS DISTINCT FROM added.amount
    OR wanted.amount_eur IS DISTINCT FROM added.amount_eur
    OR coalesce(wanted.n_with, 0) <> coalesce(added.n_with, 0)
    OR coalesce(wanted.n_with_eur, 0) <> coalesce(added.n_with_eur, 0)
