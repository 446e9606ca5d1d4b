-- grain: correction x record of a stored page to which it applies
-- a correction applies to every capture that says what it expects: it is no change, and it ends where the source says something else
-- source: staging.correction, staging.presence, staging.record_read
WITH record AS (
    SELECT DISTINCT registry, canonical_url, body_sha256, record_no, project_id
    FROM staging.presence
    SEMI JOIN staging.correction USING (project_id)
    WHERE is_readable
),
seen AS (
    SELECT record.*, correction.* EXCLUDE (project_id, decided_on),
        list_transform(
            list_filter(read.evidence, lambda item: item.field = correction.field), lambda item: coalesce(item.value, item.value_raw)
        ) AS said
    FROM record
    JOIN staging.correction AS correction USING (project_id)
    JOIN staging.record_read AS read USING (registry, canonical_url, body_sha256, record_no)
)
SELECT registry, canonical_url, body_sha256, record_no, project_id, field, expected_value, corrected_value, corrected_precision, reason
FROM seen
WHERE CASE WHEN expected_value IS NULL THEN length(said) = 0 AND corrected_value IS NOT NULL ELSE list_contains(said, expected_value) END
