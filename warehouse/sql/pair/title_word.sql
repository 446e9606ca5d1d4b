-- grain: title x word of six letters or more
-- source: pair.title
SELECT DISTINCT subject_id, registry, word
FROM (SELECT subject_id, registry, unnest(string_split(title_key, ' ')) AS word FROM pair.title)
WHERE length(word) >= 6
