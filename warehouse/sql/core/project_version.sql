-- grain: project x run of consecutive readable captures with the same values
-- records are compared by the hash of their values; what changed is looked up in the few that differ
-- source: staging.presence, staging.record, staging.current_record
WITH moment AS (
    SELECT presence.project_id, presence.first_captured_at AS valid_from, presence.first_crawl_id, presence.canonical_url, presence.body_sha256,
        presence.record_no, record.record_hash, record.corrected_fields,
        lag(record.record_hash) OVER (PARTITION BY presence.project_id ORDER BY presence.first_captured_at, presence.first_crawl_id) AS hash_before
    FROM staging.presence AS presence
    SEMI JOIN (SELECT project_id FROM staging.current_record WHERE has_several) USING (project_id)
    JOIN (SELECT canonical_url, body_sha256, record_no, record_hash, corrected_fields FROM staging.record) AS record
        USING (canonical_url, body_sha256, record_no)
    WHERE presence.is_readable
),
version AS (
    SELECT * EXCLUDE (record_hash, hash_before),
        row_number() OVER in_time AS version_no,
        lead(valid_from) OVER in_time AS valid_to
    FROM moment
    WHERE hash_before IS NULL OR hash_before <> record_hash
    WINDOW in_time AS (PARTITION BY project_id ORDER BY valid_from, first_crawl_id)
),
-- the values of a record in the order of the page, each once
held AS (
    SELECT project_id, version_no, item.field, exact_text(coalesce(item.value, item.value_raw), item.precision) AS text, min(place) AS place
    FROM (
        SELECT version.project_id, version.version_no, unnest(record.evidence) AS item, generate_subscripts(record.evidence, 1) AS place
        FROM version
        SEMI JOIN (SELECT project_id FROM version WHERE version_no > 1) USING (project_id)
        JOIN staging.record AS record USING (canonical_url, body_sha256, record_no)
    )
    WHERE item.is_used
    GROUP BY ALL
),
told AS (
    SELECT project_id, version_no, field, list(text ORDER BY place) AS texts, list_sort(list(text)) AS sorted_texts
    FROM held
    GROUP BY project_id, version_no, field
),
changed AS (
    SELECT project_id, version_no, string_agg(field, ',' ORDER BY field) AS changed_fields,
        CAST(to_json(map_from_entries(list(
            {'key': field, 'value': {'before': coalesce(before, []), 'after': coalesce(after, [])}} ORDER BY field
        ))) AS VARCHAR) AS changed_values
    FROM (
        SELECT coalesce(after.project_id, before.project_id) AS project_id, coalesce(after.version_no, before.version_no + 1) AS version_no,
            coalesce(after.field, before.field) AS field, before.texts AS before, after.texts AS after
        FROM told AS after
        FULL JOIN told AS before
            ON before.project_id = after.project_id AND before.version_no + 1 = after.version_no AND before.field = after.field
        WHERE before.sorted_texts IS DISTINCT FROM after.sorted_texts
    )
    SEMI JOIN (SELECT project_id, version_no FROM version WHERE version_no > 1) USING (project_id, version_no)
    GROUP BY project_id, version_no
)
SELECT
    project_id,
    version_no,
    valid_from,
    valid_to,
    valid_to IS NULL AS is_current,
    changed_fields,
    'source' AS change_cause,
    nullif(array_to_string(corrected_fields, ','), '') AS corrected_fields,
    canonical_url AS source_url,
    body_sha256,
    record_no,
    changed_values
FROM (
    SELECT project_id, 1 AS version_no, first_captured_at AS valid_from, corrected_fields, canonical_url, body_sha256, record_no
    FROM staging.current_record
    WHERE NOT has_several
    UNION ALL BY NAME
    SELECT * EXCLUDE (first_crawl_id) FROM version LEFT JOIN changed USING (project_id, version_no)
)
