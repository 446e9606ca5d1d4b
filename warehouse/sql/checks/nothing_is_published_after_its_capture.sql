-- severity: warning
-- table: staging.current_value
-- rules: R-FRS-05
-- description: no page says it was published or updated after the day it was captured
SELECT project_id, value AS published_on, fetched_at, canonical_url
FROM staging.current_value
WHERE field = 'published_on' AND TRY_CAST(value AS DATE) > CAST(fetched_at AS DATE) + INTERVAL 1 DAY
