-- severity: warning
-- table: core.funding
-- rules: R-FIN-09
-- description: where the page gives all three, the Union's and the national money make up the support within 1 %
WITH money AS (
    SELECT
        project_id,
        currency,
        max(amount) FILTER (WHERE field = 'eu_contribution') AS eu_amount,
        max(amount) FILTER (WHERE field = 'national_contribution') AS national_amount,
        coalesce(max(amount) FILTER (WHERE field = 'support_amount'), max(amount) FILTER (WHERE field = 'public_total')) AS support_amount
    FROM core.funding
    WHERE field IN ('eu_contribution', 'national_contribution', 'support_amount', 'public_total')
    GROUP BY project_id, currency
)
SELECT money.*, project.source_url
FROM money
JOIN core.project AS project USING (project_id)
WHERE abs(eu_amount + national_amount - support_amount) > 0.01 * support_amount
