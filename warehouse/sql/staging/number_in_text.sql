-- grain: project or mention x field x number of the form of a project code in its words
-- source: staging.current_record, staging.record, core.mention
WITH told AS (
    SELECT project_id AS subject_id, registry, 'project' AS kind, unnest(numbers_in_text, recursive := true) FROM staging.current_record
    UNION ALL
    SELECT mention.mention_id, mention.registry, 'mention', unnest(record.numbers_in_text, recursive := true)
    FROM core.mention AS mention
    JOIN (SELECT canonical_url, body_sha256, record_no, numbers_in_text FROM staging.record) AS record
        ON record.canonical_url = mention.source_url AND record.body_sha256 = mention.body_sha256 AND record.record_no = mention.record_no
)
SELECT * FROM told WHERE kind = 'project' OR field IN ('title', 'description')
