-- every registry that has projects or was crawled: who publishes it, how much is in it, when it was read last and what was found wrong
WITH accepted AS (
    SELECT registry, max(finished_at) AS last_accepted_at, arg_max(n_pages_fetched, finished_at) AS n_pages_fetched,
        arg_max(n_pages_failed, finished_at) AS n_pages_failed
    FROM staging.crawl
    WHERE state = 'accepted' AND origin = 'crawl'
    GROUP BY registry
),
latest AS (
    SELECT registry, max(finished_at) AS last_crawled_at, arg_max(state, finished_at) AS last_state, arg_max(reason, finished_at) AS last_reason
    FROM staging.crawl
    WHERE origin = 'crawl'
    GROUP BY registry
),
project AS (
    SELECT registry, count(*) AS n_projects, count(*) FILTER (WHERE is_listed) AS n_listed, bool_and(is_counted) AS is_counted,
        count(total_cost_amount) AS n_with_total_cost, count(support_amount) AS n_with_support, count(eu_amount) AS n_with_eu,
        count(*) FILTER (WHERE length(region_code) = 4) AS n_with_region, count(start_on) AS n_with_start,
        round(avg(n_article_items), 1) AS mean_article_items
    FROM mart.project_all
    GROUP BY registry
),
issue AS (
    SELECT registry, count(*) FILTER (WHERE severity = 'error') AS n_errors, count(*) FILTER (WHERE severity = 'warning') AS n_warnings,
        count(*) FILTER (WHERE severity = 'info') AS n_notes
    FROM ops.issue
    WHERE is_current
    GROUP BY registry
),
quarantine AS (
    SELECT registry, count(*) AS n_quarantined FROM ops.quarantine WHERE is_current GROUP BY registry
)
SELECT registry.registry, registry.title, registry.publisher, registry.licence, registry.country_code, registry.authority,
    coalesce(project.is_counted, false) AS is_counted, coalesce(project.n_projects, 0) AS n_projects, coalesce(project.n_listed, 0) AS n_listed,
    project.n_with_total_cost, project.n_with_support, project.n_with_eu, project.n_with_region, project.n_with_start,
    project.mean_article_items, accepted.last_accepted_at, accepted.n_pages_fetched, accepted.n_pages_failed, latest.last_crawled_at,
    latest.last_state, latest.last_reason, coalesce(issue.n_errors, 0) AS n_errors, coalesce(issue.n_warnings, 0) AS n_warnings,
    coalesce(issue.n_notes, 0) AS n_notes, coalesce(quarantine.n_quarantined, 0) AS n_quarantined
FROM ref.registry AS registry
LEFT JOIN project USING (registry)
LEFT JOIN accepted USING (registry)
LEFT JOIN latest USING (registry)
LEFT JOIN issue USING (registry)
LEFT JOIN quarantine USING (registry)
WHERE project.registry IS NOT NULL OR latest.registry IS NOT NULL
ORDER BY coalesce(project.is_counted, false) DESC, project.n_projects DESC NULLS LAST, registry.registry
