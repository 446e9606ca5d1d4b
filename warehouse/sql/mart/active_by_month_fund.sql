-- grain: month x fund
-- source: mart.project
WITH project AS (
    SELECT fund_code, date_trunc('month', start_on) AS first_month, date_trunc('month', end_on) AS last_month
    FROM mart.project
),
undated AS (
    SELECT fund_code, count(*) FILTER (WHERE coalesce(first_month > last_month, true)) AS n_undated
    FROM project
    GROUP BY fund_code
),
dated AS (
    SELECT * FROM project WHERE first_month <= last_month
),
step AS (
    SELECT fund_code, first_month AS month_on, count(*) AS n_started, 0 AS n_ended FROM dated GROUP BY ALL
    UNION ALL
    SELECT fund_code, last_month, 0, count(*) FROM dated GROUP BY ALL
),
month AS (
    SELECT fund_code, CAST(unnest(generate_series(min(month_on), max(month_on), INTERVAL 1 MONTH)) AS DATE) AS month_on
    FROM step
    GROUP BY fund_code
),
turn AS (
    SELECT month.fund_code, month.month_on, coalesce(sum(step.n_started), 0) AS n_started, coalesce(sum(step.n_ended), 0) AS n_ended
    FROM month
    LEFT JOIN step ON step.fund_code = month.fund_code AND step.month_on = month.month_on
    GROUP BY month.fund_code, month.month_on
)
SELECT
    month_on,
    fund_code,
    sum(n_started - n_ended) OVER so_far + n_ended AS n_active,
    n_started,
    n_ended,
    n_undated
FROM turn
JOIN undated USING (fund_code)
WINDOW so_far AS (PARTITION BY fund_code ORDER BY month_on)
