-- parameters: value
-- description: 1 followed by as many zeros as the whole number ends in: what a figure may have been rounded to
CASE
    WHEN contains(value, '.') THEN CAST(0.01 AS DECIMAL(18,2))
    ELSE TRY_CAST(power(10, length(value) - length(rtrim(value, '0'))) AS DECIMAL(18,2))
END
