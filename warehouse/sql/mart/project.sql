-- grain: project
-- source: core.project, core.project_version, core.participation, core.location, core.funding, core.classification, ref.registry, ref.programme, ref.region
WITH region AS (
    SELECT location.project_id, min(location.nuts2_code) AS nuts2_code, min(location.nuts_version) AS nuts_version
    FROM core.location AS location
    WHERE location.basis = 'registry_stated' AND location.nuts2_code IS NOT NULL
    GROUP BY location.project_id
    HAVING count(DISTINCT location.nuts2_code) = 1
),
stated AS (
    SELECT project_id, string_agg(DISTINCT nuts_code, ',' ORDER BY nuts_code) AS nuts_code,
        string_agg(DISTINCT region_name_raw, ', ' ORDER BY region_name_raw) AS region_name_raw
    FROM core.location
    WHERE basis = 'registry_stated'
    GROUP BY project_id
),
address AS (
    SELECT project_id, min(postcode) AS postcode, min(city) AS city
    FROM core.location
    WHERE basis = 'beneficiary_address'
    GROUP BY project_id
),
beneficiary AS (
    SELECT project_id, organisation_id, name_raw
    FROM core.participation
    WHERE role = 'beneficiary'
    QUALIFY row_number() OVER (PARTITION BY project_id ORDER BY organisation_id) = 1
),
money AS (
    SELECT
        project_id,
        sum(amount) FILTER (WHERE kind = 'total_cost' AND source = 'total') AS total_cost_amount,
        sum(amount) FILTER (WHERE kind = 'support' AND source = 'EU+national') AS support_amount,
        sum(amount) FILTER (WHERE kind = 'support' AND source = 'EU') AS eu_amount,
        min(currency) AS currency
    FROM core.funding
    WHERE source IN ('total', 'EU+national', 'EU') AND stage <> 'paid'
    GROUP BY project_id
),
field AS (
    SELECT project_id, string_agg(code, ',' ORDER BY code) AS intervention_field_codes_raw
    FROM core.classification
    WHERE scheme LIKE 'intervention_field%'
    GROUP BY project_id
),
version AS (
    SELECT project_id, count(*) AS n_versions, max(valid_from) AS changed_at
    FROM core.project_version
    GROUP BY project_id
)
SELECT
    project.*,
    registry.title AS registry_title,
    programme.title AS programme_title,
    beneficiary.name_raw AS beneficiary_name,
    beneficiary.organisation_id AS beneficiary_organisation_id,
    address.postcode AS beneficiary_postcode,
    address.city AS beneficiary_city,
    coalesce(region.nuts2_code, 'unallocated') AS region_code,
    coalesce(nuts.name, 'Unallocated') AS region_name,
    CASE WHEN region.nuts2_code IS NULL THEN 'none' ELSE 'registry_stated' END AS region_basis,
    region.nuts_version,
    stated.nuts_code,
    stated.region_name_raw,
    money.total_cost_amount,
    money.support_amount,
    money.eu_amount,
    money.currency,
    field.intervention_field_codes_raw,
    version.n_versions,
    version.changed_at
FROM core.project AS project
JOIN ref.registry AS registry USING (registry)
JOIN version USING (project_id)
LEFT JOIN ref.programme AS programme USING (programme_cci)
LEFT JOIN beneficiary USING (project_id)
LEFT JOIN address USING (project_id)
LEFT JOIN region USING (project_id)
LEFT JOIN stated USING (project_id)
LEFT JOIN ref.region AS nuts ON nuts.nuts_code = region.nuts2_code AND nuts.nuts_version = region.nuts_version
LEFT JOIN money USING (project_id)
LEFT JOIN field USING (project_id)
