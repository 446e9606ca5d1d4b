-- severity: info
-- table: mart.project_all
-- rules: R-TXT-06
-- description: no description ends in an ellipsis, or at a usual length of a field without the end of a sentence
SELECT project_id, length(description) AS n_characters, right(description, 40) AS end_of_text, source_url
FROM mart.project_all
WHERE regexp_matches(description, '(…|[.]{3}|\[…\])\s*$')
    OR (length(description) IN (255, 256, 500, 1000, 2000, 4000) AND NOT regexp_matches(description, '[.!?)"”]$'))
