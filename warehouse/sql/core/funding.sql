-- grain: amount that a page states for a project
-- source: staging.current_value, staging.observation, core.project_version, ref.exchange_rate, ref.field, staging.correction_place
WITH slice_current_value AS NOT MATERIALIZED (SELECT * FROM staging.current_value WHERE in_slice(project_id)),
slice_project_version AS NOT MATERIALIZED (SELECT * FROM core.project_version WHERE in_slice(project_id)),
kind_of_field (field, kind, source, stage, currency_field, is_summed) AS (
    SELECT field, CASE payer WHEN 'total' THEN field ELSE 'support' END, payer, CASE WHEN is_paid THEN 'paid' END, currency_field, is_summed
    FROM ref.field
    WHERE payer IS NOT NULL
),
-- an amount in another currency than the record's arrives as a line whose kind is its field
kind_of_line (line_kind, kind, source, stage) AS (
    VALUES
        ('support', 'support', 'named', NULL),
        ('eu_and_national', 'support', 'EU+national', NULL),
        ('total_of_one_country', 'total_of_one_country', 'total', NULL)
    UNION ALL
    SELECT field, kind, source, stage FROM kind_of_field
),
single AS (
    SELECT project_id, field, value, value_raw, precision FROM slice_current_value AS current_value WHERE value_no = 1
),
of_record AS (
    SELECT
        seen.project_id,
        known.kind,
        known.source,
        coalesce(known.stage, CASE WHEN known.kind = 'support' THEN stated.value END, 'unstated') AS stage,
        TRY_CAST(seen.value AS DECIMAL(15,2)) AS amount,
        currency.value AS currency,
        -- what was applied for is not what was granted
        known.is_summed AND NOT (known.kind = 'support' AND stated.value IS NOT DISTINCT FROM 'applied') AS is_summed,
        seen.value_raw AS amount_raw,
        CASE WHEN seen.field = 'eu_contribution' THEN period.value END AS period_raw,
        seen.field,
        0 AS item_no,
        seen.value
    FROM single AS seen
    JOIN kind_of_field AS known USING (field)
    LEFT JOIN single AS currency ON currency.project_id = seen.project_id AND currency.field = known.currency_field
    LEFT JOIN single AS stated ON stated.project_id = seen.project_id AND stated.field = 'amounts_stage'
    LEFT JOIN single AS period ON period.project_id = seen.project_id AND period.field = 'eu_contribution_period'
),
line AS (
    SELECT
        project_id,
        item_no,
        max(value) FILTER (WHERE field = 'funding_amount') AS value,
        max(value_raw) FILTER (WHERE field = 'funding_amount') AS amount_raw,
        max(value) FILTER (WHERE field = 'funding_currency') AS currency,
        max(value) FILTER (WHERE field = 'funding_kind') AS line_kind,
        max(value) FILTER (WHERE field = 'funding_source') AS payer_name_raw,
        max(value) FILTER (WHERE field = 'funding_recipient') AS recipient_name_raw,
        max(value) FILTER (WHERE field = 'funding_period') AS period_raw
    FROM slice_current_value AS current_value
    WHERE field LIKE 'funding\_%' ESCAPE '\'
    GROUP BY project_id, item_no
),
of_line AS (
    SELECT
        line.project_id,
        coalesce(known.kind, 'support') AS kind,
        CASE
            WHEN coalesce(known.source, 'named') = 'named' AND line.payer_name_raw IS NULL THEN 'public'
            ELSE coalesce(known.source, 'named')
        END AS source,
        coalesce(known.stage, CASE WHEN known.kind = 'support' THEN stated.value END, 'unstated') AS stage,
        TRY_CAST(line.value AS DECIMAL(15,2)) AS amount,
        line.currency,
        false AS is_summed,
        line.amount_raw,
        line.period_raw,
        'funding_amount' AS field,
        line.item_no,
        line.value,
        line.payer_name_raw,
        line.recipient_name_raw
    FROM line
    LEFT JOIN kind_of_line AS known USING (line_kind)
    LEFT JOIN single AS stated ON stated.project_id = line.project_id AND stated.field = 'amounts_stage'
    WHERE line.value IS NOT NULL AND (line.line_kind IS NULL OR known.kind IS NOT NULL)
),
-- an amount that cannot be one, of no stated currency or of a kind nobody knows is no line: ops.issue has it
stated AS (
    SELECT * FROM (SELECT * FROM of_record UNION ALL BY NAME SELECT * FROM of_line) WHERE amount IS NOT NULL AND currency IS NOT NULL
),
-- what a page says and what a correction makes of it, joined apart: the large table is then read for the projects of the slice only
shown AS (
    SELECT version.project_id, seen.field, seen.value, version.valid_from
    FROM slice_project_version AS version
    JOIN staging.observation AS seen
        ON seen.canonical_url = version.source_url
        AND seen.body_sha256 = version.body_sha256
        AND seen.record_no = version.record_no
        AND seen.registry = split_part(version.project_id, ':', 1)
    WHERE seen.field IN (SELECT field FROM kind_of_field) OR seen.field = 'funding_amount'
    UNION ALL
    SELECT version.project_id, fix.field, fix.corrected_value, version.valid_from
    FROM slice_project_version AS version
    JOIN staging.correction_place AS fix
        ON fix.canonical_url = version.source_url
        AND fix.body_sha256 = version.body_sha256
        AND fix.record_no = version.record_no
        AND fix.project_id = version.project_id
    WHERE fix.corrected_value IS NOT NULL
),
first_seen AS (
    SELECT project_id, field, value, min(valid_from) AS seen_at FROM shown GROUP BY project_id, field, value
),
-- the month in which the project starts; its year where the start is no more exact
start AS (
    SELECT project_id, CASE WHEN precision IN ('term', 'year') THEN left(value, 4) ELSE left(value, 7) END AS fx_period
    FROM single
    WHERE field = 'start_on'
),
rated AS (
    SELECT
        stated.*,
        CASE WHEN stated.currency <> 'EUR' THEN rate.rate END AS fx_rate,
        CASE WHEN stated.currency <> 'EUR' AND rate.rate IS NOT NULL THEN start.fx_period END AS fx_period,
        CASE
            WHEN stated.currency = 'EUR' THEN 'same_currency'
            WHEN start.fx_period IS NULL THEN 'no_date'
            WHEN rate.rate IS NULL THEN 'no_rate'
            WHEN rate.basis = 'fixed' THEN 'fixed'
            WHEN length(start.fx_period) = 4 THEN 'start_year'
            ELSE 'start_month'
        END AS fx_basis
    FROM stated
    LEFT JOIN start USING (project_id)
    LEFT JOIN ref.exchange_rate AS rate ON rate.currency = stated.currency AND rate.period = start.fx_period
)
SELECT
    rated.project_id,
    row_number() OVER (
        PARTITION BY rated.project_id
        ORDER BY rated.item_no, rated.kind DESC, rated.source, rated.stage, rated.field, rated.amount, rated.currency
    ) AS line_no,
    rated.kind,
    rated.source,
    rated.stage,
    rated.amount,
    rated.currency,
    CASE
        WHEN rated.fx_basis = 'same_currency' THEN rated.amount
        ELSE in_euro(rated.amount, rated.fx_rate)
    END AS amount_eur,
    rated.fx_rate,
    rated.fx_period,
    rated.fx_basis,
    CAST(first_seen.seen_at AS DATE) AS as_of_on,
    rated.payer_name_raw,
    rated.recipient_name_raw,
    rated.period_raw,
    rated.is_summed,
    rated.amount_raw,
    rated.field,
    rated.item_no
FROM rated
LEFT JOIN first_seen USING (project_id, field, value)
