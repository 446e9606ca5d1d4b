-- severity: warning
-- table: staging.page
-- rules: R-DRF-04
-- description: in no registry's latest crawl the median share of text that no rule claims is 10 points above that of the crawls before
WITH latest AS (
    SELECT registry, arg_max(crawl_id, (started_at, crawl_id)) AS crawl_id
    FROM staging.crawl
    WHERE state = 'accepted' AND origin = 'crawl'
    GROUP BY registry
),
crawled AS (
    SELECT capture.registry, capture.canonical_url, capture.body_sha256, bool_or(latest.crawl_id IS NOT NULL) AS is_latest
    FROM staging.capture AS capture
    JOIN staging.crawl AS crawl USING (registry, crawl_id)
    LEFT JOIN latest USING (registry, crawl_id)
    WHERE crawl.origin = 'crawl' AND capture.status IN (200, 304)
    GROUP BY ALL
),
share AS (
    SELECT page.registry, crawled.is_latest, median(page.unclaimed_share) AS unclaimed_share, count(*) AS n_pages
    FROM staging.page AS page
    JOIN crawled USING (registry, canonical_url, body_sha256)
    WHERE page.page_kind = 'project'
    GROUP BY ALL
)
SELECT registry, round(before.unclaimed_share, 3) AS share_before, round(now.unclaimed_share, 3) AS share_now, now.n_pages
FROM share AS now
JOIN share AS before USING (registry)
WHERE now.is_latest AND NOT before.is_latest AND now.unclaimed_share > before.unclaimed_share + 0.1
