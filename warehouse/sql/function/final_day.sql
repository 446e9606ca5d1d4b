-- parameters: value, exactness
-- description: last day a date value can mean: of a year 31 December, of a term 30 June or 31 December, of a month its last
CASE exactness
    WHEN 'year' THEN TRY_CAST(value || '-12-31' AS DATE)
    WHEN 'term' THEN TRY_CAST(replace(replace(value, '-H1', '-06-30'), '-H2', '-12-31') AS DATE)
    WHEN 'month' THEN last_day(TRY_CAST(value || '-01' AS DATE))
    ELSE TRY_CAST(value AS DATE)
END
