-- one row per project for lists and search: those that changed last, where there are more than the page holds
SELECT project.project_id, project.registry, project.project_code, project.title, project.acronym, project.beneficiary_name,
    project.fund_code, project.programme_cci, project.programme_name_raw, project.country_code, project.region_code, project.region_name_raw,
    project.start_on, project.start_precision, project.end_on, project.end_precision, project.total_cost_amount, project.support_amount,
    project.eu_amount, project.currency, project.total_cost_eur, project.support_eur, project.eu_eur, project.is_counted, project.is_listed,
    project.n_versions, project.issue_count, strftime(project.changed_at, '%Y-%m-%d') AS changed_on
FROM (
    SELECT * FROM mart.project_all ORDER BY mart.project_all.changed_at DESC, project_id LIMIT ?
) AS project
ORDER BY project.project_id
