-- parameters: item_no, is_corrected, method, span_start
-- description: where a value stands among those of its field: by member of its group, a correction first, printed before derived, then in the order of the page
item_no * 40000000000
    + CASE WHEN is_corrected THEN 0 ELSE 20000000000 END
    + CASE WHEN method = 'derived' THEN 10000000000 ELSE 0 END
    + coalesce(span_start, 5000000000)
