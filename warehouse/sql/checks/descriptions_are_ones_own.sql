-- severity: info
-- table: mart.project_all
-- rules: R-TXT-07
-- description: no description stands at more than five projects of different owners
WITH shared AS (
    SELECT hash(description) AS description_hash
    FROM mart.project_all
    WHERE length(description) >= 50
    GROUP BY hash(description)
    HAVING count(*) > 5
)
SELECT project.registry, left(project.description, 80) AS beginning, count(*) AS n_projects, count(DISTINCT owner.organisation_id) AS n_owners,
    min(project.project_id) AS for_example
FROM mart.project_all AS project
JOIN shared ON shared.description_hash = hash(project.description)
JOIN core.participation AS owner ON owner.project_id = project.project_id AND owner.role = 'beneficiary'
GROUP BY project.registry, hash(project.description), left(project.description, 80)
HAVING count(DISTINCT owner.organisation_id) > 5
