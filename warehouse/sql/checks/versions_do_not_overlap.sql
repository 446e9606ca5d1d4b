-- severity: error
-- table: core.project_version
-- rules: R-HIS-01
-- description: each version of a project ends exactly when the next one begins
SELECT project_id, version_no, valid_from, valid_to, next_valid_from
FROM (
    SELECT *, lead(valid_from) OVER (PARTITION BY project_id ORDER BY version_no) AS next_valid_from
    FROM core.project_version
)
WHERE valid_to IS DISTINCT FROM next_valid_from OR valid_from >= valid_to
