-- severity: warning
-- table: core.project_link
-- rules: R-DUP-02
-- description: of two records that are certainly one operation only one counts in sums
SELECT link.project_id, link.other_id, link.basis, link.evidence
FROM core.project_link AS link
JOIN core.project AS one ON one.project_id = link.project_id
JOIN core.project AS other ON other.project_id = link.other_id
JOIN ref.registry AS registry ON registry.registry = one.registry AND registry.authority = 'registry'
JOIN ref.registry AS other_registry ON other_registry.registry = other.registry AND other_registry.authority = 'registry'
WHERE link.is_certain
