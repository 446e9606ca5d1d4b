-- grain: project that counts x region basis x region of the current NUTS edition
-- money divided to the cent: what rounding leaves goes to the main region
-- source: mart.project, core.project_region, ref.registry, ref.region
WITH project AS (
    SELECT project.* EXCLUDE (region_basis, region_code, region_name, nuts_version) REPLACE (coalesce(project.currency, registry.currency) AS currency), year(project.start_on) AS start_year
    FROM mart.project AS project
    JOIN ref.registry AS registry USING (registry)
),
part AS (
    SELECT share.project_id, share.region_basis, share.region_code, share.is_main, amount.measure, amount.amount,
        CAST(round(CAST(amount.amount AS DECIMAL(28,2)) * share.weight, 2) AS DECIMAL(18,2)) AS rounded_amount
    FROM core.project_region AS share
    JOIN (
        UNPIVOT (
            SELECT project_id, total_cost_amount, support_amount, eu_amount, total_cost_eur, support_eur, eu_eur FROM project
        ) ON COLUMNS(* EXCLUDE (project_id)) INTO NAME measure VALUE amount
    ) AS amount USING (project_id)
    WHERE share.weight < 1
),
settled AS (
    SELECT project_id, region_basis, region_code, measure,
        CASE
            WHEN is_main THEN CAST(amount - (sum(rounded_amount) OVER (PARTITION BY project_id, region_basis, measure) - rounded_amount) AS DECIMAL(18,2))
            ELSE rounded_amount
        END AS amount
    FROM part
),
divided AS (
    SELECT project_id, region_basis, region_code,
        max(amount) FILTER (WHERE measure = 'total_cost_amount') AS total_cost_amount,
        max(amount) FILTER (WHERE measure = 'support_amount') AS support_amount,
        max(amount) FILTER (WHERE measure = 'eu_amount') AS eu_amount,
        max(amount) FILTER (WHERE measure = 'total_cost_eur') AS total_cost_eur,
        max(amount) FILTER (WHERE measure = 'support_eur') AS support_eur,
        max(amount) FILTER (WHERE measure = 'eu_eur') AS eu_eur
    FROM settled
    GROUP BY project_id, region_basis, region_code
),
placed AS (
    SELECT share.*, project.* EXCLUDE (project_id)
    FROM core.project_region AS share
    JOIN project USING (project_id)
    WHERE share.weight = 1
    UNION ALL BY NAME
    SELECT share.*, project.* EXCLUDE (project_id, total_cost_amount, support_amount, eu_amount,
        total_cost_eur, support_eur, eu_eur), divided.* EXCLUDE (project_id, region_basis, region_code)
    FROM core.project_region AS share
    JOIN project USING (project_id)
    LEFT JOIN divided USING (project_id, region_basis, region_code)
    WHERE share.weight < 1
)
SELECT
    placed.project_id,
    placed.registry,
    placed.region_basis,
    placed.region_code,
    CASE WHEN region.nuts_level = 0 THEN region.name || ', no one region' ELSE coalesce(region.name, 'Unallocated') END AS region_name,
    placed.nuts_version,
    placed.weight,
    placed.is_main,
    placed.country_code,
    placed.fund_code,
    placed.programme_cci,
    placed.start_year,
    placed.currency,
    placed.total_cost_amount,
    placed.support_amount,
    placed.eu_amount,
    placed.total_cost_eur,
    placed.support_eur,
    placed.eu_eur,
    placed.eu_cofinancing_rate_pct,
    placed.is_listed
FROM placed
LEFT JOIN ref.region AS region ON region.region_code = placed.region_code AND region.nuts_version = placed.nuts_version
