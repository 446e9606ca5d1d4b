-- severity: warning
-- table: mart.project_all
-- rules: R-TXT-03
-- description: no words of the site itself (cookies, printing, menus) in a title or description
SELECT project_id, regexp_extract(words, '(?i)(cookies?\b|kakor för att|logotyp på utskrifter|skriv ut sidan|javascript|hoppa till innehåll|gå til hovedindhold)') AS found,
    source_url
FROM (SELECT project_id, title || ' ' || coalesce(description, '') AS words, source_url FROM mart.project_all)
WHERE regexp_matches(words, '(?i)(använder cookies|use cookies|bruker informasjonskapsler|logotyp på utskrifter|skriv ut sidan|enable javascript|hoppa till innehåll|gå til hovedindhold)')
