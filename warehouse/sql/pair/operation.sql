-- pairs of operations of two registries, and of an operation and a mention, whose titles are worth comparing: equal once normalised, or with
-- a word in common that few titles have, or of owners of one normalised name
-- of two projects the one of higher authority comes first
-- of titles and their words there is an index of each registry (pair.title, pair.title_word); how rare a word is, all of them together say
WITH titled AS (
    SELECT title.* EXCLUDE (owner_name), CASE title.kind WHEN 'mention' THEN 5 ELSE authority_rank(registry.authority) END AS rank,
        CASE title.kind WHEN 'mention' THEN name_key(title.owner_name) ELSE owner.name_normalised END AS owner_key
    FROM pair.title AS title
    JOIN ref.registry AS registry USING (registry)
    LEFT JOIN (
        SELECT member.project_id AS subject_id, min(organisation.name_normalised) AS name_normalised
        FROM core.participation AS member
        JOIN core.organisation AS organisation USING (organisation_id)
        WHERE member.role = 'beneficiary'
        GROUP BY member.project_id
    ) AS owner USING (subject_id)
),
rare AS (
    SELECT word
    FROM pair.title_word
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
    FROM pair.title_word AS one
    JOIN rare USING (word)
    JOIN pair.title_word AS other USING (word)
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

