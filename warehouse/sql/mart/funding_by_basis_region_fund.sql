-- grain: region basis x region bucket x fund x currency; each project that counts is in each basis once
-- registries that repeat what others publish (Kohesio, mirrors) are left out: their projects would be counted twice
-- source: mart.project, core.project_region, ref.registry, ref.region
WITH project AS (
    SELECT project.* EXCLUDE (region_basis, region_code, region_name, nuts_version), coalesce(project.currency, registry.currency) AS bucket_currency
    FROM mart.project AS project
    JOIN ref.registry AS registry USING (registry)
    WHERE project.is_counted
),
whole AS (
    SELECT share.region_basis, share.region_code, share.nuts_version, share.is_main, project.fund_code, project.bucket_currency, project.is_listed,
        project.eu_cofinancing_rate_pct, project.total_cost_amount, project.support_amount, project.eu_amount, project.total_cost_eur,
        project.support_eur, project.eu_eur
    FROM core.project_region AS share
    JOIN project USING (project_id)
    WHERE share.weight = 1
),
-- money divided to the cent: what rounding leaves goes to the main region
part AS (
    SELECT share.project_id, share.region_basis, share.region_code, share.nuts_version, share.is_main, share.weight, amount.measure, amount.amount,
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
    SELECT share.region_basis, share.region_code, share.nuts_version, share.is_main, project.fund_code, project.bucket_currency, project.is_listed,
        project.eu_cofinancing_rate_pct,
        max(settled.amount) FILTER (WHERE settled.measure = 'total_cost_amount') AS total_cost_amount,
        max(settled.amount) FILTER (WHERE settled.measure = 'support_amount') AS support_amount,
        max(settled.amount) FILTER (WHERE settled.measure = 'eu_amount') AS eu_amount,
        max(settled.amount) FILTER (WHERE settled.measure = 'total_cost_eur') AS total_cost_eur,
        max(settled.amount) FILTER (WHERE settled.measure = 'support_eur') AS support_eur,
        max(settled.amount) FILTER (WHERE settled.measure = 'eu_eur') AS eu_eur
    FROM core.project_region AS share
    JOIN project USING (project_id)
    LEFT JOIN settled USING (project_id, region_basis, region_code)
    WHERE share.weight < 1
    GROUP BY share.project_id, share.region_basis, share.region_code, share.nuts_version, share.is_main, project.fund_code, project.bucket_currency,
        project.is_listed, project.eu_cofinancing_rate_pct
),
placed AS (
    SELECT * FROM whole
    UNION ALL BY NAME
    SELECT * FROM divided
),
summed AS (
    SELECT region_basis, region_code, nuts_version, coalesce(fund_code, 'unknown') AS fund_code, bucket_currency AS currency, measures(
        is_main, is_listed, total_cost_amount, support_amount, eu_amount, total_cost_eur, support_eur, eu_eur, eu_cofinancing_rate_pct
    ) AS measure
    FROM placed
    GROUP BY region_basis, region_code, nuts_version, coalesce(fund_code, 'unknown'), bucket_currency
)
SELECT summed.region_basis, summed.region_code, coalesce(region.name, 'Unallocated') AS region_name, summed.nuts_version, summed.fund_code,
    summed.currency, unnest(summed.measure)
FROM summed
LEFT JOIN ref.region AS region ON region.nuts_code = summed.region_code AND region.nuts_version = summed.nuts_version
