-- severity: error
-- table: staging.capture
-- rules: none
-- description: every capture belongs to a crawl whose manifest was read
SELECT registry, crawl_id, count(*) AS n_captures
FROM staging.capture
WHERE NOT EXISTS (SELECT 1 FROM staging.crawl AS crawl WHERE crawl.registry = capture.registry AND crawl.crawl_id = capture.crawl_id)
GROUP BY ALL
