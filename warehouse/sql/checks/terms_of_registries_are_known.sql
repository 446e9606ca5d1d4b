-- severity: info
-- table: ref.registry
-- rules: R-SRC-09
-- description: the terms under which a registry publishes are known
SELECT registry, licence, publisher
FROM ref.registry
WHERE trim(licence) = '' OR regexp_matches(lower(licence), '^(not |unknown)')
