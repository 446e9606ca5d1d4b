-- parameters: stated_pct, computed_pct, support_pct, total_cost
-- description: what every mart of rates says of a group of projects; weighted means are weighted by total cost in euro; two rates are apart by the limit of the check rate_matches_amounts, which also knows public money
{
    'n_projects': count(*),
    'n_with_eu_cofinancing_rate': count(stated_pct),
    'eu_cofinancing_rate_coverage_pct': coverage(count(stated_pct), count(*)),
    'min_eu_cofinancing_rate_pct': min(stated_pct),
    'mean_eu_cofinancing_rate_pct': CAST(avg(stated_pct) AS DECIMAL(7,4)),
    'cost_weighted_mean_eu_cofinancing_rate_pct': weighted_mean(stated_pct, total_cost),
    'median_eu_cofinancing_rate_pct': CAST(median(stated_pct) AS DECIMAL(7,4)),
    'max_eu_cofinancing_rate_pct': max(stated_pct),
    'n_with_computed_eu_rate': count(computed_pct),
    'min_computed_eu_rate_pct': min(computed_pct),
    'mean_computed_eu_rate_pct': CAST(avg(computed_pct) AS DECIMAL(7,4)),
    'cost_weighted_mean_computed_eu_rate_pct': weighted_mean(computed_pct, total_cost),
    'median_computed_eu_rate_pct': CAST(median(computed_pct) AS DECIMAL(7,4)),
    'max_computed_eu_rate_pct': max(computed_pct),
    'n_with_both_rates': count(*) FILTER (WHERE stated_pct IS NOT NULL AND computed_pct IS NOT NULL),
    'n_rates_apart': count(*) FILTER (WHERE abs(stated_pct - computed_pct) > 1.5),
    'n_with_computed_support_rate': count(support_pct),
    'min_computed_support_rate_pct': min(support_pct),
    'mean_computed_support_rate_pct': CAST(avg(support_pct) AS DECIMAL(7,4)),
    'cost_weighted_mean_computed_support_rate_pct': weighted_mean(support_pct, total_cost),
    'median_computed_support_rate_pct': CAST(median(support_pct) AS DECIMAL(7,4)),
    'max_computed_support_rate_pct': max(support_pct)
}
