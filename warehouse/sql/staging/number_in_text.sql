-- grain: project or mention x field x number of the form of a project code in its words
-- source: staging.current_record, staging.record, core.mention
WITH text AS (
    UNPIVOT (SELECT project_id AS subject_id, registry, 'project' AS kind, title, description, programme_name, website, acronym FROM staging.current_record)
    ON title, description, programme_name, website, acronym INTO NAME field VALUE value
    UNION ALL
    UNPIVOT (
        SELECT mention.mention_id AS subject_id, mention.registry, 'mention' AS kind, record.title, record.description
        FROM core.mention AS mention
        JOIN staging.record AS record
            ON record.canonical_url = mention.source_url AND record.body_sha256 = mention.body_sha256 AND record.record_no = mention.record_no
    )
    ON title, description INTO NAME field VALUE value
)
SELECT subject_id, registry, kind, field,
    unnest(list_distinct(regexp_extract_all(
        value, '\b(?:20[0-9]{2}[A-Z]{2}[0-9]{2}[A-Z0-9]{2}[A-Z]{2}[0-9]{3}_)?[A-Z]?[0-9]{2,8}(?:[-/][0-9]{3,6})?(?:-[A-Z][0-9]{2,})?\b'
    ))) AS printed
FROM text
WHERE regexp_matches(value, '[0-9]{3}')
