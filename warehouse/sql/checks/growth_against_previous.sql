-- severity: warning
-- table: core.project
-- rules: R-DRF-09
-- needs: previous
-- description: no registry of 20 projects or more has half as many again as in the last publication
SELECT registry, before.n_projects AS n_before, now.n_projects AS n_now
FROM (SELECT registry, count(*) AS n_projects FROM previous.core.project GROUP BY registry) AS before
JOIN (SELECT registry, count(*) AS n_projects FROM core.project GROUP BY registry) AS now USING (registry)
WHERE before.n_projects >= 20 AND now.n_projects > 1.5 * before.n_projects
