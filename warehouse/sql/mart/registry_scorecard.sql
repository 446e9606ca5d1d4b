-- grain: registry x item of Article 49(3)
-- source: mart.project_all, ref.registry, ref.article_item
WITH total AS (
    SELECT registry, count(*) AS n_projects FROM mart.project_all GROUP BY registry
),
missing AS (
    SELECT registry, letter, count(*) AS n_missing, arg_min(source_url, project_id, 5) AS failing_urls
    FROM (SELECT registry, project_id, source_url, unnest(string_split(article_items_missing, ',')) AS letter FROM mart.project_all)
    GROUP BY registry, letter
),
item AS (
    SELECT total.registry, total.n_projects, item.letter, item.title, item.is_applicable,
        CASE WHEN item.is_applicable THEN total.n_projects - coalesce(missing.n_missing, 0) END AS n_with, missing.failing_urls
    FROM total
    CROSS JOIN ref.article_item AS item
    LEFT JOIN missing USING (registry, letter)
)
SELECT
    item.registry,
    registry.title AS registry_title,
    item.letter,
    item.title AS item,
    item.is_applicable,
    item.n_projects,
    item.n_with,
    CASE WHEN item.is_applicable THEN coverage(item.n_with, item.n_projects) END AS coverage_pct,
    CASE
        WHEN NOT item.is_applicable THEN 'not_applicable'
        WHEN item.n_with = 0 THEN 'missing'
        WHEN item.n_with >= 0.95 * item.n_projects THEN 'published'
        ELSE 'partly'
    END AS grade,
    array_to_string(item.failing_urls, chr(10)) AS failing_urls_raw
FROM item
JOIN ref.registry AS registry USING (registry)
