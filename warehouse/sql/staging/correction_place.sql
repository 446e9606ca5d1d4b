-- grain: correction x record of a stored page to which it applies
-- a correction applies to every capture that says what it expects: it is no change, and it ends where the source says something else
-- source: staging.correction, staging.sighting, staging.observation
WITH record AS (
    SELECT DISTINCT registry, canonical_url, body_sha256, record_no, project_id
    FROM staging.sighting
    JOIN staging.correction USING (project_id)
    WHERE is_readable
),
seen AS (
    SELECT record.*, correction.field, correction.expected_value, correction.corrected_value, correction.corrected_precision, correction.reason,
        count(observation.value) AS n_values,
        count(observation.value) FILTER (WHERE observation.value = correction.expected_value) AS n_expected
    FROM record
    JOIN staging.correction AS correction USING (project_id)
    LEFT JOIN staging.observation AS observation
        ON observation.registry = record.registry
        AND observation.canonical_url = record.canonical_url
        AND observation.body_sha256 = record.body_sha256
        AND observation.record_no = record.record_no
        AND observation.field = correction.field
    GROUP BY ALL
)
SELECT registry, canonical_url, body_sha256, record_no, project_id, field, expected_value, corrected_value, corrected_precision, reason
FROM seen
WHERE CASE WHEN expected_value IS NULL THEN n_values = 0 AND corrected_value IS NOT NULL ELSE n_expected > 0 END
