-- severity: warning
-- table: core.funding
-- rules: R-PAR-05
-- description: what single recipients get is together not more than the total cost, by more than 1 %
WITH money AS (
    SELECT
        project_id,
        currency,
        sum(amount) FILTER (WHERE recipient_name_raw IS NOT NULL) AS recipients_amount,
        max(amount) FILTER (WHERE field = 'total_cost') AS total_cost_amount
    FROM core.funding
    GROUP BY project_id, currency
)
SELECT money.*, project.source_url
FROM money
JOIN core.project AS project USING (project_id)
WHERE recipients_amount > 1.01 * total_cost_amount
