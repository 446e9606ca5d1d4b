-- the latest changes
SELECT project_id, field, title, fund_code, old_value, new_value, previous_seen_at, changed_at, change_cause, has_issue
FROM mart.project_change
ORDER BY project_change.changed_at DESC, project_id, version_no DESC, field
LIMIT 100
