-- severity: info
-- table: core.project_region
-- rules: R-GEO-16
-- description: a registry states the region itself: at most half of its projects have the owner's address only
WITH placed AS (
    SELECT split_part(project_id, ':', 1) AS registry, project_id,
        bool_or(region_basis = 'registry_stated' AND length(region_code) = 4) AS has_stated,
        bool_or(region_basis = 'beneficiary_address' AND length(region_code) = 4) AS has_address
    FROM core.project_region
    GROUP BY project_id
)
SELECT registry, count(*) AS n_projects, count(*) FILTER (WHERE has_address AND NOT has_stated) AS n_with_address_only
FROM placed
GROUP BY registry
HAVING n_with_address_only * 2 > n_projects
