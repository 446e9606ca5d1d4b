-- pairs of operations of two registries, and of an operation and a mention, whose titles are worth comparing: equal once normalised, or with
-- two words in common that few titles have, or of owners of one normalised name
-- of two projects the one of higher authority comes first
WITH subject AS (
    SELECT project.project_id AS subject_id, project.registry, 'project' AS kind,
        authority_rank(registry.authority) AS rank,
        plain_name(project.title) AS title_key, owner.name_normalised AS owner_key, project.start_on, project.end_on, project.country_code
    FROM core.project AS project
    JOIN ref.registry AS registry USING (registry)
    LEFT JOIN (
        SELECT member.project_id, min(organisation.name_normalised) AS name_normalised
        FROM core.participation AS member
        JOIN core.organisation AS organisation USING (organisation_id)
        WHERE member.role = 'beneficiary'
        GROUP BY member.project_id
    ) AS owner USING (project_id)
    UNION ALL
    SELECT mention_id, registry, 'mention', 5, plain_name(title), name_key(beneficiary_name), start_on, end_on, NULL
    FROM core.mention
),
titled AS (
    SELECT * FROM subject WHERE length(title_key) >= 8
),
word AS (
    SELECT DISTINCT subject_id, registry, unnest(string_split(title_key, ' ')) AS word
    FROM titled
),
rare AS (
    SELECT word
    FROM word
    WHERE length(word) >= 6
    GROUP BY word
    HAVING count(*) BETWEEN 2 AND 12 AND count(DISTINCT registry) > 1
),
few AS (
    SELECT title_key FROM titled GROUP BY title_key HAVING count(*) BETWEEN 2 AND 12 AND count(DISTINCT registry) > 1
),
owned AS (
    SELECT owner_key FROM titled GROUP BY owner_key HAVING count(DISTINCT registry) > 1 AND count(*) <= 200
),
pair AS (
    SELECT one.subject_id, other.subject_id AS other_id
    FROM word AS one
    JOIN rare USING (word)
    JOIN word AS other USING (word)
    WHERE one.registry <> other.registry
    UNION
    SELECT one.subject_id, other.subject_id
    FROM titled AS one
    JOIN few USING (title_key)
    JOIN titled AS other USING (title_key)
    WHERE one.registry <> other.registry
    UNION
    SELECT one.subject_id, other.subject_id
    FROM titled AS one
    JOIN owned USING (owner_key)
    JOIN titled AS other USING (owner_key)
    WHERE one.registry <> other.registry
)
SELECT one.subject_id AS project_id, other.subject_id AS other_id, other.kind AS other_kind, one.title_key, other.title_key AS other_title_key,
    one.owner_key, other.owner_key AS other_owner_key,
    coalesce(one.start_on > other.end_on OR other.start_on > one.end_on, false) AS are_apart,
    coalesce(one.start_on <= other.end_on AND other.start_on <= one.end_on, false) AS do_overlap
FROM pair
JOIN titled AS one USING (subject_id)
JOIN titled AS other ON other.subject_id = pair.other_id
WHERE one.kind = 'project' AND (one.rank, one.subject_id) < (other.rank, other.subject_id)
    AND coalesce(one.country_code = other.country_code, true)
ORDER BY project_id, other_id
