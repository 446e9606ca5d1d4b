-- parameters: code
-- description: Projects whose main stated region (current NUTS edition) is the code, or lies in it: SE, SE3, SE33, SE332 (its NUTS-2 region).
SELECT * FROM mart.project WHERE region_code <> 'unallocated' AND code <> '' AND starts_with(region_code, upper(left(code, 4)))
