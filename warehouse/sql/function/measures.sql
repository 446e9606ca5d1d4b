-- parameters: is_main, is_listed, total_cost_amount, support_amount, eu_amount, total_cost_eur, support_eur, eu_eur, rate_pct
-- description: what every mart that adds projects up says of a group; is_main marks the row of a project at which it is counted
{
    'n_projects': count(*) FILTER (WHERE is_main),
    'n_listed': count(*) FILTER (WHERE is_main AND is_listed),
    'n_with_total_cost': count(total_cost_amount) FILTER (WHERE is_main),
    'total_cost_coverage_pct': coverage(count(total_cost_amount) FILTER (WHERE is_main), count(*) FILTER (WHERE is_main)),
    'total_cost_amount': sum(total_cost_amount),
    'n_with_total_cost_eur': count(total_cost_eur) FILTER (WHERE is_main),
    'total_cost_eur': sum(total_cost_eur),
    'n_with_support': count(support_amount) FILTER (WHERE is_main),
    'support_coverage_pct': coverage(count(support_amount) FILTER (WHERE is_main), count(*) FILTER (WHERE is_main)),
    'support_amount': sum(support_amount),
    'n_with_support_eur': count(support_eur) FILTER (WHERE is_main),
    'support_eur': sum(support_eur),
    'n_with_eu': count(eu_amount) FILTER (WHERE is_main),
    'eu_coverage_pct': coverage(count(eu_amount) FILTER (WHERE is_main), count(*) FILTER (WHERE is_main)),
    'eu_amount': sum(eu_amount),
    'n_with_eu_eur': count(eu_eur) FILTER (WHERE is_main),
    'eu_eur': sum(eu_eur),
    'n_with_eu_cofinancing_rate': count(rate_pct) FILTER (WHERE is_main),
    'mean_eu_cofinancing_rate_pct': CAST(avg(rate_pct) FILTER (WHERE is_main) AS DECIMAL(7,4)),
    'median_eu_cofinancing_rate_pct': CAST(median(rate_pct) FILTER (WHERE is_main) AS DECIMAL(7,4))
}
