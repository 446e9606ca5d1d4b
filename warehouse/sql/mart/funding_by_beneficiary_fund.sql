-- grain: beneficiary x fund x currency; each project that counts is in exactly one row
-- source: mart.project, core.organisation, ref.registry
WITH seat AS (
    SELECT beneficiary_organisation_id, beneficiary_region_code, beneficiary_region_name
    FROM mart.project
    WHERE beneficiary_region_code IS NOT NULL
    GROUP BY beneficiary_organisation_id, beneficiary_region_code, beneficiary_region_name
    QUALIFY row_number() OVER (PARTITION BY beneficiary_organisation_id ORDER BY count(*) DESC, beneficiary_region_code) = 1
)
SELECT
    summed.beneficiary_id,
    organisation.name AS beneficiary_name,
    organisation.org_number,
    organisation.country_code,
    seat.beneficiary_region_code,
    seat.beneficiary_region_name,
    summed.registries,
    summed.fund_code,
    summed.currency,
    unnest(summed.measure)
FROM (
    SELECT
        coalesce(project.beneficiary_organisation_id, 'unknown') AS beneficiary_id,
        project.fund_code,
        coalesce(project.currency, registry.currency) AS currency,
        string_agg(DISTINCT project.registry, ',' ORDER BY project.registry) AS registries,
        measures(
            is_main, is_listed, total_cost_amount, support_amount, eu_amount, total_cost_eur, support_eur, eu_eur, eu_cofinancing_rate_pct
        ) AS measure
    FROM (SELECT *, true AS is_main FROM mart.project) AS project
    JOIN ref.registry AS registry USING (registry)
    GROUP BY ALL
) AS summed
LEFT JOIN core.organisation AS organisation ON organisation.organisation_id = summed.beneficiary_id
LEFT JOIN seat ON seat.beneficiary_organisation_id = summed.beneficiary_id
