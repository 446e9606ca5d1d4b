-- grain: project x run of consecutive accepted crawls in which one record showed it, at the one address chosen for it
-- an import is no crawl: it holds captures of many years, an address many times, and each moment stands for itself. At another address than
-- the project's own it gives values only of the time before that one was first captured: two addresses by turns would look like changes
-- source: staging.capture, staging.crawl, staging.page, staging.record_read, staging.issue, staging.captured_body
WITH record AS (
    SELECT read.registry, read.canonical_url, read.body_sha256, read.project_code, read.record_no, body.first_captured_at, body.last_captured_at,
        body.first_crawl_id, body.last_crawl_id, body.is_steady
    FROM (SELECT registry, canonical_url, body_sha256, project_code, record_no FROM staging.record_read) AS read
    JOIN staging.captured_body AS body USING (canonical_url, body_sha256)
    WHERE read.project_code IS NOT NULL
),
-- the few that change or have several places: what follows looks at each of their captures
moving AS (
    SELECT project_code FROM record GROUP BY project_code HAVING count(*) > 1 OR NOT bool_and(is_steady)
),
moving_record AS (
    SELECT registry, canonical_url, body_sha256, project_code, min(record_no) AS record_no, count(*) AS n_records
    FROM record
    SEMI JOIN moving USING (project_code)
    GROUP BY registry, canonical_url, body_sha256, project_code
),
accepted AS (
    SELECT capture.crawl_id, capture.canonical_url, capture.fetched_at, capture.body_sha256,
        crawl.origin = 'import' AS is_import,
        CASE WHEN crawl.origin = 'import' THEN capture.fetched_at ELSE crawl.started_at END AS started_at
    FROM staging.capture AS capture
    SEMI JOIN moving_record USING (canonical_url)
    JOIN staging.crawl AS crawl USING (crawl_id)
    WHERE crawl.state = 'accepted' AND capture.status IN (200, 304) AND capture.body_sha256 IS NOT NULL
    QUALIFY row_number() OVER (
        PARTITION BY capture.crawl_id, capture.canonical_url, CASE WHEN crawl.origin = 'import' THEN capture.fetched_at END
        ORDER BY capture.fetched_at DESC, capture.record_offset DESC, capture.url, capture.body_sha256
    ) = 1
),
readable AS (
    SELECT accepted.*, record.registry, record.project_code, record.record_no, record.n_records
    FROM accepted
    JOIN moving_record AS record USING (canonical_url, body_sha256)
),
lost AS (
    SELECT canonical_url, body_sha256 FROM staging.page WHERE page_kind = 'unreadable'
    UNION
    SELECT canonical_url, body_sha256 FROM staging.issue WHERE is_quarantined
),
touched AS (
    SELECT * FROM readable SEMI JOIN lost USING (canonical_url)
),
-- for a capture from which something was lost: the capture of the same address that was read last before it
read_before AS (
    SELECT accepted.*, max(readable.fetched_at) AS read_at
    FROM accepted
    JOIN lost USING (canonical_url, body_sha256)
    JOIN touched AS readable ON readable.canonical_url = accepted.canonical_url AND readable.fetched_at < accepted.fetched_at
    GROUP BY ALL
),
garbled AS (
    SELECT DISTINCT read_before.* EXCLUDE (read_at), readable.registry, readable.project_code, CAST(NULL AS INTEGER) AS record_no, 0 AS n_records
    FROM read_before
    JOIN touched AS readable ON readable.canonical_url = read_before.canonical_url AND readable.fetched_at = read_before.read_at
    WHERE NOT EXISTS (
        SELECT 1
        FROM touched AS still
        WHERE still.crawl_id = read_before.crawl_id
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
            PARTITION BY seen.project_code
            ORDER BY seen.is_import, seen.is_import AND page.page_kind IS NOT DISTINCT FROM 'list', seen.started_at DESC, seen.crawl_id DESC,
                page.page_kind IS NOT DISTINCT FROM 'list', length(seen.canonical_url), seen.canonical_url
        ) AS preferred_url
    FROM seen
    LEFT JOIN staging.page AS page USING (canonical_url, body_sha256)
),
chosen AS (
    SELECT *, count(*) OVER (PARTITION BY project_code, crawl_id, imported_at) AS n_addresses
    FROM placed
    QUALIFY row_number() OVER (
        PARTITION BY project_code, crawl_id, imported_at
        ORDER BY canonical_url <> preferred_url, is_list, length(canonical_url), canonical_url
    ) = 1
),
-- projects that an import has at another address than their own
elsewhere AS (
    SELECT project_code, min(fetched_at) FILTER (WHERE canonical_url = preferred_url AND record_no IS NOT NULL) AS own_since
    FROM chosen
    SEMI JOIN (SELECT project_code FROM chosen WHERE is_import AND canonical_url <> preferred_url) AS strange USING (project_code)
    GROUP BY project_code
),
moment AS (
    SELECT chosen.* REPLACE (
            CASE WHEN is_import AND canonical_url <> preferred_url AND fetched_at >= own_since THEN NULL ELSE record_no END AS record_no
        ),
        crawl_order.crawl_no
    FROM chosen
    LEFT JOIN elsewhere USING (project_code)
    LEFT JOIN (
        SELECT crawl_id, row_number() OVER (ORDER BY started_at, crawl_id) AS crawl_no
        FROM staging.crawl
        WHERE state = 'accepted' AND origin = 'crawl'
    ) AS crawl_order USING (crawl_id)
),
begun AS (
    SELECT *,
        coalesce(
            row(canonical_url, body_sha256, record_no, n_addresses, n_records)
                IS NOT DISTINCT FROM lag(row(canonical_url, body_sha256, record_no, n_addresses, n_records)) OVER in_time
            -- a crawl between the two found nothing of it
            AND coalesce(crawl_no <= lag(crawl_no) OVER in_time + 1, true),
            false
        ) AS goes_on
    FROM moment
    WINDOW in_time AS (PARTITION BY project_code ORDER BY fetched_at, crawl_id)
),
numbered AS (
    SELECT *, count(*) FILTER (NOT goes_on) OVER (PARTITION BY project_code ORDER BY fetched_at, crawl_id) AS run_no FROM begun
),
run AS (
    SELECT registry, project_code, canonical_url, body_sha256, record_no, n_addresses, n_records,
        min(fetched_at) AS first_captured_at,
        max(fetched_at) AS last_captured_at,
        arg_min(crawl_id, (fetched_at, crawl_id)) AS first_crawl_id,
        arg_max(crawl_id, (fetched_at, crawl_id)) AS last_crawl_id
    FROM numbered
    GROUP BY registry, project_code, canonical_url, body_sha256, record_no, n_addresses, n_records, run_no
    UNION ALL BY NAME
    SELECT * EXCLUDE (is_steady), 1 AS n_addresses, 1 AS n_records FROM record ANTI JOIN moving USING (project_code)
)
SELECT registry || ':' || project_code AS project_id, *, record_no IS NOT NULL AS is_readable FROM run
