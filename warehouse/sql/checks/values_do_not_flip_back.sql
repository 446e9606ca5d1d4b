-- severity: warning
-- table: core.project_version
-- rules: R-HIS-04
-- description: no version of a project says again what the version before the last one said: two mirrors, or a reading that wavers
SELECT project_id, version_no, valid_from, changed_fields, source_url
FROM (
    SELECT project_id, version_no, valid_from, changed_fields, source_url, hash(field_values) AS values_hash,
        lag(hash(field_values), 2) OVER (PARTITION BY project_id ORDER BY version_no) AS hash_before
    FROM core.project_version
    WHERE project_id IN (SELECT project_id FROM core.project_version WHERE version_no = 3)
)
WHERE values_hash = hash_before
