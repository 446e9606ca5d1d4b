-- severity: warning
-- table: staging.observation
-- rules: R-FRS-05
-- description: no page says it was published or updated after the day it was captured
SELECT seen.registry, seen.value AS published_on, min(capture.fetched_at) AS captured_at, seen.canonical_url
FROM staging.observation AS seen
JOIN staging.capture AS capture USING (registry, canonical_url, body_sha256)
WHERE seen.field = 'published_on'
GROUP BY ALL
HAVING TRY_CAST(seen.value AS DATE) > CAST(min(capture.fetched_at) AS DATE) + INTERVAL 1 DAY
