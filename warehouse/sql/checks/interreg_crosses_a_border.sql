-- severity: info
-- table: core.participation
-- rules: R-PAR-03
-- description: the organisations of a project of territorial cooperation are of two countries at least, as far as the page says
SELECT member.project_id, count(DISTINCT member.organisation_id) AS n_organisations, min(member.country_code) AS country_code
FROM core.participation AS member
JOIN core.project AS project USING (project_id)
JOIN ref.registry AS registry USING (registry)
WHERE registry.is_interreg OR substr(project.programme_cci, 5, 2) = 'TC'
GROUP BY member.project_id
HAVING count(DISTINCT member.organisation_id) > 1 AND count(*) = count(member.country_code) AND count(DISTINCT member.country_code) = 1
