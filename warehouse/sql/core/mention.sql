-- grain: record that tells of an operation and is none itself
-- a date less exact than a day stands for the first day it can mean as a start, the last one as an end; its precision says so
-- source: staging.capture, staging.crawl, staging.page, staging.record
WITH captured AS (
    SELECT capture.registry, capture.canonical_url, capture.body_sha256, max(capture.fetched_at) AS last_captured_at,
        min(min(capture.fetched_at)) OVER (PARTITION BY capture.registry, capture.canonical_url) AS first_seen_at
    FROM staging.capture AS capture
    JOIN staging.crawl AS crawl USING (registry, crawl_id)
    WHERE crawl.state = 'accepted' AND capture.status IN (200, 304) AND capture.body_sha256 IS NOT NULL
    GROUP BY capture.registry, capture.canonical_url, capture.body_sha256
    QUALIFY row_number() OVER (
        PARTITION BY capture.registry, capture.canonical_url ORDER BY last_captured_at DESC, capture.body_sha256
    ) = 1
)
SELECT
    record.registry || ':' || record.canonical_url || '#' || record.record_no AS mention_id,
    record.registry,
    page.page_kind,
    record.title,
    record.beneficiary_name,
    record.fund_code,
    record.start_on,
    record.start_precision,
    end_of(record.end_on, record.end_precision) AS end_on,
    record.end_precision,
    record.canonical_url AS source_url,
    record.body_sha256,
    record.record_no,
    captured.first_seen_at
FROM staging.record AS record
JOIN captured USING (registry, canonical_url, body_sha256)
JOIN staging.page AS page USING (registry, canonical_url, body_sha256)
WHERE page.page_kind IN ('news', 'partner') AND record.project_code IS NULL
