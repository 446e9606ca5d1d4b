-- grain: project x other project or mention x basis
-- title_candidate comes from warehouse/candidate_links.py; a number counts where it is the whole code of a project of another registry
-- source: core.project, core.mention, ref.registry, staging.number_in_text, staging.title_candidate
WITH project AS (
    SELECT project.project_id, project.registry, project.project_code, project.programme_cci, project.country_code, registry.code_pattern,
        authority_rank(registry.authority) AS rank
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
-- with a programme in front it is the official identifier, and the programme must be that of the project; a bare code of another country's
-- project says nothing
named AS (
    SELECT DISTINCT project.project_id, project.rank, number.subject_id AS other_id, coalesce(other.rank, 9) AS other_rank, number.kind AS other_kind,
        coalesce(starts_with(number.printed, project.programme_cci || '_'), false) AS is_certain,
        number.field || ' has the number ' || number.printed AS evidence
    FROM staging.number_in_text AS number
    JOIN project ON project.project_code = regexp_replace(number.printed, '^.{15}_', '') AND project.registry <> number.registry
    LEFT JOIN project AS other ON other.project_id = number.subject_id
    WHERE project.code_pattern IS NOT NULL
        AND CASE
            WHEN contains(number.printed, '_') THEN coalesce(starts_with(number.printed, project.programme_cci || '_'), true)
            ELSE coalesce(project.country_code = other.country_code, true)
        END
),
-- of two projects the one of higher authority comes first, whichever of them names the other
ordered AS (
    SELECT
        CASE WHEN other_kind = 'mention' OR (rank, project_id) < (other_rank, other_id) THEN project_id ELSE other_id END AS project_id,
        CASE WHEN other_kind = 'mention' OR (rank, project_id) < (other_rank, other_id) THEN other_id ELSE project_id END AS other_id,
        other_kind,
        CASE WHEN is_certain THEN 'official_id' ELSE 'number_in_text' END AS basis,
        is_certain,
        evidence
    FROM named
),
certain AS (
    SELECT project_id, other_id FROM shared
    UNION
    SELECT project_id, other_id FROM ordered WHERE is_certain
),
found AS (
    SELECT *, 100.0 AS score FROM shared
    UNION ALL BY NAME
    SELECT *, CASE WHEN is_certain THEN 100.0 ELSE 50.0 END AS score FROM ordered
    UNION ALL BY NAME
    SELECT project_id, other_id, other_kind, 'title_owner_period' AS basis, false AS is_certain, evidence, score FROM staging.title_candidate
)
SELECT project_id, other_id, min(other_kind) AS other_kind, basis, bool_and(is_certain) AS is_certain, CAST(max(score) AS DECIMAL(5,2)) AS score,
    string_agg(evidence, '; ' ORDER BY evidence) AS evidence
FROM found
ANTI JOIN (SELECT project_id, other_id, false AS is_certain FROM certain) AS surely USING (project_id, other_id, is_certain)
GROUP BY project_id, other_id, basis
