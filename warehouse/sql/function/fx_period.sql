-- parameters: start_on, exactness
-- description: the month in which a project starts, whose mean rate turns its amounts into euro; its year where the start is no more exact
CASE WHEN exactness IN ('term', 'year') THEN strftime(start_on, '%Y') ELSE strftime(start_on, '%Y-%m') END
