-- severity: warning
-- table: core.project
-- rules: R-DAT-12
-- description: no project starts more than 18 months after it was last seen
SELECT project_id, start_on, last_seen_at, source_url
FROM core.project
WHERE start_on > last_seen_at + INTERVAL 18 MONTH
