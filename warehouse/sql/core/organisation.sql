-- grain: organisation
-- source: core.participation, staging.organisation_number, ref.registry, ref.organisation_scheme
WITH member AS (
    SELECT participation.*, registry.registry, registry.country_code AS register_country
    FROM core.participation AS participation
    JOIN ref.registry AS registry ON registry.registry = split_part(participation.project_id, ':', 1)
),
usual AS (
    SELECT organisation_id, name_raw
    FROM member
    WHERE name_raw IS NOT NULL
    GROUP BY organisation_id, name_raw
    QUALIFY row_number() OVER (PARTITION BY organisation_id ORDER BY count(*) DESC, name_raw) = 1
),
known AS (
    SELECT
        organisation_id,
        max(org_number) AS org_number,
        min(country_code) AS country_code,
        count(DISTINCT project_id) AS n_projects,
        count(DISTINCT registry) AS n_registries
    FROM member
    GROUP BY organisation_id
),
judged AS (
    SELECT member.organisation_id, bool_or(number.is_valid) AS is_valid
    FROM member
    JOIN staging.organisation_number AS number ON number.country_code = member.register_country AND number.org_number = member.org_number
    GROUP BY member.organisation_id
)
SELECT
    known.organisation_id,
    usual.name_raw AS name,
    name_key(usual.name_raw) AS name_normalised,
    known.org_number,
    CASE
        WHEN split_part(known.organisation_id, ':', 1) IN (SELECT org_number_scheme FROM ref.organisation_scheme)
            THEN split_part(known.organisation_id, ':', 1)
    END AS org_number_scheme,
    judged.is_valid AS is_org_number_valid,
    known.country_code,
    known.n_projects,
    known.n_registries
FROM known
LEFT JOIN usual USING (organisation_id)
LEFT JOIN judged USING (organisation_id)
