-- parameters: kind, one, one_exactness, other, other_exactness
-- description: whether two values of one field contradict each other: dates by the days they can mean, names by their normalised form
CASE kind
    WHEN 'date' THEN
        first_day(one, one_exactness) > final_day(other, other_exactness) OR first_day(other, other_exactness) > final_day(one, one_exactness)
    WHEN 'name' THEN name_key(one) <> name_key(other)
    WHEN 'amount' THEN TRY_CAST(one AS DECIMAL(30,4)) <> TRY_CAST(other AS DECIMAL(30,4))
    WHEN 'number' THEN TRY_CAST(one AS DECIMAL(30,4)) <> TRY_CAST(other AS DECIMAL(30,4))
    ELSE one <> other
END
