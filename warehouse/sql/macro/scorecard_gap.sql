-- parameters: registry_code, item_letter
-- description: Projects of a registry that lack an item of Article 49(3), with their pages. An unknown registry or letter is an error.
SELECT project_id, title, source_url
FROM mart.project_all
WHERE registry = registry_code AND list_contains(string_split(coalesce(article_items_missing, ''), ','), lower(item_letter))
UNION ALL BY NAME
SELECT error('scorecard_gap: no registry ''' || coalesce(registry_code, 'NULL') || '''; FROM ref.registry lists them') AS project_id
WHERE coalesce(registry_code NOT IN (SELECT registry FROM ref.registry), true)
UNION ALL BY NAME
SELECT error('scorecard_gap: Article 49(3) has no item ''' || coalesce(item_letter, 'NULL') || '''; FROM ref.article_item lists them') AS project_id
WHERE coalesce(lower(item_letter) NOT IN (SELECT letter FROM ref.article_item), true)
