-- grain: project x organisation x role
-- source: staging.current_value, ref.registry
WITH beneficiary AS (
    SELECT
        project_id,
        registry,
        'beneficiary' AS role,
        max(value) FILTER (WHERE field = 'beneficiary_name') AS name_raw,
        max(value) FILTER (WHERE field = 'beneficiary_org_number') AS org_number
    FROM staging.current_value
    WHERE field IN ('beneficiary_name', 'beneficiary_org_number') AND value_no = 1
    GROUP BY project_id, registry
),
-- a partner may have several roles, separated by commas; without a stated one it is a partner
partner AS (
    SELECT name.project_id, name.registry, unnest(string_split(coalesce(role.value, 'partner'), ',')) AS role, name.value AS name_raw,
        CAST(NULL AS VARCHAR) AS org_number
    FROM staging.current_value AS name
    LEFT JOIN staging.current_value AS role
        ON role.project_id = name.project_id AND role.field = 'partner_role' AND role.item_no = name.item_no
    WHERE name.field = 'partner_name'
),
named AS (
    SELECT * FROM beneficiary
    UNION ALL BY NAME
    SELECT * FROM partner
),
identified AS (
    SELECT
        named.project_id,
        CASE
            WHEN named.org_number IS NULL
                THEN named.registry || ':name-' || left(sha256(upper(trim(named.name_raw))), 12)
            ELSE CASE registry.country_code
                WHEN 'SE' THEN 'SE-ORGNR'
                WHEN 'NO' THEN 'NO-ORGNR'
                WHEN 'DK' THEN 'DK-CVR'
                WHEN 'FI' THEN 'FI-YTUNNUS'
                ELSE named.registry
            END || ':' || named.org_number
        END AS organisation_id,
        named.role,
        named.name_raw,
        named.org_number
    FROM named
    JOIN ref.registry AS registry USING (registry)
)
SELECT project_id, organisation_id, role, min(name_raw) AS name_raw, min(org_number) AS org_number
FROM identified
GROUP BY project_id, organisation_id, role
