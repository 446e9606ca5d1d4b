-- parameters: moment
-- description: Projects as they were known at a moment (UTC): the version then valid, with its values. Projects not seen yet are left out; of withdrawn ones is_listed_then is false.
SELECT
    version.project_id,
    version.version_no,
    version.valid_from,
    version.valid_to,
    project.is_listed OR project.last_seen_at >= CAST(moment AS TIMESTAMP) AS is_listed_then,
    version.item_values['title'][1] AS title,
    version.item_values['fund_code'][1] AS fund_code,
    version.item_values['start_on'][1] AS start_raw,
    version.item_values['end_on'][1] AS end_raw,
    TRY_CAST(version.item_values['eu_cofinancing_rate_pct'][1] AS DECIMAL(7,4)) AS eu_cofinancing_rate_pct,
    TRY_CAST(version.item_values['total_cost'][1] AS DECIMAL(18,2)) AS total_cost_amount,
    TRY_CAST(version.item_values['support_amount'][1] AS DECIMAL(18,2)) AS support_amount,
    TRY_CAST(version.item_values['eu_contribution'][1] AS DECIMAL(18,2)) AS eu_amount,
    version.item_values['currency'][1] AS currency,
    version.item_values['beneficiary_name'][1] AS beneficiary_name,
    version.item_values['nuts_code'][1] AS nuts_code,
    version.item_values['region_name'][1] AS region_name_raw,
    version.field_values,
    version.source_url,
    version.body_sha256
FROM (
    SELECT *, CAST(CAST(field_values AS JSON) AS MAP(VARCHAR, VARCHAR[])) AS item_values
    FROM core.project_version
    WHERE valid_from <= CAST(moment AS TIMESTAMP) AND (valid_to IS NULL OR valid_to > CAST(moment AS TIMESTAMP))
) AS version
JOIN core.project AS project USING (project_id)
