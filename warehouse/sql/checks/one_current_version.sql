-- severity: error
-- table: core.project_version
-- rules: R-HIS-02
-- description: every project has exactly one current version, and it is the one that has no end
SELECT project.project_id, count(*) FILTER (WHERE version.is_current) AS n_current, count(*) FILTER (WHERE version.valid_to IS NULL AND version.version_no IS NOT NULL) AS n_open
FROM core.project AS project
LEFT JOIN core.project_version AS version USING (project_id)
GROUP BY project.project_id
HAVING count(*) FILTER (WHERE version.is_current) <> 1
    OR count(*) FILTER (WHERE version.is_current AND version.valid_to IS NULL) <> 1
    OR count(*) FILTER (WHERE version.valid_to IS NULL AND version.version_no IS NOT NULL) <> 1
