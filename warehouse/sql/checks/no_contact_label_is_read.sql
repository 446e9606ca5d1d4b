-- severity: error
-- table: staging.observation
-- rules: R-ORG-10
-- description: no value stands under a label of contact persons, telephone numbers or e-mail addresses
SELECT registry, label, field, count(*) AS n_values
FROM staging.observation
WHERE label IS NOT NULL
GROUP BY registry, label, field
HAVING regexp_matches(
    lower(label),
    'kontakt|telefon|\btlf\b|puhelin|e-?post|e-?mail|sähköposti|yhteyshenkil|projektled|prosjektled|handläggare|saksbehandler|contact|phone'
)
