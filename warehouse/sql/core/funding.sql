-- grain: project x kind x source x stage of an amount the registry states
-- source: staging.current_value
WITH line (field, kind, source) AS (
    VALUES ('total_cost', 'total_cost', 'total'), ('support_amount', 'support', 'EU+national'), ('eu_contribution', 'support', 'EU')
),
currency AS (
    SELECT project_id, value AS currency FROM staging.current_value WHERE field = 'currency' AND value_no = 1
)
SELECT
    seen.project_id,
    line.kind,
    line.source,
    'unstated' AS stage,
    TRY_CAST(seen.value AS DECIMAL(18,2)) AS amount,
    currency.currency,
    seen.value_raw AS amount_raw
FROM staging.current_value AS seen
JOIN line USING (field)
LEFT JOIN currency USING (project_id)
WHERE seen.value_no = 1
