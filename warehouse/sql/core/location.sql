-- grain: project x place stated for it
-- source: staging.current_record, ref.registry, ref.country, ref.region, ref.region_alias, ref.postcode_region, ref.municipality
WITH country AS (
    SELECT project_id, country_code FROM staging.current_record WHERE country_code IS NOT NULL
),
-- a printed code says where; the printed name goes with it when there is one of each, and stands in for it when there is none
stated AS (
    -- codes of regions do not all begin with the code of the country, as some registries print them
    SELECT code.project_id, code.registry, coalesce(country.nuts_prefix || substr(code.nuts_code, 3), code.nuts_code) AS region_code,
        code.region_name AS region_name_raw, code.nuts_code IS NOT NULL AS is_code_printed
    FROM staging.current_record AS code
    LEFT JOIN ref.country AS country ON country.country_code = left(code.nuts_code, 2)
    WHERE code.nuts_code IS NOT NULL OR code.region_name IS NOT NULL
),
address AS (
    SELECT project_id, registry, beneficiary_postcode AS postcode, beneficiary_city AS city
    FROM staging.current_record
    WHERE beneficiary_postcode IS NOT NULL OR beneficiary_city IS NOT NULL
),
-- names of municipalities in the description; one that is also a common word counts only before "kommun" or "stad"
text AS (
    SELECT seen.project_id, seen.registry, seen.description AS words, coalesce(seen.country_code, registry.country_code) AS country_code
    FROM staging.current_record AS seen
    JOIN ref.registry AS registry USING (registry)
    WHERE seen.description IS NOT NULL
        AND coalesce(seen.country_code, registry.country_code) IN (SELECT country_code FROM ref.municipality)
),
word AS (
    SELECT project_id, registry, country_code, unnest(list_distinct(list_concat(
        regexp_extract_all(words, '\p{Lu}\p{Ll}+(?:-\p{Lu}\p{Ll}+)?'),
        regexp_extract_all(words, '\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+')
    ))) AS word, false AS is_sure
    FROM text
    UNION ALL
    SELECT project_id, registry, country_code, unnest(list_distinct(list_concat(
        regexp_extract_all(words, '(\p{Lu}\p{Ll}+(?:[ -]\p{Lu}\p{Ll}+)?) (?:[Kk]ommun(?:s|en|ens|er|erna)?|[Ss]tads?)\b', 1),
        regexp_extract_all(words, '(\p{Lu}\p{Ll}+) (?:[Kk]ommun(?:s|en|ens|er|erna)?|[Ss]tads?)\b', 1)
    ))), true
    FROM text
    WHERE regexp_matches(words, ' (?:[Kk]ommun|[Ss]tad)')
),
municipality AS (
    SELECT name AS word, * FROM ref.municipality
    UNION ALL
    SELECT name || 's', * FROM ref.municipality
),
named AS (
    SELECT DISTINCT word.project_id, word.registry, municipality.name AS municipality_name, municipality.nuts2_region_code AS region_code
    FROM word
    JOIN municipality ON municipality.word = word.word AND municipality.country_code = word.country_code
    WHERE word.is_sure OR (NOT municipality.is_common_word AND municipality.word = municipality.name)
),
place AS (
    SELECT project_id, registry, 1 AS place_order, 'registry_stated' AS basis, region_code, region_name_raw, is_code_printed
    FROM stated
    UNION ALL BY NAME
    SELECT project_id, registry, 2 AS place_order, 'beneficiary_address' AS basis, false AS is_code_printed, postcode, city
    FROM address
    UNION ALL BY NAME
    SELECT project_id, registry, 3 AS place_order, 'text_mentioned' AS basis, region_code, false AS is_code_printed, municipality_name
    FROM named
),
located AS (
    SELECT place.*, registry.nuts_version AS usual_version, coalesce(country.country_code, registry.country_code) AS country_code
    FROM place
    JOIN ref.registry AS registry USING (registry)
    LEFT JOIN country USING (project_id)
),
name AS (
    SELECT one_space(lower(name)) AS name_key, country_code, nuts_version, region_code, nuts_level FROM ref.region
    UNION
    SELECT one_space(lower(alias.alias)), alias.country_code, alias.nuts_version, alias.region_code, region.nuts_level
    FROM ref.region_alias AS alias
    JOIN ref.region AS region USING (region_code, nuts_version)
),
unread AS (
    SELECT DISTINCT region_name_raw, country_code, usual_version FROM located WHERE basis = 'registry_stated' AND region_code IS NULL
),
-- the name as it is; else several names in one ("Fyn, Bornholm"); else without the country behind it ("Trójmiejski, Poland"); else in parts
candidate AS (
    SELECT *, 1 AS manner, region_name_raw AS part FROM unread
    UNION
    SELECT *, 2, regexp_replace(region_name_raw, ',[^,]*$', '')
    FROM unread
    WHERE one_space(lower(regexp_extract(region_name_raw, ',([^,]*)$', 1))) IN (SELECT name_key FROM name WHERE nuts_level = 0)
    UNION
    SELECT *, 3, unnest(string_split(region_name_raw, ',')) FROM unread WHERE contains(region_name_raw, ',')
),
-- the edition the registry follows, else the newest that has the name; NUTS-2 before NUTS-3 before the larger ones
matched AS (
    SELECT candidate.*, name.region_code, name.nuts_version, name.nuts_level
    FROM candidate
    LEFT JOIN name ON name.name_key = one_space(lower(candidate.part)) AND name.country_code = candidate.country_code
    QUALIFY row_number() OVER (
        PARTITION BY candidate.region_name_raw, candidate.country_code, candidate.usual_version, candidate.manner, candidate.part
        ORDER BY name.nuts_version <> candidate.usual_version, name.nuts_level = 2 DESC, name.nuts_level = 3 DESC, name.nuts_version DESC,
            name.nuts_level DESC, name.region_code
    ) = 1
),
judged AS (
    SELECT *,
        bool_or(region_code IS NOT NULL) OVER one_manner AS is_read,
        bool_and(region_code IS NOT NULL AND nuts_level > 0) OVER one_manner AS is_read_whole
    FROM matched
    WINDOW one_manner AS (PARTITION BY region_name_raw, country_code, usual_version, manner)
),
code_of_name AS (
    SELECT region_name_raw, country_code, usual_version, CASE WHEN manner = 3 THEN trim(part) ELSE region_name_raw END AS printed_name, region_code,
        nuts_version
    FROM judged
    QUALIFY dense_rank() OVER (
        PARTITION BY region_name_raw, country_code, usual_version
        ORDER BY CASE
            WHEN manner = 1 AND is_read THEN 1
            WHEN manner = 3 AND is_read_whole THEN 2
            WHEN manner = 2 AND is_read THEN 3
            WHEN manner = 3 AND is_read THEN 4
            ELSE 4 + manner
        END
    ) = 1
),
version_of_code AS (
    SELECT wanted.region_code, wanted.usual_version, region.nuts_version
    FROM (SELECT DISTINCT region_code, usual_version FROM located WHERE basis = 'registry_stated' AND region_code IS NOT NULL) AS wanted
    JOIN ref.region AS region USING (region_code)
    QUALIFY row_number() OVER (
        PARTITION BY wanted.region_code, wanted.usual_version
        ORDER BY region.nuts_version <> wanted.usual_version, region.nuts_version DESC
    ) = 1
),
-- the longest prefix that is known; a prefix that lies in several regions says nothing
prefix AS (
    SELECT wanted.country_code, wanted.postcode, prefix.nuts2_region_code, length(prefix.prefix) AS n_digits
    FROM (SELECT DISTINCT country_code, bare_postcode(postcode) AS postcode FROM located WHERE postcode IS NOT NULL) AS wanted
    JOIN ref.postcode_region AS prefix ON prefix.country_code = wanted.country_code AND starts_with(wanted.postcode, prefix.prefix)
    JOIN ref.country AS country ON country.country_code = wanted.country_code
    -- a postcode of another form is another country's
    WHERE regexp_full_match(wanted.postcode, country.postcode_form)
    QUALIFY n_digits = max(n_digits) OVER (PARTITION BY wanted.country_code, wanted.postcode)
),
code_of_postcode AS (
    SELECT country_code, postcode, min(nuts2_region_code) AS region_code
    FROM prefix
    GROUP BY country_code, postcode
    HAVING count(DISTINCT nuts2_region_code) = 1
),
coded AS (
    SELECT
        located.* EXCLUDE (region_name_raw),
        coalesce(by_name.printed_name, located.region_name_raw) AS region_name_raw,
        CASE located.basis
            WHEN 'registry_stated' THEN coalesce(located.region_code, by_name.region_code)
            WHEN 'beneficiary_address' THEN by_postcode.region_code
            ELSE located.region_code
        END AS known_code,
        CASE
            WHEN located.basis <> 'registry_stated' THEN 2024
            WHEN located.region_code IS NOT NULL THEN by_code.nuts_version
            ELSE by_name.nuts_version
        END AS known_version
    FROM located
    LEFT JOIN version_of_code AS by_code ON by_code.region_code = located.region_code AND by_code.usual_version = located.usual_version
    LEFT JOIN code_of_name AS by_name
        ON located.region_code IS NULL
        AND by_name.region_name_raw = located.region_name_raw
        AND by_name.country_code = located.country_code
        AND by_name.usual_version = located.usual_version
    LEFT JOIN code_of_postcode AS by_postcode
        ON by_postcode.country_code = located.country_code AND by_postcode.postcode = bare_postcode(located.postcode)
)
SELECT
    coded.project_id,
    row_number() OVER (
        PARTITION BY coded.project_id
        ORDER BY coded.place_order, coded.known_code, coded.region_name_raw, coded.municipality_name
    ) AS location_no,
    coded.basis,
    coded.known_code AS region_code,
    CASE WHEN coded.known_code IS NOT NULL THEN coded.known_version END AS nuts_version,
    nuts2.region_code AS nuts2_region_code,
    coded.region_name_raw,
    coded.is_code_printed,
    coded.postcode,
    coded.city,
    coded.municipality_name,
    coded.country_code
FROM coded
LEFT JOIN ref.region AS nuts2
    ON nuts2.region_code = left(coded.known_code, 4)
    AND nuts2.nuts_version = coded.known_version
    AND nuts2.nuts_level = 2
    AND NOT nuts2.is_pseudo
