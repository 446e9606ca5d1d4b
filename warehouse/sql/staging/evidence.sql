-- grain: record of a stored page
-- source: staging.record
SELECT registry, canonical_url, body_sha256, record_no, project_code, evidence AS items FROM staging.record
