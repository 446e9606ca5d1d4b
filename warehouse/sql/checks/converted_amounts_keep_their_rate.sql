-- severity: error
-- table: core.funding
-- rules: R-CUR-04
-- description: an amount in euro is the stated one, or the amount at the rate that stands beside it; another currency is never taken for euro
SELECT project_id, line_no, field, amount, currency, amount_eur, fx_rate, fx_period, fx_basis
FROM core.funding
WHERE CASE
    WHEN currency = 'EUR' THEN amount_eur IS DISTINCT FROM amount OR fx_basis <> 'same_currency' OR fx_rate IS NOT NULL
    WHEN amount_eur IS NULL THEN fx_basis NOT IN ('no_date', 'no_rate')
    ELSE coalesce(
        fx_basis NOT IN ('start_month', 'start_year', 'fixed')
        OR fx_period IS NULL
        OR abs(amount_eur * fx_rate - amount) > 0.0051 * fx_rate
        OR (amount_eur = amount AND abs(fx_rate - 1) > 0.01 AND amount > 1),
        true
    )
END
