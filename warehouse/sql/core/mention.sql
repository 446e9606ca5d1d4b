-- grain: record that tells of an operation and is none itself
-- a date less exact than a day stands for the first day it can mean as a start, the last one as an end; its precision says so
-- source: staging.mention_value
WITH single AS (
    SELECT *, CASE WHEN field IN ('start_on', 'end_on') THEN first_day(value, precision) END AS first_on,
        CASE WHEN field IN ('start_on', 'end_on') THEN final_day(value, precision) END AS last_on
    FROM staging.mention_value
    WHERE value_no = 1
)
SELECT
    mention_id,
    registry,
    page_kind,
    max(value) FILTER (WHERE field = 'title') AS title,
    max(value) FILTER (WHERE field = 'beneficiary_name') AS beneficiary_name,
    max(value) FILTER (WHERE field = 'fund_code') AS fund_code,
    max(first_on) FILTER (WHERE field = 'start_on') AS start_on,
    max(precision) FILTER (WHERE field = 'start_on') AS start_precision,
    max(last_on) FILTER (WHERE field = 'end_on') AS end_on,
    max(precision) FILTER (WHERE field = 'end_on') AS end_precision,
    canonical_url AS source_url,
    body_sha256,
    record_no,
    first_seen_at
FROM single
GROUP BY mention_id, registry, page_kind, canonical_url, body_sha256, record_no, first_seen_at
