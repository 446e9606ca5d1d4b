-- severity: error
-- table: core.project
-- rules: none
-- description: every project code read from a page of an accepted crawl is a project
SELECT DISTINCT seen.registry, seen.project_code, seen.canonical_url
FROM staging.evidence AS seen
JOIN staging.capture AS capture USING (registry, canonical_url, body_sha256)
JOIN staging.crawl AS crawl USING (registry, crawl_id)
WHERE seen.project_code IS NOT NULL AND crawl.state = 'accepted' AND capture.status IN (200, 304)
    AND NOT EXISTS (SELECT 1 FROM core.project AS project WHERE project.registry = seen.registry AND project.project_code = seen.project_code)
