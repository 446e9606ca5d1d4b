-- parameters: code
-- description: Projects that count whose main stated region (current NUTS edition) is the code, or lies in it: SE, SE3, SE33, SE332 (its NUTS-2 region). A country has those of no one region, too. A code of no NUTS edition is an error.
SELECT * FROM mart.project WHERE region_code <> 'unallocated' AND starts_with(region_code, upper(left(code, 4)))
UNION ALL BY NAME
SELECT error('in_region: no NUTS edition has the region ''' || coalesce(code, 'NULL') || '''; FROM ref.region lists the codes') AS project_id
WHERE coalesce(upper(code) NOT IN (SELECT region_code FROM ref.region WHERE NOT is_pseudo), true)
