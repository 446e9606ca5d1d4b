-- grain: project x other project or mention x basis
-- title_candidate comes from warehouse/linking.py; a number counts where it is the whole code of a project of another registry
-- source: core.project, core.mention, ref.registry, staging.current_value, staging.mention_value, staging.title_candidate
WITH project AS (
    SELECT project.project_id, project.registry, project.project_code, registry.code_pattern,
        CASE registry.authority WHEN 'registry' THEN 1 WHEN 'aggregator' THEN 2 WHEN 'mirror' THEN 3 ELSE 4 END AS rank
    FROM core.project AS project
    JOIN ref.registry AS registry USING (registry)
),
-- two registries that declare the same form of code share one list of codes
shared AS (
    SELECT one.project_id, other.project_id AS other_id, 'project' AS other_kind, 'same_code' AS basis, true AS is_certain,
        'both registries give the code ' || one.project_code AS evidence
    FROM project AS one
    JOIN project AS other USING (project_code, code_pattern)
    WHERE one.registry <> other.registry AND (one.rank, one.project_id) < (other.rank, other.project_id)
),
text AS (
    SELECT project_id AS subject_id, registry, 'project' AS kind, field, value
    FROM staging.current_value
    WHERE field IN ('title', 'description', 'programme_name', 'website', 'acronym')
    UNION ALL
    SELECT mention_id, registry, 'mention', field, value
    FROM staging.mention_value
    WHERE field IN ('title', 'description')
),
number AS (
    SELECT subject_id, registry, kind, field,
        unnest(list_distinct(regexp_extract_all(
            value, '\b(?:20[0-9]{2}[A-Z]{2}[0-9]{2}[A-Z0-9]{2}[A-Z]{2}[0-9]{3}_)?[A-Z]?[0-9]{2,8}(?:[-/][0-9]{3,6})?(?:-[A-Z][0-9]{2,})?\b'
        ))) AS printed
    FROM text
    WHERE regexp_matches(value, '[0-9]{3}')
),
named AS (
    SELECT DISTINCT project.project_id, number.subject_id AS other_id, number.kind AS other_kind,
        CASE WHEN contains(number.printed, '_') THEN 'official_id' ELSE 'number_in_text' END AS basis, contains(number.printed, '_') AS is_certain,
        number.field || ' has the number ' || number.printed AS evidence
    FROM number
    JOIN project ON project.project_code = regexp_replace(number.printed, '^.{15}_', '') AND project.registry <> number.registry
    WHERE project.code_pattern IS NOT NULL
),
found AS (
    SELECT *, 100.0 AS score FROM shared
    UNION ALL BY NAME
    SELECT *, 100.0 AS score FROM named
    UNION ALL BY NAME
    SELECT project_id, other_id, other_kind, 'title_owner_period' AS basis, false AS is_certain, evidence, score
    FROM staging.title_candidate
    WHERE (project_id, other_id) NOT IN (SELECT (project_id, other_id) FROM shared UNION ALL SELECT (project_id, other_id) FROM named WHERE is_certain)
)
SELECT project_id, other_id, min(other_kind) AS other_kind, basis, bool_and(is_certain) AS is_certain, CAST(max(score) AS DECIMAL(5,2)) AS score,
    string_agg(evidence, '; ' ORDER BY evidence) AS evidence
FROM found
GROUP BY project_id, other_id, basis
