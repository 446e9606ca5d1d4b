-- severity: warning
-- table: staging.presence
-- rules: R-ID-08
-- description: an address that shows one project shows the same one in every crawl
WITH alone AS (
    SELECT registry, canonical_url, body_sha256, min(project_code) AS project_code
    FROM staging.presence AS presence
    JOIN staging.page AS page USING (registry, canonical_url, body_sha256)
    WHERE page.page_kind = 'project'
    GROUP BY ALL
    HAVING count(DISTINCT project_code) = 1
)
SELECT registry, canonical_url, string_agg(DISTINCT project_code, ', ' ORDER BY project_code) AS project_codes
FROM alone
GROUP BY registry, canonical_url
HAVING count(DISTINCT project_code) > 1
