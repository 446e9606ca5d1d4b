-- severity: warning
-- table: core.project
-- rules: R-CCI-02, R-CCI-03, R-CCI-04, R-CCI-05, R-CCI-06
-- description: the programme's CCI number fits what is printed of it, and the project's period, country, fund and directorate
WITH fund (fund_code, letters, directorates) AS (
    VALUES
        ('ESF', '[SM].', '05'), ('ESF+', '[SFM].', '05|16'), ('YEI', '[SM].', '05'), ('ERDF', 'RF|FF|CB|TN|IR|M.', '16|05'), ('CF', 'CF|FF|M.', '16'),
        ('JTF', 'JT|FF', '16|05'), ('BMVI', 'BV', '65'), ('AMIF', 'AM', '65'), ('ISF', 'IS', '65'), ('EMFF', 'MF', '14'), ('EMFAF', 'MF', '14'),
        ('EAFRD', 'RD', '06')
),
part AS (
    SELECT project.project_id, project.registry, project.programme_cci, project.cci_raw, project.programming_period, project.fund_code,
        project.source_url, registry.country_code AS registry_country_code, home.nuts_prefix AS registry_prefix, registry.authority, registry.is_interreg,
        TRY_CAST(left(project.programme_cci, 4) AS INTEGER) AS year, substr(project.programme_cci, 5, 2) AS country,
        substr(project.programme_cci, 7, 2) AS directorate, substr(project.programme_cci, 9, 2) AS letters, fund.letters AS fund_letters, fund.directorates
    FROM core.project AS project
    JOIN ref.registry AS registry USING (registry)
    LEFT JOIN ref.country AS home ON home.country_code = registry.country_code
    LEFT JOIN fund USING (fund_code)
    WHERE project.programme_cci IS NOT NULL
),
completed AS (
    SELECT printed.cci_raw, count(*) AS n_programmes
    FROM (SELECT DISTINCT cci_raw FROM part WHERE length(cci_raw) < 15) AS printed
    JOIN ref.programme AS programme ON left(programme.programme_cci, 12) = left(printed.cci_raw, 12)
    GROUP BY printed.cci_raw
),
judged AS (
    SELECT project_id, programme_cci, cci_raw, programming_period, fund_code, source_url, unnest(list_filter([
        CASE WHEN NOT starts_with(programme_cci, cci_raw) THEN 'R-CCI-02: it does not begin as printed' END,
        CASE WHEN completed.n_programmes > 1 THEN 'R-CCI-02: several programmes begin as printed' END,
        CASE WHEN programming_period <> CASE WHEN year BETWEEN 2014 AND 2020 THEN '2014-2020' WHEN year BETWEEN 2021 AND 2027 THEN '2021-2027' ELSE '' END
            THEN 'R-CCI-03: of another period' END,
        CASE WHEN authority = 'registry' AND NOT is_interreg AND country NOT IN (registry_country_code, coalesce(registry_prefix, ''), 'TC') THEN 'R-CCI-04: of another country' END,
        CASE WHEN NOT regexp_full_match(letters, fund_letters) AND country <> 'TC' THEN 'R-CCI-05: of another fund' END,
        CASE WHEN NOT regexp_full_match(directorate, directorates) THEN 'R-CCI-06: of another directorate' END
    ], lambda problem: problem IS NOT NULL)) AS problem
    FROM part
    LEFT JOIN completed USING (cci_raw)
)
SELECT project_id, problem, programme_cci, cci_raw, programming_period, fund_code, source_url
FROM judged
