-- grain: project x organisation x role
-- an organisation is known by its number where that is a valid one, else by its name within the registry
-- source: staging.current_record, staging.organisation_number, ref.registry
WITH beneficiary AS (
    SELECT project_id, registry, 'beneficiary' AS role, beneficiary_name AS name_raw, beneficiary_org_number AS org_number, country_code,
        CAST(NULL AS VARCHAR) AS region_name_raw, 0 AS item_no
    FROM staging.current_record
    WHERE beneficiary_name IS NOT NULL OR beneficiary_org_number IS NOT NULL
),
member AS (
    SELECT project_id, registry, unnest(partner_items, recursive := true) FROM staging.current_record
),
-- a partner may have several roles, separated by commas; without a stated one it is a partner
partner AS (
    SELECT project_id, registry, unnest(list_transform(string_split(coalesce(role, 'partner'), ','), lambda each: trim(each))) AS role,
        name AS name_raw, CAST(NULL AS VARCHAR) AS org_number, country_code, region_name AS region_name_raw, item_no
    FROM member
    WHERE name IS NOT NULL
),
named AS (
    SELECT * FROM beneficiary
    UNION ALL BY NAME
    SELECT * FROM partner
),
identified AS (
    SELECT
        named.*,
        CASE
            WHEN number.is_valid THEN number.scheme || ':' || named.org_number
            -- the owner named again among the partners, without its number
            WHEN owner.is_valid AND upper(trim(named.name_raw)) = upper(trim(beneficiary.name_raw)) THEN owner.scheme || ':' || beneficiary.org_number
            WHEN named.name_raw IS NOT NULL THEN named.registry || ':name-' || left(sha256(upper(trim(named.name_raw))), 12)
            ELSE named.registry || ':number-' || named.org_number
        END AS organisation_id
    FROM named
    JOIN ref.registry AS registry USING (registry)
    LEFT JOIN staging.organisation_number AS number
        ON number.country_code = registry.country_code AND number.org_number = named.org_number
    LEFT JOIN beneficiary USING (project_id)
    LEFT JOIN staging.organisation_number AS owner
        ON owner.country_code = registry.country_code AND owner.org_number = beneficiary.org_number
)
SELECT
    project_id,
    organisation_id,
    role,
    min(name_raw) AS name_raw,
    min(org_number) AS org_number,
    min(country_code) AS country_code,
    min(region_name_raw) AS region_name_raw,
    min(item_no) AS item_no
FROM identified
GROUP BY project_id, organisation_id, role
