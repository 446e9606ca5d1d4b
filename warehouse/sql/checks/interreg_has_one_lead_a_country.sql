-- severity: warning
-- table: core.participation
-- rules: R-PAR-02
-- description: a project of territorial cooperation has one lead partner in a country at most
SELECT member.project_id, member.country_code, count(*) AS n_leads, string_agg(member.name_raw, '; ' ORDER BY member.name_raw) AS names
FROM core.participation AS member
JOIN core.project AS project USING (project_id)
JOIN ref.registry AS registry USING (registry)
WHERE member.role = 'lead' AND (registry.is_interreg OR substr(project.programme_cci, 5, 2) = 'TC')
GROUP BY member.project_id, member.country_code
HAVING count(*) > 1
