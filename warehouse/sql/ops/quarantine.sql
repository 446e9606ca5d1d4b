-- grain: reason for which a captured record or page gave no values
-- source: staging.page, staging.issue, staging.captured_body, staging.presence
WITH stands AS (
    SELECT registry, canonical_url, body_sha256, min(project_id) AS project_id
    FROM staging.presence
    WHERE NOT is_readable
    GROUP BY ALL
    HAVING count(DISTINCT project_id) = 1
),
reason AS (
    SELECT registry, canonical_url, body_sha256, record_no, code, field, label, value_raw, message
    FROM staging.issue
    WHERE is_quarantined
    UNION ALL
    SELECT registry, canonical_url, body_sha256, NULL, 'unreadable', NULL, NULL, NULL, 'no project could be read from the page'
    FROM staging.page
    WHERE page_kind = 'unreadable'
        AND NOT EXISTS (
            SELECT 1 FROM staging.issue AS issue
            WHERE issue.registry = page.registry AND issue.canonical_url = page.canonical_url AND issue.body_sha256 = page.body_sha256
                AND issue.is_quarantined
        )
)
SELECT reason.*, stands.project_id, body.first_captured_at, body.last_captured_at, body.is_current
FROM reason
JOIN staging.captured_body AS body USING (canonical_url, body_sha256)
LEFT JOIN stands USING (registry, canonical_url, body_sha256)
