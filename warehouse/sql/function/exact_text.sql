-- parameters: value, exactness
-- description: a value, with its precision behind it where it is a date less exact than a day
CASE WHEN exactness IS NULL OR exactness = 'day' THEN value ELSE value || ' (' || exactness || ')' END
