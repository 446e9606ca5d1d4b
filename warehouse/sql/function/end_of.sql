-- parameters: day, exactness
-- description: the last day a date can mean whose first one is known: of a year 31 December, of a term 30 June or 31 December, of a month its last
CASE exactness
    WHEN 'year' THEN make_date(year(day), 12, 31)
    WHEN 'term' THEN CAST(day + INTERVAL 6 MONTH - INTERVAL 1 DAY AS DATE)
    WHEN 'month' THEN last_day(day)
    ELSE day
END
