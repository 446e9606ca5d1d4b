-- severity: warning
-- table: core.funding
-- rules: R-CUR-02
-- description: amounts are in the registry's currency or in euro; those of territorial cooperation also in kroner
SELECT project.registry, funding.currency, registry.currency AS usual_currency, count(*) AS n_amounts, min(funding.project_id) AS for_example
FROM core.funding AS funding
JOIN core.project AS project USING (project_id)
JOIN ref.registry AS registry USING (registry)
WHERE registry.authority = 'registry' AND funding.currency NOT IN (registry.currency, 'EUR')
    AND NOT (registry.is_interreg AND funding.currency IN ('SEK', 'NOK', 'DKK'))
GROUP BY ALL
