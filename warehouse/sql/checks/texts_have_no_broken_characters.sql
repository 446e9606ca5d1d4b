-- severity: warning
-- table: mart.project_all
-- rules: R-TXT-04
-- description: no replacement character, control character or twice encoded letter in a title, description or name
WITH text AS (
    SELECT project_id, 'title' AS field, title AS words FROM mart.project_all
    UNION ALL
    SELECT project_id, 'description', description FROM mart.project_all
    UNION ALL
    SELECT project_id, 'name_raw', name_raw FROM core.participation
)
SELECT project_id, field, regexp_extract(words, '.{0,20}(\x{FFFD}|[\x{80}-\x{9F}]|[ÃÅ][\x{80}-\x{BF}]).{0,20}') AS around
FROM text
WHERE regexp_matches(words, '\x{FFFD}|[\x{80}-\x{9F}]|[ÃÅ][\x{80}-\x{BF}]')
