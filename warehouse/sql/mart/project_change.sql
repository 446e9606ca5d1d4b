-- grain: project x version after the first x changed field
-- source: core.project_version, mart.project_all, staging.issue
WITH slice_project_version AS NOT MATERIALIZED (SELECT * FROM core.project_version WHERE in_slice(project_id)),
slice_project AS NOT MATERIALIZED (SELECT * FROM mart.project_all WHERE in_slice(project_id)),
change AS (
    SELECT project_id, version_no, valid_from, change_cause, source_url, body_sha256, record_no,
        unnest(map_entries(CAST(CAST(changed_values AS JSON) AS MAP(VARCHAR, STRUCT(before VARCHAR[], after VARCHAR[]))))) AS item,
        valid_from_before
    FROM (
        SELECT *, lag(valid_from) OVER (PARTITION BY project_id ORDER BY version_no) AS valid_from_before
        FROM slice_project_version
        WHERE project_id IN (SELECT project_id FROM slice_project_version WHERE version_no = 2)
    )
    WHERE changed_values IS NOT NULL
)
SELECT
    change.project_id,
    change.version_no,
    change.item.key AS field,
    project.title,
    project.fund_code,
    nullif(array_to_string(change.item.value.before, '; '), '') AS old_value,
    nullif(array_to_string(change.item.value.after, '; '), '') AS new_value,
    change.valid_from_before AS previous_seen_at,
    change.valid_from AS changed_at,
    change.change_cause,
    EXISTS (
        SELECT 1
        FROM staging.issue AS issue
        WHERE issue.registry = project.registry
            AND issue.canonical_url = change.source_url
            AND issue.body_sha256 = change.body_sha256
            AND issue.record_no = change.record_no
            AND issue.field = change.item.key
    ) AS has_issue,
    change.source_url,
    project.registry,
    project.programme_cci,
    project.beneficiary_name,
    project.region_code,
    project.region_name,
    project.is_listed
FROM change
JOIN slice_project AS project USING (project_id)
