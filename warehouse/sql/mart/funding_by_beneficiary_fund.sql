-- grain: beneficiary x fund x currency; each project that counts is in exactly one row
-- source: mart.project, core.organisation, ref.registry
SELECT summed.beneficiary_id, organisation.name AS beneficiary_name, summed.fund_code, summed.currency, unnest(summed.measure)
FROM (
    SELECT
        coalesce(project.beneficiary_organisation_id, 'unknown') AS beneficiary_id,
        coalesce(project.fund_code, 'unknown') AS fund_code,
        coalesce(project.currency, registry.currency) AS currency,
        measures(
            is_main, is_listed, total_cost_amount, support_amount, eu_amount, total_cost_eur, support_eur, eu_eur, eu_cofinancing_rate_pct
        ) AS measure
    FROM (SELECT *, true AS is_main FROM mart.project WHERE is_counted) AS project
    JOIN ref.registry AS registry USING (registry)
    GROUP BY ALL
) AS summed
LEFT JOIN core.organisation AS organisation ON organisation.organisation_id = summed.beneficiary_id
