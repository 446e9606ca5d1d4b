-- severity: warning
-- table: core.project_version
-- rules: R-HIS-04
-- description: no version of a project says again what the version before the last one said: two mirrors, or a reading that wavers
WITH change AS (
    SELECT project_id, version_no, valid_from, changed_fields, source_url,
        map_entries(CAST(CAST(changed_values AS JSON) AS MAP(VARCHAR, STRUCT(before VARCHAR[], after VARCHAR[])))) AS items
    FROM core.project_version
    WHERE version_no > 1 AND project_id IN (SELECT project_id FROM core.project_version WHERE version_no = 3)
),
compared AS (
    SELECT * EXCLUDE (items), list_transform(items, lambda item: (item.key, item.value.before, item.value.after)) AS forward,
        lag(list_transform(items, lambda item: (item.key, item.value.after, item.value.before))) OVER (
            PARTITION BY project_id ORDER BY version_no
        ) AS backward
    FROM change
)
SELECT project_id, version_no, valid_from, changed_fields, source_url
FROM compared
WHERE forward = backward
