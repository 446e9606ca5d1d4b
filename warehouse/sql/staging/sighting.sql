-- grain: project x accepted crawl in which it was seen, at the one address chosen for it
-- source: staging.capture, staging.crawl, staging.page, staging.observation, staging.issue
WITH accepted AS NOT MATERIALIZED (
    SELECT capture.registry, capture.crawl_id, crawl.started_at, capture.canonical_url, capture.fetched_at, capture.body_sha256
    FROM staging.capture AS capture
    JOIN staging.crawl AS crawl USING (registry, crawl_id)
    WHERE crawl.state = 'accepted' AND capture.status IN (200, 304) AND capture.body_sha256 IS NOT NULL
    QUALIFY row_number() OVER (
        PARTITION BY capture.registry, capture.crawl_id, capture.canonical_url
        ORDER BY capture.fetched_at DESC, capture.record_offset DESC, capture.url, capture.body_sha256
    ) = 1
),
record AS (
    SELECT registry, canonical_url, body_sha256, value AS project_code, min(record_no) AS record_no, count(DISTINCT record_no) AS n_records
    FROM staging.observation
    WHERE field = 'project_code'
    GROUP BY registry, canonical_url, body_sha256, value
),
readable AS NOT MATERIALIZED (
    SELECT accepted.*, record.project_code, record.record_no, record.n_records
    FROM accepted
    JOIN record USING (registry, canonical_url, body_sha256)
),
lost AS (
    SELECT registry, canonical_url, body_sha256 FROM staging.page WHERE page_kind = 'unreadable'
    UNION
    SELECT registry, canonical_url, body_sha256 FROM staging.issue WHERE is_quarantined
),
-- few: what follows about them must not go through all captures again
touched AS (
    SELECT * FROM readable SEMI JOIN lost USING (registry, canonical_url)
),
-- for a capture from which something was lost: the capture of the same address that was read last before it
read_before AS (
    SELECT accepted.registry, accepted.crawl_id, accepted.started_at, accepted.canonical_url, accepted.fetched_at, accepted.body_sha256,
        max(readable.fetched_at) AS read_at
    FROM accepted
    JOIN lost USING (registry, canonical_url, body_sha256)
    JOIN touched AS readable
        ON readable.registry = accepted.registry
        AND readable.canonical_url = accepted.canonical_url
        AND readable.fetched_at < accepted.fetched_at
    GROUP BY ALL
),
garbled AS (
    SELECT DISTINCT read_before.* EXCLUDE (read_at), readable.project_code, CAST(NULL AS INTEGER) AS record_no, 0 AS n_records
    FROM read_before
    JOIN touched AS readable
        ON readable.registry = read_before.registry
        AND readable.canonical_url = read_before.canonical_url
        AND readable.fetched_at = read_before.read_at
    WHERE NOT EXISTS (
        SELECT 1
        FROM touched AS still
        WHERE still.registry = read_before.registry
            AND still.crawl_id = read_before.crawl_id
            AND still.canonical_url = read_before.canonical_url
            AND still.project_code = readable.project_code
    )
),
seen AS (
    SELECT * FROM readable
    UNION ALL BY NAME
    SELECT * FROM garbled
),
placed AS (
    SELECT seen.*, page.page_kind IS NOT DISTINCT FROM 'list' AS is_list,
        first_value(seen.canonical_url) OVER (
            PARTITION BY seen.registry, seen.project_code
            ORDER BY seen.started_at DESC, seen.crawl_id DESC, page.page_kind IS NOT DISTINCT FROM 'list', length(seen.canonical_url),
                seen.canonical_url
        ) AS preferred_url,
        count(*) OVER (PARTITION BY seen.registry, seen.project_code, seen.crawl_id) AS n_addresses
    FROM seen
    LEFT JOIN staging.page AS page USING (registry, canonical_url, body_sha256)
)
SELECT
    registry || ':' || project_code AS project_id,
    registry,
    project_code,
    crawl_id,
    canonical_url,
    body_sha256,
    record_no,
    fetched_at,
    record_no IS NOT NULL AS is_readable,
    n_addresses,
    n_records
FROM placed
QUALIFY row_number() OVER (
    PARTITION BY registry, project_code, crawl_id
    ORDER BY canonical_url <> preferred_url, is_list, length(canonical_url), canonical_url
) = 1
