-- severity: warning
-- table: core.project
-- rules: R-DAT-12
-- description: no project starts more than 18 months after it was last seen
-- needs: crawls
WITH latest AS (
    SELECT registry, max(started_at) AS crawled_at FROM staging.crawl WHERE state = 'accepted' GROUP BY registry
)
SELECT project.project_id, project.start_on, coalesce(project.last_seen_at, latest.crawled_at) AS last_seen_at, project.source_url
FROM core.project AS project
JOIN latest USING (registry)
WHERE project.start_on > coalesce(project.last_seen_at, latest.crawled_at) + INTERVAL 18 MONTH
