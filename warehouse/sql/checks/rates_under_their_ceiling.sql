-- severity: info
-- table: core.project
-- rules: R-FIN-05
-- description: the Union rate is not above 85 %, of territorial cooperation in 2021-2027 not above 80 %; ceilings bind priorities, so this only informs
SELECT project.project_id, project.eu_cofinancing_rate_pct, project.programme_cci, project.fund_code, project.source_url
FROM core.project AS project
JOIN ref.registry AS registry USING (registry)
WHERE project.eu_cofinancing_rate_pct > CASE
    WHEN project.programming_period = '2021-2027' AND (registry.is_interreg OR substr(project.programme_cci, 5, 2) = 'TC') THEN 80
    ELSE 85
END
