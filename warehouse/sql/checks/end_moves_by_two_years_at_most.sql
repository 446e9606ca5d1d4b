-- severity: warning
-- table: mart.project_change
-- rules: R-DAT-10
-- description: no end of a project moved by more than two years at once
SELECT project_id, old_value AS old_end, new_value AS new_end, changed_at, source_url
FROM mart.project_change
WHERE field = 'end_on' AND abs(TRY_CAST(left(new_value, 4) AS INTEGER) - TRY_CAST(left(old_value, 4) AS INTEGER)) > 1
    AND abs(date_diff('day', TRY_CAST(left(old_value, 10) AS DATE), TRY_CAST(left(new_value, 10) AS DATE))) > 731
