-- severity: warning
-- table: mart.project_all
-- rules: R-DRF-06
-- needs: previous
-- description: no registry's projects (50 or more) are spread over funds, regions or periods much unlike the last publication's (stability index above 0.25)
WITH category AS (
    SELECT true AS is_now, registry, unnest([{'of': 'fund', 'value': fund_code}, {'of': 'region', 'value': region_code},
        {'of': 'period', 'value': programming_period}], recursive := true)
    FROM mart.project_all
    UNION ALL
    SELECT false, registry, unnest([{'of': 'fund', 'value': fund_code}, {'of': 'region', 'value': region_code},
        {'of': 'period', 'value': programming_period}], recursive := true)
    FROM previous.mart.project_all
),
counted AS (
    SELECT registry, "of" AS category, coalesce(value, 'unknown') AS value, count(*) FILTER (WHERE is_now) AS n_now, count(*) FILTER (WHERE NOT is_now) AS n_before
    FROM category
    GROUP BY ALL
),
share AS (
    SELECT *, greatest(n_now / sum(n_now) OVER whole, 0.0001) AS share_now, greatest(n_before / sum(n_before) OVER whole, 0.0001) AS share_before,
        least(sum(n_now) OVER whole, sum(n_before) OVER whole) AS n_least
    FROM counted
    WINDOW whole AS (PARTITION BY registry, category)
)
SELECT registry, category, round(sum((share_now - share_before) * ln(share_now / share_before)), 3) AS stability_index,
    arg_max(value, abs(share_now - share_before)) AS value_moved_most
FROM share
WHERE n_least >= 50
GROUP BY registry, category
HAVING sum((share_now - share_before) * ln(share_now / share_before)) > 0.25
