-- grain: project x run of consecutive readable captures with the same values
-- source: staging.sighting, staging.observation
WITH state AS (
    SELECT
        registry,
        canonical_url,
        body_sha256,
        record_no,
        list_sort(list_distinct(list({
            'field': field,
            'text': CASE WHEN precision IS NULL OR precision = 'day' THEN value ELSE value || ' (' || precision || ')' END
        }))) AS items
    FROM staging.observation
    GROUP BY registry, canonical_url, body_sha256, record_no
),
read AS (
    SELECT
        sighting.project_id,
        sighting.crawl_id,
        sighting.fetched_at,
        sighting.canonical_url,
        sighting.body_sha256,
        sighting.record_no,
        state.items,
        lag(state.items) OVER (PARTITION BY sighting.project_id ORDER BY sighting.fetched_at, sighting.crawl_id) AS items_before
    FROM staging.sighting AS sighting
    JOIN state USING (registry, canonical_url, body_sha256, record_no)
    WHERE sighting.is_readable
),
version AS (
    SELECT
        *,
        row_number() OVER (PARTITION BY project_id ORDER BY fetched_at, crawl_id) AS version_no,
        lead(fetched_at) OVER (PARTITION BY project_id ORDER BY fetched_at, crawl_id) AS valid_to,
        list_sort(list_distinct(list_transform(items, lambda item: item.field))) AS fields
    FROM read
    WHERE items_before IS NULL OR items_before <> items
),
-- an item that is in one of two consecutive versions only
differing AS (
    SELECT project_id, version_no, item.field AS field
    FROM (
        SELECT project_id, version_no, unnest(list_concat(items_before, items)) AS item
        FROM version
        WHERE items_before IS NOT NULL
    )
    GROUP BY project_id, version_no, item
    HAVING count(*) = 1
),
changed AS (
    SELECT project_id, version_no, string_agg(DISTINCT field, ',' ORDER BY field) AS changed_fields
    FROM differing
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
    version.canonical_url AS source_url,
    version.body_sha256,
    version.record_no,
    CAST(to_json(map(
        version.fields,
        list_transform(
            version.fields,
            lambda field: list_transform(list_filter(version.items, lambda item: item.field = field), lambda item: item.text)
        )
    )) AS VARCHAR) AS field_values
FROM version
LEFT JOIN changed USING (project_id, version_no)
