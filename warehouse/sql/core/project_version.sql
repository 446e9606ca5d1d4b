-- grain: project x run of consecutive readable captures with the same values
-- consecutive captures are compared by the set of hashes of their values; only the versions that come of it are spelt out
-- of most projects every capture has one body: nothing of them need be compared
-- source: staging.sighting, staging.observation, staging.correction_place
WITH moment AS (
    SELECT project_id, registry, crawl_id, fetched_at, canonical_url, body_sha256, record_no
    FROM staging.sighting
    WHERE is_readable AND in_slice(project_id)
),
body AS (
    SELECT DISTINCT registry, canonical_url, body_sha256, record_no FROM moment
),
-- joined to the bodies of the slice at once: of the observations only those of its registry and addresses are then scanned, and once
told AS MATERIALIZED (
    SELECT registry, canonical_url, body_sha256, record_no, field,
        CASE WHEN precision IS NULL OR precision = 'day' THEN value ELSE value || ' (' || precision || ')' END AS text,
        value_place(item_no, false, method, span_start) AS place,
        false AS is_corrected
    FROM (
        SELECT seen.*
        FROM staging.observation AS seen
        JOIN body USING (registry, canonical_url, body_sha256, record_no)
        ANTI JOIN staging.correction_place AS fix
            ON fix.registry = seen.registry
            AND fix.canonical_url = seen.canonical_url
            AND fix.body_sha256 = seen.body_sha256
            AND fix.record_no = seen.record_no
            AND fix.field = seen.field
            AND fix.expected_value = seen.value
    )
    UNION ALL
    SELECT registry, canonical_url, body_sha256, record_no, field,
        CASE
            WHEN corrected_precision IS NULL OR corrected_precision = 'day' THEN corrected_value
            ELSE corrected_value || ' (' || corrected_precision || ')'
        END,
        value_place(0, true, 'derived', NULL),
        true
    FROM staging.correction_place
    WHERE corrected_value IS NOT NULL
),
several AS (
    SELECT project_id
    FROM moment
    GROUP BY project_id
    HAVING min(body_sha256) <> max(body_sha256) OR min(canonical_url) <> max(canonical_url) OR min(record_no) <> max(record_no)
),
unchanged AS (
    SELECT project_id, registry, canonical_url, body_sha256, record_no, min(fetched_at) AS fetched_at, 1 AS version_no,
        CAST(NULL AS TIMESTAMP) AS valid_to
    FROM moment
    ANTI JOIN several USING (project_id)
    GROUP BY project_id, registry, canonical_url, body_sha256, record_no
),
state AS (
    SELECT registry, canonical_url, body_sha256, record_no, list_sort(list_distinct(list(hash(field, text)))) AS items
    FROM (SELECT DISTINCT registry, canonical_url, body_sha256, record_no FROM moment SEMI JOIN several USING (project_id))
    JOIN told USING (registry, canonical_url, body_sha256, record_no)
    GROUP BY registry, canonical_url, body_sha256, record_no
),
read AS (
    SELECT moment.*, state.items,
        lag(state.items) OVER (PARTITION BY moment.project_id ORDER BY moment.fetched_at, moment.crawl_id) AS items_before
    FROM moment
    SEMI JOIN several USING (project_id)
    JOIN state USING (registry, canonical_url, body_sha256, record_no)
),
version AS (
    SELECT * FROM unchanged
    UNION ALL BY NAME
    SELECT
        * EXCLUDE (crawl_id, items, items_before),
        row_number() OVER (PARTITION BY project_id ORDER BY fetched_at, crawl_id) AS version_no,
        lead(fetched_at) OVER (PARTITION BY project_id ORDER BY fetched_at, crawl_id) AS valid_to
    FROM read
    WHERE items_before IS NULL OR items_before <> items
),
held AS NOT MATERIALIZED (
    SELECT version.project_id, version.version_no, told.field, told.text, told.place, told.is_corrected
    FROM version
    JOIN told USING (registry, canonical_url, body_sha256, record_no)
),
-- one list a version, sorted and grouped within its row: an aggregate that sorts holds every value several times
gathered AS (
    SELECT project_id, version_no, list_sort(list({'field': field, 'place': place, 'text': text})) AS items,
        list_sort(list_distinct(list(field) FILTER (WHERE is_corrected))) AS corrected
    FROM held
    GROUP BY project_id, version_no
),
spelt AS (
    SELECT project_id, version_no, array_to_string(corrected, ',') AS corrected_fields,
        CAST(to_json(map_from_entries(list_transform(
            list_transform(
                list_sort(list_distinct(list_transform(items, lambda item: item.field))),
                lambda name: {'name': name, 'texts': list_transform(list_filter(items, lambda item: item.field = name), lambda item: item.text)}
            ),
            -- a value that stands twice is told once
            lambda told: {'key': told.name, 'value': list_filter(told.texts, lambda text, n: list_position(told.texts, text) = n)}
        ))) AS VARCHAR) AS field_values
    FROM gathered
),
-- an item that is in one of two consecutive versions only
differing AS (
    SELECT project_id, version_no, field
    FROM (
        SELECT DISTINCT project_id, version_no, field, text FROM held WHERE version_no > 1
        UNION ALL
        SELECT DISTINCT held.project_id, held.version_no + 1, held.field, held.text
        FROM held
        JOIN version AS next ON next.project_id = held.project_id AND next.version_no = held.version_no + 1
    )
    GROUP BY project_id, version_no, field, text
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
    spelt.corrected_fields,
    version.canonical_url AS source_url,
    version.body_sha256,
    version.record_no,
    spelt.field_values
FROM version
JOIN spelt USING (project_id, version_no)
LEFT JOIN changed USING (project_id, version_no)
