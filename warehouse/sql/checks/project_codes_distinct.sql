-- severity: error
-- table: core.project
-- rules: R-ID-02
-- description: no two projects of a registry have codes that differ only in case, spaces or punctuation
SELECT registry, regexp_replace(upper(project_code), '[^A-Z0-9ÅÄÖÆØ]', '', 'g') AS folded_code, string_agg(project_id, ', ' ORDER BY project_id) AS project_ids
FROM core.project
GROUP BY ALL
HAVING count(*) > 1
