-- severity: warning
-- table: mart.project_change
-- rules: R-ID-10
-- description: a new title is like the old one; else the code may have been given to another operation
SELECT project_id, old_value AS old_title, new_value AS new_title, changed_at, source_url
FROM mart.project_change
WHERE field = 'title' AND jaro_winkler_similarity(lower(old_value), lower(new_value)) < 0.6
