-- severity: warning
-- table: staging.capture
-- rules: R-DRF-03
-- description: every page that arrived in an accepted crawl was given to the parser
SELECT DISTINCT capture.registry, capture.canonical_url, capture.body_sha256
FROM staging.capture AS capture
JOIN staging.crawl AS crawl USING (registry, crawl_id)
WHERE crawl.state = 'accepted' AND capture.status IN (200, 304) AND capture.body_sha256 IS NOT NULL
    AND NOT EXISTS (
        SELECT 1 FROM staging.page AS page
        WHERE page.registry = capture.registry AND page.canonical_url = capture.canonical_url AND page.body_sha256 = capture.body_sha256
    )
