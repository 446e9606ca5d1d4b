-- severity: warning
-- table: core.funding
-- rules: R-FIN-08
-- description: in an authority's own registry the stated Union rate is the Union's amount over the total cost, or over all public money, within 1.5 percentage points
WITH money AS (
    SELECT
        project_id,
        currency,
        max(amount) FILTER (WHERE field = 'eu_contribution') AS eu_amount,
        max(amount) FILTER (WHERE field = 'total_cost') AS total_cost_amount,
        max(amount) FILTER (WHERE field = 'public_total') AS public_amount
    FROM core.funding
    WHERE field IN ('eu_contribution', 'total_cost', 'public_total')
    GROUP BY project_id, currency
)
SELECT money.project_id, project.eu_cofinancing_rate_pct AS stated_rate_pct,
    round(100 * money.eu_amount / nullif(money.total_cost_amount, 0), 2) AS rate_of_total_pct,
    round(100 * money.eu_amount / nullif(money.public_amount, 0), 2) AS rate_of_public_pct, project.source_url
FROM money
JOIN core.project AS project USING (project_id)
JOIN ref.registry AS registry USING (registry)
WHERE registry.authority = 'registry' AND money.eu_amount IS NOT NULL AND project.eu_cofinancing_rate_pct IS NOT NULL
    AND least(
        abs(100 * money.eu_amount / nullif(money.total_cost_amount, 0) - project.eu_cofinancing_rate_pct),
        abs(100 * money.eu_amount / nullif(money.public_amount, 0) - project.eu_cofinancing_rate_pct)
    ) > 1.5
