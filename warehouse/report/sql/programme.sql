-- titles of the programmes that occur
SELECT DISTINCT programme_cci, programme_title FROM mart.project_all WHERE programme_cci IS NOT NULL ORDER BY programme_cci
