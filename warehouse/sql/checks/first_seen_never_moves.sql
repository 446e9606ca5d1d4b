-- severity: error
-- table: core.project
-- rules: R-HIS-03
-- needs: previous
-- description: of no registry more than a tenth of the projects are first seen later than the last publication said: their history would be lost
SELECT registry, count(*) AS n_projects, count(*) FILTER (WHERE now.first_seen_at > before.first_seen_at) AS n_later,
    min(project_id) FILTER (WHERE now.first_seen_at > before.first_seen_at) AS for_example
FROM previous.core.project AS before
JOIN core.project AS now USING (registry, project_id)
GROUP BY registry
HAVING n_later > 0.1 * n_projects
