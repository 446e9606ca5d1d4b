-- severity: error
-- table: core.project_version
-- rules: R-SRC-03
-- description: two consecutive versions of a project differ, and changed_fields names something
SELECT project_id, version_no, changed_fields
FROM (
    SELECT *, lag(field_values) OVER (PARTITION BY project_id ORDER BY version_no) AS values_before
    FROM core.project_version
    WHERE project_id IN (SELECT project_id FROM core.project_version WHERE version_no = 2)
)
WHERE version_no > 1 AND (field_values = values_before OR changed_fields IS NULL OR changed_fields = '')
