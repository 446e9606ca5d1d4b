-- parameters: registry_code, item_letter
-- description: Projects of a registry that lack an item of Article 49(3), with their pages.
SELECT project_id, title, source_url
FROM mart.project
WHERE registry = registry_code AND list_contains(string_split(coalesce(article_items_missing, ''), ','), lower(item_letter))
