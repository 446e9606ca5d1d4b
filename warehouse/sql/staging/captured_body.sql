-- grain: body that accepted crawls and imports found at an address
-- is_steady: it is all that was ever found there, once in each of consecutive crawls, and nothing of it is lost: one run of one presence
-- source: staging.capture, staging.crawl, staging.page, staging.issue
WITH counting AS (
    SELECT crawl_id, origin = 'import' AS is_import, count(*) OVER () AS n_crawls,
        row_number() OVER (PARTITION BY origin = 'import' ORDER BY started_at, crawl_id) AS crawl_no
    FROM staging.crawl
    WHERE state = 'accepted'
),
marked AS (
    SELECT * EXCLUDE (n_crawls), set_bit(CAST(repeat('0', CAST(n_crawls AS INTEGER)) AS BIT), CAST(crawl_no AS INTEGER) - 1, 1) AS mark FROM counting
),
body AS (
    SELECT capture.canonical_url, capture.body_sha256, min(capture.fetched_at) AS first_captured_at, max(capture.fetched_at) AS last_captured_at,
        min(marked.crawl_no) AS first_no, max(marked.crawl_no) AS last_no, count(*) AS n_captures, bit_count(bit_or(marked.mark)) AS n_crawls,
        bool_or(marked.is_import) AS is_imported
    FROM staging.capture AS capture
    JOIN marked USING (crawl_id)
    WHERE capture.status IN (200, 304) AND capture.body_sha256 IS NOT NULL
    GROUP BY capture.canonical_url, capture.body_sha256
),
several AS (
    SELECT canonical_url, max(last_captured_at) AS last_captured_at FROM body GROUP BY canonical_url HAVING count(*) > 1
),
lost AS (
    SELECT canonical_url FROM staging.page WHERE page_kind = 'unreadable'
    UNION
    SELECT canonical_url FROM staging.issue WHERE is_quarantined
)
SELECT
    body.canonical_url,
    body.body_sha256,
    body.first_captured_at,
    body.last_captured_at,
    several.canonical_url IS NULL OR body.last_captured_at = several.last_captured_at AS is_current,
    first_crawl.crawl_id AS first_crawl_id,
    last_crawl.crawl_id AS last_crawl_id,
    several.canonical_url IS NULL AND lost.canonical_url IS NULL AND NOT body.is_imported
        AND body.n_captures = body.n_crawls AND body.n_crawls = body.last_no - body.first_no + 1 AS is_steady
FROM body
LEFT JOIN counting AS first_crawl ON first_crawl.crawl_no = body.first_no AND NOT first_crawl.is_import
LEFT JOIN counting AS last_crawl ON last_crawl.crawl_no = body.last_no AND NOT last_crawl.is_import
LEFT JOIN several USING (canonical_url)
LEFT JOIN lost USING (canonical_url)
