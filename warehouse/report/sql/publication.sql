-- what the reader of the page is looking at
SELECT publication.run_id, strftime(publication.published_at, '%Y-%m-%dT%H:%M:%SZ') AS published_at, publication.is_sample,
    publication.n_registries, publication.n_projects, publication.n_warnings, publication.last_captured_at, publication.last_changed_at,
    run.diarium_version,
    (SELECT count(*) FROM mart.project) AS n_counted,
    (SELECT count(*) FROM mart.project_all WHERE NOT is_listed) AS n_withdrawn,
    (SELECT count(*) FROM mart.project_change) AS n_changes,
    (SELECT count(*) FROM core.organisation) AS n_organisations,
    (
        SELECT count(*)
        FROM core.project AS project
        JOIN staging.observation AS seen
            ON seen.registry = project.registry AND seen.canonical_url = project.source_url AND seen.body_sha256 = project.body_sha256
            AND seen.record_no = project.record_no
        WHERE seen.is_used
    ) AS n_values
FROM ops.publication AS publication
LEFT JOIN ops.run AS run USING (run_id)
