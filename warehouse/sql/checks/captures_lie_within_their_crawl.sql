-- severity: warning
-- table: staging.capture
-- rules: R-SRC-08
-- description: every page was fetched between the beginning and the end of its crawl
SELECT capture.registry, capture.crawl_id, crawl.started_at, crawl.finished_at, min(capture.fetched_at) AS first_fetched_at,
    max(capture.fetched_at) AS last_fetched_at, count(*) AS n_captures
FROM staging.capture AS capture
JOIN staging.crawl AS crawl USING (registry, crawl_id)
WHERE capture.fetched_at < crawl.started_at - INTERVAL 1 MINUTE OR capture.fetched_at > crawl.finished_at + INTERVAL 1 MINUTE
    OR crawl.finished_at < crawl.started_at
GROUP BY ALL
