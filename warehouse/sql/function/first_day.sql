-- parameters: value, exactness
-- description: first day a date value can mean: of a year 1 January, of a term 1 January or 1 July, of a month its first
CASE exactness
    WHEN 'year' THEN TRY_CAST(value || '-01-01' AS DATE)
    WHEN 'term' THEN TRY_CAST(replace(replace(value, '-H1', '-01-01'), '-H2', '-07-01') AS DATE)
    WHEN 'month' THEN TRY_CAST(value || '-01' AS DATE)
    ELSE TRY_CAST(value AS DATE)
END
