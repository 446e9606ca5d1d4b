-- what changed of some projects, the latest first
SELECT project_id, field, old_value, new_value, changed_at, has_issue
FROM mart.project_change
WHERE project_id BETWEEN ? AND ?
ORDER BY project_id, version_no DESC, field
