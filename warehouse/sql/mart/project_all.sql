-- grain: project
-- source: core.project, core.project_version, core.participation, core.project_region, core.location, core.funding, core.classification, core.project_link, staging.description, ref.registry, ref.programme, ref.region
WITH slice_project AS NOT MATERIALIZED (
    SELECT * EXCLUDE (derived_fields), string_split(coalesce(derived_fields, ''), ',') AS derived FROM core.project WHERE in_slice(project_id)
),
slice_description AS NOT MATERIALIZED (SELECT * FROM staging.description WHERE in_slice(project_id)),
slice_project_version AS NOT MATERIALIZED (SELECT * FROM core.project_version WHERE in_slice(project_id)),
slice_participation AS NOT MATERIALIZED (SELECT * FROM core.participation WHERE in_slice(project_id)),
slice_project_region AS NOT MATERIALIZED (SELECT * FROM core.project_region WHERE in_slice(project_id)),
slice_location AS NOT MATERIALIZED (SELECT * FROM core.location WHERE in_slice(project_id)),
slice_funding AS NOT MATERIALIZED (SELECT * FROM core.funding WHERE in_slice(project_id)),
slice_classification AS NOT MATERIALIZED (SELECT * FROM core.classification WHERE in_slice(project_id)),
stated AS (
    SELECT project_id, string_agg(DISTINCT region_code, ',' ORDER BY region_code) AS stated_region_code,
        string_agg(DISTINCT region_name_raw, ', ' ORDER BY region_name_raw) AS region_name_raw
    FROM slice_location AS location
    WHERE basis = 'registry_stated'
    GROUP BY project_id
),
address AS (
    SELECT project_id, min(postcode) AS postcode, min(city) AS city
    FROM slice_location AS location
    WHERE basis = 'beneficiary_address'
    GROUP BY project_id
),
region AS (
    SELECT
        project_id,
        max(region_code) FILTER (WHERE region_basis = 'registry_stated') AS region_code,
        max(nuts_version) FILTER (WHERE region_basis = 'registry_stated') AS nuts_version,
        max(weight) FILTER (WHERE region_basis = 'registry_stated') AS region_weight,
        max(nuts_version) FILTER (WHERE region_basis = 'beneficiary_address') AS beneficiary_nuts_version,
        nullif(max(region_code) FILTER (WHERE region_basis = 'beneficiary_address'), 'unallocated') AS beneficiary_region_code
    FROM slice_project_region AS project_region
    WHERE is_main
    GROUP BY project_id
),
beneficiary AS (
    SELECT project_id, arg_min(organisation_id, organisation_id) AS organisation_id, arg_min(name_raw, organisation_id) AS name_raw,
        arg_min(org_number, organisation_id) AS org_number
    FROM slice_participation AS participation
    WHERE role = 'beneficiary'
    GROUP BY project_id
),
member AS (
    SELECT project_id, count(DISTINCT organisation_id) AS n_organisations, count(DISTINCT country_code) AS n_countries
    FROM slice_participation AS participation
    GROUP BY project_id
),
money AS (
    SELECT
        project_id,
        sum(amount) FILTER (WHERE field = 'total_cost') AS total_cost_amount,
        sum(amount) FILTER (WHERE field = 'support_amount') AS support_amount,
        sum(amount) FILTER (WHERE field = 'eu_contribution') AS eu_amount,
        sum(amount_eur) FILTER (WHERE field = 'total_cost') AS total_cost_eur,
        sum(amount_eur) FILTER (WHERE field = 'support_amount') AS support_eur,
        sum(amount_eur) FILTER (WHERE field = 'eu_contribution') AS eu_eur,
        min(currency) AS currency
    FROM slice_funding AS funding
    WHERE is_summed
    GROUP BY project_id
),
classified AS (
    SELECT project_id, string_agg(code, ',' ORDER BY code) AS intervention_field_codes_raw
    FROM slice_classification AS classification
    WHERE scheme LIKE 'intervention_field%'
    GROUP BY project_id
),
version AS (
    SELECT project_id, count(*) AS n_versions, max(valid_from) AS changed_at
    FROM slice_project_version AS project_version
    GROUP BY project_id
),
link AS (
    SELECT project_id, count(DISTINCT other_id) AS n_links
    FROM (
        SELECT project_id, other_id FROM core.project_link
        UNION ALL
        SELECT other_id, project_id FROM core.project_link WHERE other_kind = 'project'
    )
    GROUP BY project_id
),
joined AS (
    SELECT
        project.* EXCLUDE (derived, fund_code),
        coalesce(project.fund_code, 'unknown') AS fund_code,
        description.description,
        registry.title AS registry_title,
        registry.authority = 'registry' AS is_counted,
        programme.title AS programme_title,
        registry.is_interreg OR coalesce(substr(project.programme_cci, 5, 2) = 'TC', false) AS is_interreg,
        beneficiary.name_raw AS beneficiary_name,
        beneficiary.organisation_id AS beneficiary_organisation_id,
        beneficiary.org_number AS beneficiary_org_number,
        address.postcode AS beneficiary_postcode,
        address.city AS beneficiary_city,
        region.beneficiary_region_code,
        seat.name AS beneficiary_region_name,
        coalesce(member.n_organisations, 0) AS n_organisations,
        coalesce(member.n_countries, 0) AS n_countries,
        region.region_code,
        CASE WHEN nuts.nuts_level = 0 THEN nuts.name || ', no one region' ELSE coalesce(nuts.name, 'Unallocated') END AS region_name,
        'registry_stated' AS region_basis,
        region.nuts_version,
        region.region_weight,
        stated.stated_region_code,
        stated.region_name_raw,
        money.total_cost_amount,
        money.support_amount,
        money.eu_amount,
        money.currency,
        money.total_cost_eur,
        money.support_eur,
        money.eu_eur,
        CASE WHEN money.total_cost_amount > 0 THEN CAST(round(100.0 * money.eu_amount / money.total_cost_amount, 4) AS DECIMAL(18,4)) END AS computed_rate,
        CASE WHEN money.total_cost_amount > 0 THEN CAST(round(100.0 * money.support_amount / money.total_cost_amount, 4) AS DECIMAL(18,4)) END AS support_rate,
        classified.intervention_field_codes_raw,
        version.n_versions,
        version.changed_at,
        coalesce(link.n_links, 0) AS n_links,
        -- a fund or a country that follows from a rule of ours is known, but not published
        project.fund_code IS NOT NULL AND NOT list_contains(derived, 'fund_code') AS has_fund,
        project.country_code IS NOT NULL AND NOT list_contains(derived, 'country_code') AS has_country
    FROM slice_project AS project
    JOIN ref.registry AS registry USING (registry)
    JOIN version USING (project_id)
    JOIN region USING (project_id)
    LEFT JOIN slice_description AS description USING (project_id)
    LEFT JOIN ref.programme AS programme USING (programme_cci)
    LEFT JOIN beneficiary USING (project_id)
    LEFT JOIN member USING (project_id)
    LEFT JOIN address USING (project_id)
    LEFT JOIN stated USING (project_id)
    LEFT JOIN ref.region AS nuts ON nuts.region_code = region.region_code AND nuts.nuts_version = region.nuts_version
    LEFT JOIN ref.region AS seat ON seat.region_code = region.beneficiary_region_code AND seat.nuts_version = region.beneficiary_nuts_version
    LEFT JOIN money USING (project_id)
    LEFT JOIN classified USING (project_id)
    LEFT JOIN link USING (project_id)
),
scored AS (
    SELECT
        *,
        list_filter([
            CASE WHEN beneficiary_name IS NULL THEN 'a' END,
            CASE WHEN title IS NULL THEN 'd' END,
            CASE WHEN description IS NULL THEN 'e' END,
            CASE WHEN start_on IS NULL THEN 'f' END,
            CASE WHEN end_on IS NULL THEN 'g' END,
            CASE WHEN total_cost_amount IS NULL THEN 'h' END,
            CASE WHEN NOT has_fund THEN 'i' END,
            CASE WHEN specific_objective_code IS NULL AND specific_objective_name IS NULL THEN 'j' END,
            CASE WHEN eu_cofinancing_rate_pct IS NULL THEN 'k' END,
            CASE WHEN stated_region_code IS NULL AND region_name_raw IS NULL AND beneficiary_postcode IS NULL THEN 'l' END,
            CASE WHEN NOT has_country THEN 'm' END,
            CASE WHEN intervention_field_codes_raw IS NULL THEN 'n' END
        ], lambda letter: letter IS NOT NULL) AS missing
    FROM joined
)
SELECT
    * EXCLUDE (missing, computed_rate, support_rate, has_fund, has_country),
    -- a rate that cannot be one is shown by the check amounts_in_order, not here
    CASE WHEN computed_rate BETWEEN 0 AND 100 THEN CAST(computed_rate AS DECIMAL(7,4)) END AS computed_eu_rate_pct,
    CASE WHEN support_rate BETWEEN 0 AND 100 THEN CAST(support_rate AS DECIMAL(7,4)) END AS computed_support_rate_pct,
    12 - length(missing) AS n_article_items,
    nullif(array_to_string(missing, ','), '') AS article_items_missing
FROM scored
