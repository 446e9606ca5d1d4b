-- grain: amount that a page states for a project
-- source: staging.current_record, staging.record, core.project_version, ref.exchange_rate, ref.field
WITH kind_of_field (field, kind, source, stage, is_summed) AS (
    SELECT field, CASE payer WHEN 'total' THEN field ELSE 'support' END, payer, CASE WHEN is_paid THEN 'paid' END, is_summed
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
of_record AS (
    SELECT project_id, amounts_stage, eu_contribution_period, fx_period, unnest(AMOUNTS_OF_RECORD, recursive := true)
    FROM (SELECT *, fx_period(start_on, start_precision) AS fx_period FROM staging.current_record)
),
of_line AS (
    SELECT project_id, amounts_stage, fx_period, unnest(funding_items, recursive := true)
    FROM (SELECT *, fx_period(start_on, start_precision) AS fx_period FROM staging.current_record)
),
-- an amount of no stated currency or of a kind nobody knows is no line: ops.issue has it
stated AS (
    SELECT
        seen.project_id,
        known.kind,
        known.source,
        coalesce(known.stage, CASE WHEN known.kind = 'support' THEN seen.amounts_stage END, 'unstated') AS stage,
        seen.amount,
        seen.currency,
        -- what was applied for is not what was granted
        known.is_summed AND NOT (known.kind = 'support' AND seen.amounts_stage IS NOT DISTINCT FROM 'applied') AS is_summed,
        seen.amount_raw,
        CASE WHEN seen.field = 'eu_contribution' THEN seen.eu_contribution_period END AS period_raw,
        seen.field,
        0 AS item_no,
        seen.fx_period
    FROM of_record AS seen
    JOIN kind_of_field AS known USING (field)
    WHERE seen.amount IS NOT NULL AND seen.currency IS NOT NULL
    UNION ALL BY NAME
    SELECT
        line.project_id,
        coalesce(known.kind, 'support') AS kind,
        CASE
            WHEN coalesce(known.source, 'named') = 'named' AND line.source IS NULL THEN 'public'
            ELSE coalesce(known.source, 'named')
        END AS source,
        coalesce(known.stage, CASE WHEN known.kind = 'support' THEN line.amounts_stage END, 'unstated') AS stage,
        line.amount,
        line.currency,
        false AS is_summed,
        line.amount_raw,
        line.period AS period_raw,
        'funding_amount' AS field,
        line.item_no,
        line.fx_period,
        line.source AS payer_name_raw,
        line.recipient AS recipient_name_raw
    FROM of_line AS line
    LEFT JOIN kind_of_line AS known ON known.line_kind = line.kind
    WHERE line.amount IS NOT NULL AND line.currency IS NOT NULL AND (line.kind IS NULL OR known.kind IS NOT NULL)
),
-- since when a page says an amount; of most projects there is one version, and nothing to look up
single AS (
    SELECT project_id, min(valid_from) AS valid_from FROM core.project_version GROUP BY project_id HAVING count(*) = 1
),
first_seen AS (
    SELECT project_id, field, amount, min(valid_from) AS seen_at
    FROM (
        SELECT version.project_id, version.valid_from,
            unnest(list_concat(
                list_transform(AMOUNTS_OF_RECORD, lambda item: {'field': item.field, 'amount': item.amount}),
                list_transform(funding_items, lambda item: {'field': 'funding_amount', 'amount': item.amount})
            ), recursive := true)
        FROM core.project_version AS version
        ANTI JOIN single USING (project_id)
        JOIN staging.record AS record
            ON record.canonical_url = version.source_url
            AND record.body_sha256 = version.body_sha256
            AND record.record_no = version.record_no
    )
    GROUP BY project_id, field, amount
),
rated AS (
    SELECT
        stated.* EXCLUDE (fx_period),
        CASE WHEN stated.currency <> 'EUR' THEN rate.rate END AS fx_rate,
        CASE WHEN stated.currency <> 'EUR' AND rate.rate IS NOT NULL THEN stated.fx_period END AS fx_period,
        CASE
            WHEN stated.currency = 'EUR' THEN 'same_currency'
            WHEN stated.fx_period IS NULL THEN 'no_date'
            WHEN rate.rate IS NULL THEN 'no_rate'
            WHEN rate.basis = 'fixed' THEN 'fixed'
            WHEN length(stated.fx_period) = 4 THEN 'start_year'
            ELSE 'start_month'
        END AS fx_basis
    FROM stated
    LEFT JOIN ref.exchange_rate AS rate ON rate.currency = stated.currency AND rate.period = stated.fx_period
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
    CAST(coalesce(single.valid_from, first_seen.seen_at) AS DATE) AS as_of_on,
    rated.payer_name_raw,
    rated.recipient_name_raw,
    rated.period_raw,
    rated.is_summed,
    rated.amount_raw,
    rated.field,
    rated.item_no
FROM rated
LEFT JOIN single USING (project_id)
LEFT JOIN first_seen USING (project_id, field, amount)
