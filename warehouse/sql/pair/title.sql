-- grain: operation or mention with a title of eight characters or more
-- source: staging.current_record, core.mention
SELECT project_id AS subject_id, registry, 'project' AS kind, plain_name(title) AS title_key, start_on, end_of(end_on, end_precision) AS end_on,
    country_code, CAST(NULL AS VARCHAR) AS owner_name
FROM staging.current_record
WHERE length(plain_name(title)) >= 8
UNION ALL
SELECT mention_id, registry, 'mention', plain_name(title), start_on, end_on, NULL, beneficiary_name
FROM core.mention
WHERE length(plain_name(title)) >= 8
