-- severity: error
-- table: core.project_version
-- rules: R-SRC-03
-- description: two consecutive versions of a project differ, and changed_fields names something
SELECT project_id, version_no, changed_fields, changed_values
FROM core.project_version
WHERE (version_no > 1) <> (coalesce(changed_fields, '') <> '') OR (changed_fields IS NULL) <> (changed_values IS NULL)
