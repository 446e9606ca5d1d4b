-- severity: error
-- table: core.project
-- rules: R-DRF-07
-- needs: previous
-- description: no registry lost more than a tenth of the projects the last publication had
SELECT registry, count(*) AS n_before, count(project.project_id) AS n_still_there
FROM previous.core.project AS before
LEFT JOIN core.project AS project USING (registry, project_id)
WHERE registry IN (SELECT registry FROM ref.registry)
GROUP BY registry
HAVING count(project.project_id) < 0.9 * count(*)
