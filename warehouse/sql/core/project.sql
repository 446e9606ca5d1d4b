-- grain: project (registry x project code)
-- a date less exact than a day stands for the first day it can mean as a start, the last one as an end; its precision says so
-- source: staging.current_record, staging.presence, staging.crawl, staging.crawl_failure, ops.issue
-- an import is never a complete crawl: a project it lacks is not withdrawn, one it has after the latest crawl is there again
WITH latest_crawl AS (
    SELECT registry, arg_max(crawl_id, (started_at, crawl_id)) AS crawl_id, max(started_at) AS started_at
    FROM staging.crawl
    WHERE state = 'accepted' AND origin = 'crawl'
    GROUP BY registry
),
seen AS (
    SELECT
        presence.project_id,
        min(presence.first_captured_at) AS first_seen_at,
        max(presence.last_captured_at) AS last_seen_at,
        bool_or(
            latest_crawl.crawl_id IS NULL OR presence.last_crawl_id = latest_crawl.crawl_id
            OR presence.last_captured_at >= latest_crawl.started_at
        ) AS is_listed
    FROM staging.presence AS presence
    LEFT JOIN latest_crawl USING (registry)
    GROUP BY presence.project_id
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
    JOIN staging.current_record AS stated USING (project_id, canonical_url, body_sha256)
    WHERE issue.severity IN ('warning', 'error')
    GROUP BY issue.project_id
)
SELECT
    stated.project_id,
    stated.registry,
    stated.project_code,
    list_contains(stated.derived_fields, 'project_code') AS is_provisional_code,
    stated.title,
    stated.country_code,
    stated.acronym,
    stated.fund_code,
    stated.programme_name AS programme_name_raw,
    stated.cci AS cci_raw,
    stated.programme_cci,
    stated.programming_period,
    stated.start_on,
    stated.start_precision,
    end_of(stated.end_on, stated.end_precision) AS end_on,
    stated.end_precision,
    stated.eu_cofinancing_rate_pct,
    stated.programme_area,
    stated.specific_objective_code,
    stated.specific_objective_name,
    stated.priority_name,
    stated.managing_authority,
    stated.status AS status_raw,
    stated.is_child_poverty,
    stated.is_strategic,
    stated.participants,
    stated.participants_planned,
    nullif(array_to_string(stated.derived_fields, ','), '') AS derived_fields,
    stated.canonical_url AS source_url,
    stated.body_sha256,
    stated.record_no,
    seen.first_seen_at,
    CASE WHEN NOT (seen.is_listed OR unreached.canonical_url IS NOT NULL) THEN seen.last_seen_at END AS last_seen_at,
    seen.is_listed OR unreached.canonical_url IS NOT NULL AS is_listed,
    coalesce(issue.issue_count, 0) AS issue_count
FROM staging.current_record AS stated
JOIN seen USING (project_id)
LEFT JOIN unreached ON unreached.registry = stated.registry AND unreached.canonical_url = stated.canonical_url
LEFT JOIN issue USING (project_id)
