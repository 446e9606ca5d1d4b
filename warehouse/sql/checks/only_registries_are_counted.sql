-- severity: error
-- table: mart.project_all
-- rules: R-SRC-06
-- description: a project counts in sums if and only if its registry is the authority's own
SELECT project.project_id, project.is_counted, registry.authority
FROM mart.project_all AS project
JOIN ref.registry AS registry USING (registry)
WHERE project.is_counted <> (registry.authority = 'registry')
