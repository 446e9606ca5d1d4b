-- severity: error
-- table: mart.project_all
-- rules: R-ID-02
-- description: mart.project_all has every project of core.project exactly once
SELECT project_id, count(core_id) AS n_in_core, count(mart_id) AS n_in_mart
FROM (
    SELECT project_id, project_id AS core_id, NULL AS mart_id FROM core.project
    UNION ALL
    SELECT project_id, NULL, project_id FROM mart.project_all
)
GROUP BY project_id
HAVING count(core_id) <> 1 OR count(mart_id) <> 1
