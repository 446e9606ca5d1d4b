-- amounts as the page states them, line by line
SELECT project_id, kind, source, stage, amount, currency, amount_eur, fx_basis, fx_period, fx_rate, payer_name_raw, recipient_name_raw,
    period_raw, is_summed, amount_raw
FROM core.funding
WHERE project_id BETWEEN ? AND ?
ORDER BY project_id, line_no
