-- severity: info
-- table: core.project
-- rules: R-DAT-13
-- description: of the projects that came after its first crawl, a registry shows most within 180 days of their start
WITH began AS (
    SELECT registry, min(finished_at) AS first_finished_at FROM staging.crawl WHERE state = 'accepted' AND origin = 'crawl' GROUP BY registry
)
SELECT project.registry, count(*) AS n_came, count(*) FILTER (WHERE project.first_seen_at > project.start_on + INTERVAL 180 DAY) AS n_late,
    min(project.project_id) FILTER (WHERE project.first_seen_at > project.start_on + INTERVAL 180 DAY) AS for_example
FROM core.project AS project
JOIN began USING (registry)
WHERE project.first_seen_at > began.first_finished_at AND project.start_on IS NOT NULL
GROUP BY project.registry
HAVING n_late * 2 > n_came
