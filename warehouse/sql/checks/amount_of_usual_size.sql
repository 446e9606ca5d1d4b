-- severity: warning
-- table: core.funding
-- rules: R-FIN-11
-- description: no amount is 1,000 times above or below the median of its registry, kind, source and currency (of 20 amounts or more)
WITH usual AS (
    SELECT project.registry, funding.kind, funding.source, funding.currency, median(funding.amount) AS median_amount
    FROM core.funding AS funding
    JOIN core.project AS project USING (project_id)
    WHERE funding.amount > 0
    GROUP BY ALL
    HAVING count(*) >= 20
)
SELECT funding.project_id, funding.kind, funding.source, funding.amount, funding.currency, usual.median_amount
FROM core.funding AS funding
JOIN core.project AS project USING (project_id)
JOIN usual USING (registry, kind, source, currency)
WHERE funding.amount > 1000 * usual.median_amount OR funding.amount * 1000 < usual.median_amount
