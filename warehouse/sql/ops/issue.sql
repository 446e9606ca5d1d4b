-- grain: issue on a page of an accepted crawl
-- source: staging.issue, staging.captured_body, staging.record, staging.presence, staging.current_record, core.location, core.funding
WITH record AS (
    SELECT registry, canonical_url, body_sha256, record_no, registry || ':' || project_code AS project_id
    FROM (SELECT registry, canonical_url, body_sha256, record_no, project_code FROM staging.record)
    SEMI JOIN staging.issue AS issue USING (canonical_url, body_sha256)
    WHERE project_code IS NOT NULL
),
-- an issue about the page as a whole belongs to the project when the page has only one
only_record AS (
    SELECT registry, canonical_url, body_sha256, min(project_id) AS project_id
    FROM record
    GROUP BY ALL
    HAVING count(DISTINCT project_id) = 1
),
current AS (
    SELECT project_id, registry, canonical_url, body_sha256, record_no, last_captured_at FROM staging.current_record
),
latest AS (
    SELECT *
    FROM staging.presence
    SEMI JOIN (SELECT project_id FROM staging.presence WHERE n_addresses > 1) USING (project_id)
    QUALIFY row_number() OVER (PARTITION BY project_id ORDER BY last_captured_at DESC, last_crawl_id DESC) = 1
),
raised AS (
    SELECT issue.registry, coalesce(record.project_id, only_record.project_id) AS project_id, issue.canonical_url, issue.body_sha256,
        issue.record_no, issue.code, issue.severity, 'parser' AS raised_by, issue.field, issue.label, issue.value_raw, issue.message,
        body.is_current
    FROM staging.issue AS issue
    JOIN staging.captured_body AS body USING (canonical_url, body_sha256)
    LEFT JOIN record USING (registry, canonical_url, body_sha256, record_no)
    LEFT JOIN only_record USING (registry, canonical_url, body_sha256)
    WHERE NOT issue.is_quarantined
    UNION ALL
    SELECT current.registry, current.project_id, current.canonical_url, current.body_sha256, current.record_no, 'several_addresses', 'warning',
        'warehouse', 'project_code', NULL, latest.project_code,
        latest.n_addresses || ' addresses of the crawl ' || latest.last_crawl_id || ' give this project; ' || latest.canonical_url || ' was used', true
    FROM latest
    JOIN current USING (project_id)
    WHERE latest.n_addresses > 1
    UNION ALL
    SELECT current.registry, current.project_id, current.canonical_url, current.body_sha256, current.record_no, 'several_records', 'warning',
        'warehouse', 'project_code', NULL, presence.project_code,
        presence.n_records || ' records on the page have this project code; record ' || current.record_no || ' was used', true
    FROM current
    JOIN staging.presence AS presence USING (project_id, canonical_url, body_sha256, last_captured_at)
    WHERE presence.n_records > 1
    UNION ALL
    SELECT current.registry, current.project_id, current.canonical_url, current.body_sha256, current.record_no, 'unknown_region', 'warning',
        'warehouse', 'region_name', NULL, location.region_name_raw,
        'no region of the project''s country has this name; add it to warehouse/reference/region_alias.csv', true
    FROM core.location AS location
    JOIN current USING (project_id)
    WHERE location.region_code IS NULL AND location.region_name_raw IS NOT NULL
    UNION ALL
    SELECT current.registry, current.project_id, current.canonical_url, current.body_sha256, current.record_no, 'unknown_region_code', 'warning',
        'warehouse', 'nuts_code', NULL, location.region_code, 'no NUTS edition from 2013 on has this code', true
    FROM core.location AS location
    JOIN current USING (project_id)
    WHERE location.region_code IS NOT NULL AND location.nuts_version IS NULL
    UNION ALL
    SELECT current.registry, current.project_id, current.canonical_url, current.body_sha256, current.record_no, 'no_exchange_rate', 'warning',
        'warehouse', funding.field, NULL, funding.amount_raw,
        CASE funding.fx_basis
            WHEN 'no_date' THEN 'no start is stated, so no month''s rate can be taken for ' || funding.currency || '; the amount in euro is empty'
            ELSE 'ref.exchange_rate has no rate for ' || funding.currency || ' in the month of the start; the amount in euro is empty'
        END,
        true
    FROM core.funding AS funding
    JOIN current USING (project_id)
    WHERE funding.fx_basis IN ('no_date', 'no_rate')
    UNION ALL
    SELECT registry, project_id, canonical_url, body_sha256, record_no, 'amount_without_currency', 'warning', 'warehouse', amount.field, NULL,
        amount.amount_raw, 'no currency is known for the amount; it is left out', true
    FROM (SELECT *, unnest(AMOUNTS_OF_RECORD) AS amount FROM staging.current_record WHERE currency IS NULL)
    WHERE amount.amount IS NOT NULL AND amount.currency_field = 'currency'
    UNION ALL
    SELECT registry, project_id, canonical_url, body_sha256, record_no, 'unknown_funding_line', 'warning', 'warehouse', 'funding_amount', NULL,
        line.kind, 'the line of funding is of a kind that core/funding.sql does not know; it is left out', true
    FROM (SELECT *, unnest(funding_items) AS line FROM staging.current_record) AS stated
    WHERE line.kind IS NOT NULL AND line.amount IS NOT NULL
        AND NOT EXISTS (
            SELECT 1
            FROM core.funding AS funding
            WHERE funding.project_id = stated.project_id AND funding.field = 'funding_amount' AND funding.item_no = stated.line.item_no
        )
)
SELECT
    row_number() OVER (
        ORDER BY registry, canonical_url, body_sha256, record_no, raised_by, code, severity, field, label, value_raw, message, project_id
    ) AS issue_no,
    *
FROM raised
