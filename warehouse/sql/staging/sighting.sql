-- grain: project x accepted crawl in which it was seen, at the one address chosen for it; of an import every moment stands for itself
-- an import is no crawl: it holds captures of many years, an address many times. At another address than the project's own it gives
-- values only of the time before that one was first captured: two addresses by turns would look like changes
-- source: staging.capture, staging.crawl, staging.page, staging.record_read, staging.issue
WITH accepted AS NOT MATERIALIZED (
    SELECT capture.registry, capture.crawl_id, capture.canonical_url, capture.fetched_at, capture.body_sha256,
        crawl.origin = 'import' AS is_import,
        CASE WHEN crawl.origin = 'import' THEN capture.fetched_at ELSE crawl.started_at END AS started_at
    FROM staging.capture AS capture
    JOIN staging.crawl AS crawl USING (registry, crawl_id)
    WHERE crawl.state = 'accepted' AND capture.status IN (200, 304) AND capture.body_sha256 IS NOT NULL
    QUALIFY row_number() OVER (
        PARTITION BY capture.registry, capture.crawl_id, capture.canonical_url,
            CASE WHEN crawl.origin = 'import' THEN capture.fetched_at END
        ORDER BY capture.fetched_at DESC, capture.record_offset DESC, capture.url, capture.body_sha256
    ) = 1
),
record AS (
    SELECT registry, canonical_url, body_sha256, project_code, min(record_no) AS record_no, count(*) AS n_records
    FROM staging.record_read
    WHERE project_code IS NOT NULL
    GROUP BY registry, canonical_url, body_sha256, project_code
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
    SELECT accepted.*, max(readable.fetched_at) AS read_at
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
            AND still.fetched_at = read_before.fetched_at
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
        CASE WHEN seen.is_import THEN seen.fetched_at END AS imported_at,
        first_value(seen.canonical_url) OVER (
            PARTITION BY seen.registry, seen.project_code
            ORDER BY seen.is_import, seen.is_import AND page.page_kind IS NOT DISTINCT FROM 'list', seen.started_at DESC, seen.crawl_id DESC,
                page.page_kind IS NOT DISTINCT FROM 'list', length(seen.canonical_url), seen.canonical_url
        ) AS preferred_url
    FROM seen
    LEFT JOIN staging.page AS page USING (registry, canonical_url, body_sha256)
),
chosen AS (
    SELECT *, count(*) OVER (PARTITION BY registry, project_code, crawl_id, imported_at) AS n_addresses
    FROM placed
    QUALIFY row_number() OVER (
        PARTITION BY registry, project_code, crawl_id, imported_at
        ORDER BY canonical_url <> preferred_url, is_list, length(canonical_url), canonical_url
    ) = 1
),
-- few: projects that an import has at another address than their own
elsewhere AS (
    SELECT registry, project_code, min(fetched_at) FILTER (WHERE canonical_url = preferred_url AND record_no IS NOT NULL) AS own_since
    FROM chosen
    SEMI JOIN (SELECT registry, project_code FROM chosen WHERE is_import AND canonical_url <> preferred_url) AS strange
        USING (registry, project_code)
    GROUP BY registry, project_code
),
counted AS (
    SELECT chosen.* REPLACE (
        CASE WHEN is_import AND canonical_url <> preferred_url AND fetched_at >= own_since THEN NULL ELSE record_no END AS record_no
    )
    FROM chosen
    LEFT JOIN elsewhere USING (registry, project_code)
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
FROM counted
