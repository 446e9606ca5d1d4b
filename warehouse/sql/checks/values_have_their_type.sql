-- severity: error
-- table: staging.observation
-- rules: R-FIN-21
-- description: values are canonical: dates ISO, amounts and rates plain decimals, counts whole numbers, flags true or false
SELECT registry, field, value, canonical_url
FROM staging.observation
WHERE (field IN (SELECT field FROM ref.field WHERE value_kind = 'date') AND NOT coalesce(CASE precision
        WHEN 'day' THEN TRY_CAST(value AS DATE) IS NOT NULL AND regexp_full_match(value, '\d{4}-\d{2}-\d{2}')
        WHEN 'month' THEN TRY_CAST(value || '-01' AS DATE) IS NOT NULL AND regexp_full_match(value, '\d{4}-\d{2}')
        WHEN 'term' THEN regexp_full_match(value, '\d{4}-H[12]')
        WHEN 'year' THEN regexp_full_match(value, '\d{4}')
    END, false))
    OR (field IN (SELECT field FROM ref.field WHERE value_kind = 'amount')
        AND NOT regexp_full_match(value, '-?\d+(\.\d{1,2})?'))
    OR (field = 'eu_cofinancing_rate_pct' AND (TRY_CAST(value AS DECIMAL(7,4)) IS NULL OR NOT regexp_full_match(value, '-?\d+(\.\d{1,4})?')))
    OR (field IN (SELECT field FROM ref.field WHERE value_kind = 'integer') AND TRY_CAST(value AS BIGINT) IS NULL)
    OR (field IN (SELECT field FROM ref.field WHERE value_kind = 'boolean') AND value NOT IN ('true', 'false'))
