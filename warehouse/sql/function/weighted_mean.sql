-- parameters: rate_pct, total_cost
-- description: mean of rates weighted by the total cost of the projects, over those of which both are known; empty without any
CAST(
    CAST(sum(rate_pct * CAST(total_cost AS DECIMAL(20,2))) FILTER (WHERE total_cost > 0) AS DOUBLE)
    / nullif(CAST(sum(total_cost) FILTER (WHERE rate_pct IS NOT NULL AND total_cost > 0) AS DOUBLE), 0) AS DECIMAL(7,4)
)
