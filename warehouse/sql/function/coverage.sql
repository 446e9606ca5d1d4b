-- parameters: n_with, n_all
-- description: share of a group in percent, 0 for an empty group
coalesce(CAST(round(100.0 * n_with / nullif(n_all, 0), 2) AS DECIMAL(5,2)), 0)
