-- severity: warning
-- table: core.project
-- rules: R-OBS-02
-- description: no project has more than 100,000 participants
SELECT project_id, participants, participants_planned, source_url
FROM core.project
WHERE greatest(participants, participants_planned) > 100000
