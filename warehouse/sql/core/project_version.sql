-- grain: project x run of consecutive readable captures with the same values
-- records are compared by the hash of their values; what changed is looked up in the few that differ
-- source: staging.sighting, staging.record
WITH moment AS (
    SELECT sighting.project_id, sighting.registry, sighting.crawl_id, sighting.fetched_at, sighting.canonical_url, sighting.body_sha256,
        sighting.record_no, record.record_hash
    FROM staging.sighting AS sighting
    JOIN (SELECT registry, canonical_url, body_sha256, record_no, record_hash FROM staging.record) AS record
        USING (registry, canonical_url, body_sha256, record_no)
    WHERE sighting.is_readable
),
changing AS (
    SELECT project_id FROM moment GROUP BY project_id HAVING min(record_hash) <> max(record_hash)
),
compared AS (
    SELECT *, lag(record_hash) OVER (PARTITION BY project_id ORDER BY fetched_at, crawl_id) AS hash_before
    FROM moment
    SEMI JOIN changing USING (project_id)
),
version AS (
    SELECT project_id, unnest(first, recursive := true), 1 AS version_no, CAST(NULL AS TIMESTAMP) AS valid_to
    FROM (
        SELECT project_id, arg_min(
            {'registry': registry, 'canonical_url': canonical_url, 'body_sha256': body_sha256, 'record_no': record_no, 'fetched_at': fetched_at},
            (fetched_at, crawl_id)
        ) AS first
        FROM moment
        ANTI JOIN changing USING (project_id)
        GROUP BY project_id
    )
    UNION ALL BY NAME
    SELECT project_id, registry, canonical_url, body_sha256, record_no, fetched_at,
        row_number() OVER (PARTITION BY project_id ORDER BY fetched_at, crawl_id) AS version_no,
        lead(fetched_at) OVER (PARTITION BY project_id ORDER BY fetched_at, crawl_id) AS valid_to
    FROM compared
    WHERE hash_before IS NULL OR hash_before <> record_hash
),
-- the values of a record in the order of the page, each once
held AS (
    SELECT project_id, version_no, item.field, exact_text(coalesce(item.value, item.value_raw), item.precision) AS text, min(place) AS place
    FROM (
        SELECT version.project_id, version.version_no, unnest(record.evidence) AS item, generate_subscripts(record.evidence, 1) AS place
        FROM version
        SEMI JOIN changing USING (project_id)
        JOIN staging.record AS record USING (registry, canonical_url, body_sha256, record_no)
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
    version.project_id,
    version.version_no,
    version.fetched_at AS valid_from,
    version.valid_to,
    version.valid_to IS NULL AS is_current,
    changed.changed_fields,
    'source' AS change_cause,
    nullif(array_to_string(record.corrected_fields, ','), '') AS corrected_fields,
    version.canonical_url AS source_url,
    version.body_sha256,
    version.record_no,
    changed.changed_values
FROM version
JOIN (SELECT registry, canonical_url, body_sha256, record_no, corrected_fields FROM staging.record) AS record
    USING (registry, canonical_url, body_sha256, record_no)
LEFT JOIN changed USING (project_id, version_no)
