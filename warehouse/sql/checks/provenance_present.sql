-- severity: error
-- table: staging.observation
-- rules: R-SRC-07
-- description: every value that is not derived has the words it was read from and their place
SELECT registry, canonical_url, record_no, field, method, span_start, span_end, length(value_raw) AS value_length
FROM staging.observation
WHERE method <> 'derived'
    AND (span_start IS NULL OR span_end IS NULL OR value_raw IS NULL OR span_end - span_start IS DISTINCT FROM length(value_raw))
