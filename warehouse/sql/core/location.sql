-- grain: project x place stated for it
-- source: staging.current_value, ref.registry, ref.region, ref.region_alias
WITH printed AS (
    SELECT project_id, registry, field, value, min(value_no) AS value_no, count(*) OVER (PARTITION BY project_id) AS n_printed
    FROM staging.current_value
    WHERE field IN ('nuts_code', 'region_name')
    GROUP BY project_id, registry, field, value
),
name AS (
    SELECT region.name, region.country_code, region.nuts_version, region.nuts_code
    FROM ref.region AS region
    UNION
    SELECT alias.alias, alias.country_code, region.nuts_version, alias.nuts_code
    FROM ref.region_alias AS alias
    JOIN ref.region AS region USING (nuts_code)
),
code_of_name AS (
    SELECT lower(name) AS name, country_code, nuts_version, min(nuts_code) AS nuts_code
    FROM name
    GROUP BY ALL
),
-- a printed code says where; the printed name goes with it when there is one of each, and stands in for it when there is none
stated AS (
    SELECT code.project_id, code.registry, code.value AS nuts_code, name.value AS region_name_raw, true AS is_code_printed, code.value_no
    FROM printed AS code
    LEFT JOIN printed AS name
        ON name.project_id = code.project_id AND name.field = 'region_name' AND name.n_printed = 2
    WHERE code.field = 'nuts_code'
    UNION ALL
    SELECT name.project_id, name.registry, code_of_name.nuts_code, name.value, false, name.value_no
    FROM printed AS name
    JOIN ref.registry AS registry USING (registry)
    LEFT JOIN code_of_name
        ON code_of_name.name = lower(trim(name.value))
        AND code_of_name.country_code = registry.country_code
        AND code_of_name.nuts_version = registry.nuts_version
    WHERE name.field = 'region_name'
        AND NOT EXISTS (SELECT 1 FROM printed AS code WHERE code.project_id = name.project_id AND code.field = 'nuts_code')
),
address AS (
    SELECT
        project_id,
        registry,
        max(value) FILTER (WHERE field = 'beneficiary_postcode') AS postcode,
        max(value) FILTER (WHERE field = 'beneficiary_city') AS city
    FROM staging.current_value
    WHERE field IN ('beneficiary_postcode', 'beneficiary_city') AND value_no = 1
    GROUP BY project_id, registry
),
place AS (
    SELECT project_id, registry, 1 AS place_order, value_no, 'registry_stated' AS basis, nuts_code, region_name_raw, is_code_printed,
        NULL AS postcode, NULL AS city
    FROM stated
    UNION ALL BY NAME
    SELECT project_id, registry, 2 AS place_order, 1 AS value_no, 'beneficiary_address' AS basis, false AS is_code_printed, postcode, city
    FROM address
)
SELECT
    place.project_id,
    row_number() OVER (PARTITION BY place.project_id ORDER BY place.place_order, place.value_no, place.nuts_code, place.region_name_raw) AS location_no,
    place.basis,
    place.nuts_code,
    CASE WHEN place.nuts_code IS NOT NULL THEN registry.nuts_version END AS nuts_version,
    nuts2.nuts_code AS nuts2_code,
    place.region_name_raw,
    place.is_code_printed,
    place.postcode,
    place.city,
    coalesce(stated_country.value, registry.country_code) AS country_code
FROM place
JOIN ref.registry AS registry USING (registry)
LEFT JOIN staging.current_value AS stated_country
    ON stated_country.project_id = place.project_id AND stated_country.field = 'country_code' AND stated_country.value_no = 1
LEFT JOIN ref.region AS nuts2
    ON nuts2.nuts_code = left(place.nuts_code, 4) AND nuts2.nuts_version = registry.nuts_version AND nuts2.nuts_level = 2
