-- severity: error
-- table: core.project
-- rules: R-DAT-06
-- description: every date has its precision and stands at the edge of what it can mean: a year is 1 January as a start and 31 December as an end
WITH dated AS (
    SELECT project_id, 'start_on' AS field, start_on AS day, start_precision AS precision, CASE start_precision
        WHEN 'year' THEN date_trunc('year', start_on)
        WHEN 'term' THEN CASE WHEN month(start_on) < 7 THEN date_trunc('year', start_on) ELSE date_trunc('year', start_on) + INTERVAL 6 MONTH END
        WHEN 'month' THEN date_trunc('month', start_on)
        ELSE start_on
    END AS edge
    FROM core.project
    WHERE start_on IS NOT NULL OR start_precision IS NOT NULL
    UNION ALL
    SELECT project_id, 'end_on', end_on, end_precision, CASE end_precision
        WHEN 'year' THEN date_trunc('year', end_on) + INTERVAL 1 YEAR - INTERVAL 1 DAY
        WHEN 'term' THEN CASE WHEN month(end_on) < 7 THEN date_trunc('year', end_on) + INTERVAL 6 MONTH ELSE date_trunc('year', end_on) + INTERVAL 1 YEAR END - INTERVAL 1 DAY
        WHEN 'month' THEN last_day(end_on)
        ELSE end_on
    END
    FROM core.project
    WHERE end_on IS NOT NULL OR end_precision IS NOT NULL
)
SELECT project_id, field, day, precision
FROM dated
WHERE day IS NULL OR precision IS NULL OR day <> CAST(edge AS DATE)
