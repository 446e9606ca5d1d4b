-- grain: project x organisation x role
-- source: core.participation, core.organisation, mart.project_all
WITH slice_participation AS NOT MATERIALIZED (SELECT * FROM core.participation WHERE in_slice(project_id)),
slice_project AS NOT MATERIALIZED (SELECT * FROM mart.project_all WHERE in_slice(project_id)),
owner AS (
    SELECT project_id, min(country_code) AS country_code
    FROM slice_participation AS participation
    WHERE role = 'beneficiary'
    GROUP BY project_id
)
SELECT
    member.project_id,
    project.title,
    project.registry,
    project.fund_code,
    member.organisation_id,
    organisation.name AS organisation_name,
    member.name_raw,
    member.role,
    member.country_code,
    CASE WHEN member.role <> 'beneficiary' THEN member.country_code <> owner.country_code ELSE false END AS is_cross_border,
    project.n_organisations,
    organisation.org_number,
    member.region_name_raw,
    project.beneficiary_name,
    project.is_counted,
    project.programme_cci,
    project.programme_title,
    project.region_code,
    project.region_name,
    project.start_on,
    project.end_on,
    project.total_cost_amount AS project_total_cost_amount,
    project.support_amount AS project_support_amount,
    project.eu_amount AS project_eu_amount,
    project.currency,
    project.total_cost_eur AS project_total_cost_eur,
    project.support_eur AS project_support_eur,
    project.eu_eur AS project_eu_eur,
    project.source_url
FROM slice_participation AS member
JOIN core.organisation AS organisation USING (organisation_id)
JOIN slice_project AS project USING (project_id)
LEFT JOIN owner USING (project_id)
