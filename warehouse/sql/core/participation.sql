-- grain: project x organisation x role
-- source: staging.current_value, ref.registry
WITH beneficiary AS (
    SELECT
        project_id,
        registry,
        max(value) FILTER (WHERE field = 'beneficiary_name') AS name_raw,
        max(value) FILTER (WHERE field = 'beneficiary_org_number') AS org_number
    FROM staging.current_value
    WHERE field IN ('beneficiary_name', 'beneficiary_org_number') AND value_no = 1
    GROUP BY project_id, registry
)
SELECT
    beneficiary.project_id,
    CASE
        WHEN beneficiary.org_number IS NULL
            THEN beneficiary.registry || ':name-' || left(sha256(upper(trim(beneficiary.name_raw))), 12)
        ELSE CASE registry.country_code
            WHEN 'SE' THEN 'SE-ORGNR'
            WHEN 'NO' THEN 'NO-ORGNR'
            WHEN 'DK' THEN 'DK-CVR'
            WHEN 'FI' THEN 'FI-YTUNNUS'
            ELSE beneficiary.registry
        END || ':' || beneficiary.org_number
    END AS organisation_id,
    'beneficiary' AS role,
    beneficiary.name_raw,
    beneficiary.org_number
FROM beneficiary
JOIN ref.registry AS registry USING (registry)
