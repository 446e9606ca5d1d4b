-- severity: info
-- table: core.participation
-- rules: R-PAR-06
-- description: no two organisations of a project have one name in one role
SELECT member.project_id, member.role, organisation.name_normalised, string_agg(member.organisation_id, ', ' ORDER BY member.organisation_id) AS organisation_ids
FROM core.participation AS member
JOIN core.organisation AS organisation USING (organisation_id)
WHERE organisation.name_normalised IS NOT NULL
GROUP BY member.project_id, member.role, organisation.name_normalised
HAVING count(*) > 1
