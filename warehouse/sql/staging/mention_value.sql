-- grain: observation of a record that has no project code, in the latest accepted capture of its page
-- source: staging.capture, staging.crawl, staging.page, staging.observation
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
),
told AS (
    SELECT captured.*, page.page_kind
    FROM captured
    JOIN staging.page AS page USING (registry, canonical_url, body_sha256)
    WHERE page.page_kind IN ('news', 'partner')
)
SELECT
    seen.registry || ':' || seen.canonical_url || '#' || seen.record_no AS mention_id,
    seen.registry,
    seen.field,
    row_number() OVER (
        PARTITION BY seen.registry, seen.canonical_url, seen.record_no, seen.field
        ORDER BY value_place(seen.item_no, false, seen.method, seen.span_start), seen.value, seen.value_raw, seen.method, seen.precision
    ) AS value_no,
    seen.value,
    seen.value_raw,
    seen.precision,
    seen.item_no,
    told.page_kind,
    seen.canonical_url,
    seen.body_sha256,
    seen.record_no,
    told.first_seen_at
FROM told
JOIN staging.observation AS seen USING (registry, canonical_url, body_sha256)
WHERE NOT EXISTS (
    SELECT 1
    FROM staging.observation AS code
    WHERE code.registry = seen.registry
        AND code.canonical_url = seen.canonical_url
        AND code.body_sha256 = seen.body_sha256
        AND code.record_no = seen.record_no
        AND code.field = 'project_code'
)
