-- grain: project (registry x project code)
-- a date less exact than a day stands for the first day it can mean as a start, the last one as an end; its precision says so
-- source: staging.current_value, staging.sighting, staging.crawl, staging.crawl_failure, ops.issue
WITH slice_current_value AS NOT MATERIALIZED (SELECT * FROM staging.current_value WHERE in_slice(project_id)),
slice_sighting AS NOT MATERIALIZED (SELECT * FROM staging.sighting WHERE in_slice(project_id)),
stated AS (
    SELECT
        project_id,
        registry,
        project_code,
        bool_or(field = 'project_code' AND method = 'derived') AS is_provisional_code,
        canonical_url AS source_url,
        body_sha256,
        record_no,
        max(value) FILTER (WHERE field = 'title') AS title,
        max(value) FILTER (WHERE field = 'acronym') AS acronym,
        max(value) FILTER (WHERE field = 'description') AS description,
        max(value) FILTER (WHERE field = 'country_code') AS country_code,
        max(value) FILTER (WHERE field = 'fund_code') AS fund_code,
        max(value) FILTER (WHERE field = 'programme_name') AS programme_name_raw,
        max(value) FILTER (WHERE field = 'cci') AS cci_raw,
        max(value) FILTER (WHERE field = 'programme_cci') AS programme_cci,
        max(value) FILTER (WHERE field = 'programming_period') AS programming_period,
        max(first_day(value, precision)) FILTER (WHERE field = 'start_on') AS start_on,
        max(precision) FILTER (WHERE field = 'start_on') AS start_precision,
        max(final_day(value, precision)) FILTER (WHERE field = 'end_on') AS end_on,
        max(precision) FILTER (WHERE field = 'end_on') AS end_precision,
        max(TRY_CAST(value AS DECIMAL(7,4))) FILTER (WHERE field = 'eu_cofinancing_rate_pct') AS eu_cofinancing_rate_pct,
        max(value) FILTER (WHERE field = 'programme_area') AS programme_area,
        max(value) FILTER (WHERE field = 'specific_objective_code') AS specific_objective_code,
        max(value) FILTER (WHERE field = 'specific_objective_name') AS specific_objective_name,
        max(value) FILTER (WHERE field = 'priority_name') AS priority_name,
        max(value) FILTER (WHERE field = 'managing_authority') AS managing_authority,
        max(value) FILTER (WHERE field = 'status') AS status_raw,
        bool_or(value = 'true') FILTER (WHERE field = 'is_child_poverty') AS is_child_poverty,
        bool_or(value = 'true') FILTER (WHERE field = 'is_strategic') AS is_strategic,
        max(TRY_CAST(value AS BIGINT)) FILTER (WHERE field = 'participants') AS participants,
        max(TRY_CAST(value AS BIGINT)) FILTER (WHERE field = 'participants_planned') AS participants_planned
    FROM slice_current_value AS current_value
    WHERE value_no = 1
    GROUP BY project_id, registry, project_code, canonical_url, body_sha256, record_no
),
-- an import is never a complete crawl: a project it lacks is not withdrawn, one it has after the latest crawl is there again
latest_crawl AS (
    SELECT registry, arg_max(crawl_id, (started_at, crawl_id)) AS crawl_id, max(started_at) AS started_at
    FROM staging.crawl
    WHERE state = 'accepted' AND origin = 'crawl'
    GROUP BY registry
),
seen AS (
    SELECT
        sighting.project_id,
        min(sighting.fetched_at) AS first_seen_at,
        max(sighting.fetched_at) AS last_seen_at,
        bool_or(latest_crawl.crawl_id IS NULL OR sighting.crawl_id = latest_crawl.crawl_id OR sighting.fetched_at >= latest_crawl.started_at)
            AS is_listed
    FROM slice_sighting AS sighting
    LEFT JOIN latest_crawl USING (registry)
    GROUP BY sighting.project_id
),
-- linked, but its page could not be had this time: that says nothing about the project. Only "not found" and "gone" do.
unreached AS (
    SELECT DISTINCT failure.registry, failure.canonical_url
    FROM staging.crawl_failure AS failure
    JOIN latest_crawl USING (registry, crawl_id)
    WHERE failure.status IS NULL OR failure.status NOT IN (404, 410)
),
issue AS (
    SELECT issue.project_id, count(*) AS issue_count
    FROM ops.issue AS issue
    JOIN stated
        ON stated.project_id = issue.project_id AND stated.source_url = issue.canonical_url AND stated.body_sha256 = issue.body_sha256
    WHERE issue.severity IN ('warning', 'error')
    GROUP BY issue.project_id
)
SELECT stated.*, seen.first_seen_at, seen.last_seen_at, seen.is_listed OR unreached.canonical_url IS NOT NULL AS is_listed, coalesce(issue.issue_count, 0) AS issue_count
FROM stated
JOIN seen USING (project_id)
LEFT JOIN unreached ON unreached.registry = stated.registry AND unreached.canonical_url = stated.source_url
LEFT JOIN issue USING (project_id)
