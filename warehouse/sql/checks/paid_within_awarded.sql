-- severity: warning
-- table: core.funding
-- rules: R-FIN-20
-- description: what was paid is not more than the support awarded, by more than 2 %
WITH money AS (
    SELECT
        project_id,
        currency,
        max(amount) FILTER (WHERE field = 'support_paid') AS paid_amount,
        max(amount) FILTER (WHERE field = 'support_amount') AS awarded_amount
    FROM core.funding
    WHERE field IN ('support_paid', 'support_amount')
    GROUP BY project_id, currency
)
SELECT money.*, project.source_url
FROM money
JOIN core.project AS project USING (project_id)
WHERE paid_amount > 1.02 * awarded_amount
