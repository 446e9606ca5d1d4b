-- parameters: postcode
-- description: a postcode without the country in front and without spaces: SE-923 81 is 92381
replace(regexp_replace(upper(postcode), '^[A-Z]{1,2}-', ''), ' ', '')
