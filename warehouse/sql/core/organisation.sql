-- grain: organisation
-- source: core.participation, staging.current_value
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
-- the country beside a partner's name; a beneficiary's is that of its project
told AS (
    SELECT name.project_id, name.value AS name_raw, min(country.value) AS country_code
    FROM staging.current_value AS name
    JOIN staging.current_value AS country
        ON country.project_id = name.project_id AND country.item_no = name.item_no AND country.field = 'partner_country_code'
    WHERE name.field = 'partner_name'
    GROUP BY name.project_id, name.value
),
member AS (
    SELECT
        participation.organisation_id,
        max(participation.org_number) AS org_number,
        min(coalesce(told.country_code, CASE WHEN participation.role = 'beneficiary' THEN project.value END)) AS country_code
    FROM core.participation AS participation
    LEFT JOIN told ON told.project_id = participation.project_id AND told.name_raw = participation.name_raw
    LEFT JOIN staging.current_value AS project
        ON project.project_id = participation.project_id AND project.field = 'country_code' AND project.value_no = 1
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
