-- severity: error
-- table: core.funding
-- rules: R-DRF-06
-- needs: previous
-- description: no median amount (of 20 or more, by registry, kind, source and currency) is more than twice or less than half of the last publication's
WITH now AS (
    SELECT project.registry, funding.kind, funding.source, funding.currency, median(funding.amount) AS median_amount
    FROM core.funding AS funding JOIN core.project AS project USING (project_id)
    GROUP BY ALL
    HAVING count(*) >= 20
),
before AS (
    SELECT project.registry, funding.kind, funding.source, funding.currency, median(funding.amount) AS median_amount
    FROM previous.core.funding AS funding JOIN previous.core.project AS project USING (project_id)
    GROUP BY ALL
    HAVING count(*) >= 20
)
SELECT registry, kind, source, currency, before.median_amount AS median_before_amount, now.median_amount
FROM now
JOIN before USING (registry, kind, source, currency)
WHERE now.median_amount > 2 * before.median_amount OR now.median_amount < before.median_amount / 2
