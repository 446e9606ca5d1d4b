-- severity: warning
-- table: core.project_version
-- rules: R-FRS-01
-- description: a registry changed something within the four months in which it has to be updated (six where it has projects of 2014-2020 only)
-- needs: crawls
WITH news AS (
    SELECT split_part(project_id, ':', 1) AS registry, max(valid_from) AS changed_at FROM core.project_version GROUP BY ALL
    UNION ALL
    SELECT registry, max(TRY_CAST(value AS TIMESTAMP)) FROM staging.observation WHERE field = 'published_on' GROUP BY registry
),
newest AS (
    SELECT registry, max(changed_at) AS changed_at FROM news GROUP BY registry
),
crawled AS (
    SELECT registry, max(finished_at) AS crawled_at FROM staging.crawl WHERE state = 'accepted' AND origin = 'crawl' GROUP BY registry
),
period AS (
    SELECT registry, bool_or(programming_period IS DISTINCT FROM '2014-2020') AS has_2021_2027 FROM core.project GROUP BY registry
)
SELECT registry, newest.changed_at AS last_change_at, crawled.crawled_at
FROM newest
JOIN crawled USING (registry)
JOIN period USING (registry)
JOIN ref.registry AS registry USING (registry)
WHERE registry.authority = 'registry' AND crawled.crawled_at > newest.changed_at + INTERVAL 1 DAY * CASE WHEN period.has_2021_2027 THEN 122 ELSE 183 END
