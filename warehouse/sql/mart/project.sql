-- grain: project that counts
-- source: mart.project_all
SELECT * EXCLUDE (is_counted) FROM mart.project_all WHERE is_counted
