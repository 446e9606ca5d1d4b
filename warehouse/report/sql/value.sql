-- every current value of some projects with the words it was read from
SELECT project_id, field, value, value_raw, label, method, precision, is_corrected, item_no, canonical_url
FROM staging.current_value
WHERE project_id BETWEEN ? AND ?
ORDER BY project_id, field, value_no
