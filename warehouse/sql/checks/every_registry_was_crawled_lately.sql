-- severity: warning
-- table: staging.crawl
-- rules: R-FRS-02
-- description: no registry's last accepted crawl lies further before the newest crawl of all than the registry declares (max_age_days)
-- needs: crawls
WITH last_crawl AS (
    SELECT registry, max(finished_at) FILTER (WHERE state = 'accepted') AS last_accepted_at
    FROM staging.crawl
    WHERE origin = 'crawl'
    GROUP BY registry
),
newest AS (
    SELECT max(finished_at) AS newest_at FROM staging.crawl WHERE origin = 'crawl'
)
SELECT registry, last_crawl.last_accepted_at, newest.newest_at
FROM last_crawl
JOIN ref.registry AS registry USING (registry)
CROSS JOIN newest
WHERE last_crawl.last_accepted_at IS NULL
    OR last_crawl.last_accepted_at < newest.newest_at - INTERVAL 1 DAY * registry.max_age_days
