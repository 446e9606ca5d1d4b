-- severity: error
-- table: core.funding
-- rules: R-CUR-06
-- description: the exchange rate used is that of ref.exchange_rate for the month of the start, or its year where the start is no more exact
SELECT funding.project_id, funding.line_no, funding.currency, funding.fx_period, funding.fx_rate, project.start_on, project.start_precision, rate.rate AS rate_of_period
FROM core.funding AS funding
JOIN core.project AS project USING (project_id)
LEFT JOIN ref.exchange_rate AS rate ON rate.currency = funding.currency AND rate.period = funding.fx_period
WHERE funding.fx_rate IS NOT NULL
    AND (
        funding.fx_rate IS DISTINCT FROM rate.rate
        OR funding.fx_period IS DISTINCT FROM left(CAST(project.start_on AS VARCHAR), CASE WHEN project.start_precision IN ('term', 'year') THEN 4 ELSE 7 END)
    )
