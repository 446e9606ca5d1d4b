-- grain: record that tells of an operation and is none itself
-- a date less exact than a day stands for the first day it can mean as a start, the last one as an end; its precision says so
-- source: staging.captured_body, staging.page, staging.record
WITH told AS (
    SELECT * FROM staging.page WHERE page_kind IN ('news', 'partner')
),
captured AS (
    SELECT *, min(first_captured_at) OVER (PARTITION BY canonical_url) AS first_seen_at
    FROM staging.captured_body
    SEMI JOIN told USING (canonical_url)
    QUALIFY row_number() OVER (PARTITION BY canonical_url ORDER BY last_captured_at DESC, body_sha256) = 1
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
JOIN captured USING (canonical_url, body_sha256)
JOIN told AS page USING (canonical_url, body_sha256)
WHERE record.project_code IS NULL
