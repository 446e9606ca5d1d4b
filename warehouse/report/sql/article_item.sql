-- what each letter of Article 49(3) asks for
SELECT DISTINCT letter, item, is_applicable FROM mart.registry_scorecard ORDER BY letter
