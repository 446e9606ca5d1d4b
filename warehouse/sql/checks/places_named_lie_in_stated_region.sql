-- severity: info
-- table: core.location
-- rules: R-GEO-08
-- description: the municipalities a description names lie in the region the registry states
WITH stated AS (
    SELECT project_id, string_agg(region_code, ',' ORDER BY region_code) AS stated_codes
    FROM core.project_region
    WHERE region_basis = 'registry_stated' AND length(region_code) = 4
    GROUP BY project_id
)
SELECT named.project_id, stated.stated_codes, named.nuts2_region_code AS named_code, string_agg(named.municipality_name, ', ' ORDER BY named.municipality_name) AS municipality_names
FROM core.location AS named
JOIN stated USING (project_id)
WHERE named.basis = 'text_mentioned' AND NOT contains(stated.stated_codes, named.nuts2_region_code)
GROUP BY ALL
