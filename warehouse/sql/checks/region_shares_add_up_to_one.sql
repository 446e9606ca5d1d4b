-- severity: error
-- table: core.project_region
-- rules: R-GEO-13
-- description: under every basis the shares of a project add up to exactly 1, and one region is its main one
WITH added AS (
    SELECT project_id, region_basis, sum(weight) AS weight, count(*) FILTER (WHERE is_main) AS n_main
    FROM core.project_region
    GROUP BY project_id, region_basis
),
based AS (
    SELECT project_id, count(*) AS n_bases FROM added GROUP BY project_id
)
SELECT project_id, region_basis, weight, n_main, NULL AS n_bases FROM added WHERE weight <> 1 OR n_main <> 1
UNION ALL
SELECT project_id, NULL, NULL, NULL, coalesce(based.n_bases, 0)
FROM core.project
LEFT JOIN based USING (project_id)
WHERE coalesce(based.n_bases, 0) <> 3
