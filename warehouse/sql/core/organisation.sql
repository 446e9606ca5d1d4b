-- grain: organisation
-- source: core.participation, staging.current_value, ref.registry
WITH named AS (
    SELECT organisation_id, name_raw, count(*) AS n_projects
    FROM core.participation
    WHERE name_raw IS NOT NULL
    GROUP BY organisation_id, name_raw
),
usual AS (
    SELECT organisation_id, name_raw
    FROM named
    QUALIFY row_number() OVER (PARTITION BY organisation_id ORDER BY n_projects DESC, name_raw) = 1
),
member AS (
    SELECT participation.organisation_id, max(participation.org_number) AS org_number, min(registry.country_code) AS country_code
    FROM core.participation AS participation
    JOIN (SELECT DISTINCT project_id, registry FROM staging.current_value) AS project USING (project_id)
    JOIN ref.registry AS registry USING (registry)
    GROUP BY participation.organisation_id
)
SELECT
    member.organisation_id,
    usual.name_raw AS name,
    member.org_number,
    CASE
        WHEN member.org_number IS NULL THEN NULL
        WHEN split_part(member.organisation_id, ':', 1) IN ('SE-ORGNR', 'NO-ORGNR', 'DK-CVR', 'FI-YTUNNUS')
            THEN split_part(member.organisation_id, ':', 1)
    END AS org_number_scheme,
    member.country_code
FROM member
LEFT JOIN usual USING (organisation_id)
