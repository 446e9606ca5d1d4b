-- severity: error
-- table: staging.observation
-- rules: R-FIN-16, R-FIN-17
-- description: a share that is the applicant's own is not read as the Union's rate, nor money of Union and state together, or of all, as the Union's amount
SELECT registry, field, label, count(*) AS n_values, min(canonical_url) AS for_example
FROM staging.observation
WHERE method = 'label' AND label IS NOT NULL AND field IN ('eu_cofinancing_rate_pct', 'eu_contribution')
GROUP BY registry, field, label
HAVING CASE field
    WHEN 'eu_cofinancing_rate_pct' THEN regexp_matches(lower(label), 'medfinans') AND NOT regexp_matches(lower(label), 'union|\beu\b|\beu-')
    ELSE regexp_matches(lower(label), 'valtion|statlig|nasjonal|nationell|medfinans|offentlig|beviljat esf|^total')
END
