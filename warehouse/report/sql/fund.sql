-- titles of the funds that occur
SELECT fund_code, title
FROM ref.fund
WHERE fund_code IN (SELECT fund_code FROM mart.project_all)
ORDER BY fund_code
