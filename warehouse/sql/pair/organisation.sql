-- pairs of organisations whose names are worth comparing: the same normalised name, or one beginning (of the name or of a word) in common
-- that few names have
-- two valid numbers that differ are two organisations; two names within one registry that print no number may be one
WITH named AS (
    SELECT organisation_id, name, name_normalised AS name_key, country_code, CASE WHEN is_org_number_valid THEN org_number END AS org_number
    FROM core.organisation
    WHERE length(name_normalised) >= 4
),
beginning AS (
    SELECT organisation_id, left(replace(name_key, ' ', ''), 10) AS beginning
    FROM named
    UNION
    SELECT organisation_id, left(word, 6)
    FROM (SELECT organisation_id, unnest(string_split(name_key, ' ')) AS word FROM named)
    WHERE length(word) >= 5
),
rare AS (
    SELECT beginning
    FROM beginning
    GROUP BY beginning
    HAVING count(*) BETWEEN 2 AND 12
),
pair AS (
    SELECT one.organisation_id, other.organisation_id AS other_organisation_id
    FROM beginning AS one
    JOIN rare USING (beginning)
    JOIN beginning AS other USING (beginning)
    WHERE one.organisation_id < other.organisation_id
    UNION
    SELECT one.organisation_id, other.organisation_id
    FROM named AS one
    JOIN named AS other USING (name_key)
    WHERE one.organisation_id < other.organisation_id
)
SELECT pair.organisation_id, pair.other_organisation_id, one.name, other.name AS other_name, one.name_key, other.name_key AS other_key
FROM pair
JOIN named AS one USING (organisation_id)
JOIN named AS other ON other.organisation_id = pair.other_organisation_id
WHERE coalesce(one.country_code = other.country_code, true) AND coalesce(one.org_number = other.org_number, true)
ORDER BY pair.organisation_id, pair.other_organisation_id
