-- parameters: code
-- description: Projects whose main stated region is the NUTS-2 code (current edition), or lies in the country or NUTS-1 region named.
SELECT * FROM mart.project WHERE region_code <> 'unallocated' AND starts_with(region_code, code)
