-- severity: warning
-- table: staging.observation
-- rules: R-SRC-07
-- description: every derived value names the rule it follows from
SELECT registry, canonical_url, record_no, field, value
FROM staging.observation
WHERE method = 'derived' AND coalesce(trim(value_raw), '') = ''
