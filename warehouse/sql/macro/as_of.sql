-- parameters: moment
-- description: Projects as they were known at a moment (a date or time in UTC, or with its time zone): the version then valid, with its values. Projects not seen yet are left out; of withdrawn ones is_listed_then is false.
-- a moment with a time zone is the same moment in every session
WITH asked AS (
    SELECT CASE
        WHEN regexp_matches(CAST(moment AS VARCHAR), ':[0-9.]+ ?[+-][0-9]{2}') THEN make_timestamp(epoch_us(CAST(moment AS TIMESTAMP WITH TIME ZONE)))
        ELSE CAST(moment AS TIMESTAMP)
    END AS asked_at
)
SELECT
    project_id,
    version_no,
    valid_from,
    valid_to,
    is_listed_then,
    item_values['title'][1] AS title,
    coalesce(item_values['fund_code'][1], 'unknown') AS fund_code,
    item_values['start_on'][1] AS start_raw,
    item_values['end_on'][1] AS end_raw,
    TRY_CAST(item_values['eu_cofinancing_rate_pct'][1] AS DECIMAL(7,4)) AS eu_cofinancing_rate_pct,
    TRY_CAST(item_values['total_cost'][1] AS DECIMAL(18,2)) AS total_cost_amount,
    TRY_CAST(item_values['support_amount'][1] AS DECIMAL(18,2)) AS support_amount,
    TRY_CAST(item_values['eu_contribution'][1] AS DECIMAL(18,2)) AS eu_amount,
    item_values['currency'][1] AS currency,
    item_values['beneficiary_name'][1] AS beneficiary_name,
    item_values['nuts_code'][1] AS stated_region_code,
    item_values['region_name'][1] AS region_name_raw,
    CAST(to_json(item_values) AS VARCHAR) AS field_values,
    source_url,
    body_sha256
FROM (
    -- by functions of lists, row by row: a query over the items of each row would keep the evidence of all rows in memory
    SELECT * EXCLUDE (told), map_from_entries(list_transform(
        list_sort(list_distinct(list_transform(told, lambda one: one.field))),
        lambda name: {'key': name, 'value': list_transform(list_filter(told, lambda one: one.field = name), lambda one: one.text)}
    )) AS item_values
    FROM (
        SELECT * EXCLUDE (printed), CASE  -- what is printed twice is told once, where it stands first
            WHEN len(list_distinct(printed)) = len(printed) THEN printed
            ELSE list_filter(printed, lambda one, place: list_position(printed, one) = place)
        END AS told
        FROM (
            SELECT version.*, project.is_listed OR project.last_seen_at >= (SELECT asked_at FROM asked) AS is_listed_then,
                list_transform(list_filter(evidence.items, lambda item: item.is_used), lambda item: {
                    'field': item.field,
                    'text': coalesce(item.value, item.value_raw)
                        || CASE WHEN item.precision IS NULL OR item.precision = 'day' THEN '' ELSE ' (' || item.precision || ')' END
                }) AS printed
            FROM core.project_version AS version
            JOIN core.project AS project USING (project_id)
            JOIN staging.evidence AS evidence
                ON evidence.registry = project.registry AND evidence.canonical_url = version.source_url
                AND evidence.body_sha256 = version.body_sha256 AND evidence.record_no = version.record_no
            WHERE version.valid_from <= (SELECT asked_at FROM asked)
                AND (version.valid_to IS NULL OR version.valid_to > (SELECT asked_at FROM asked))
        )
    )
)
