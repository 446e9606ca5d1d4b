-- grain: project x kind x source x stage of an amount the registry states
-- source: staging.current_value
WITH line (field, kind, source, stage, currency_field) AS (
    VALUES
        ('total_cost', 'total_cost', 'total', NULL, 'currency'),
        ('support_amount', 'support', 'EU+national', NULL, 'currency'),
        ('eu_contribution', 'support', 'EU', NULL, 'currency'),
        ('support_paid', 'support', 'EU+national', 'paid', 'currency'),
        ('public_total', 'support', 'public', NULL, 'currency'),
        ('national_contribution', 'support', 'national', NULL, 'national_contribution_currency')
),
single AS (
    SELECT project_id, field, value, value_raw FROM staging.current_value WHERE value_no = 1
)
SELECT
    seen.project_id,
    line.kind,
    line.source,
    coalesce(line.stage, CASE WHEN line.kind = 'support' THEN stated.value END, 'unstated') AS stage,
    TRY_CAST(seen.value AS DECIMAL(18,2)) AS amount,
    currency.value AS currency,
    seen.value_raw AS amount_raw
FROM single AS seen
JOIN line USING (field)
LEFT JOIN single AS currency ON currency.project_id = seen.project_id AND currency.field = line.currency_field
LEFT JOIN single AS stated ON stated.project_id = seen.project_id AND stated.field = 'amounts_stage'
