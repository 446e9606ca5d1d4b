-- what a project's detail says of the project itself
SELECT project.project_id, project.source_url, project.body_sha256, project.first_seen_at, project.last_seen_at, capture.captured_at, project.changed_at,
    project.is_listed, project.n_versions, project.is_provisional_code, project.region_code, project.beneficiary_region_code,
    project.article_items_missing, project.n_article_items, project.computed_eu_rate_pct
FROM mart.project_all AS project
LEFT JOIN (
    SELECT project_id, canonical_url, body_sha256, min(first_captured_at) AS captured_at FROM staging.presence GROUP BY ALL
) AS capture
    ON capture.project_id = project.project_id AND capture.canonical_url = project.source_url AND capture.body_sha256 = project.body_sha256
WHERE project.project_id BETWEEN ? AND ?
ORDER BY project.project_id
