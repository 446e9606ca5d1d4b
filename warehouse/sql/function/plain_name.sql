-- parameters: name
-- description: words in lower case without accents and punctuation, one space between two
trim(regexp_replace(strip_accents(lower(replace(replace(replace(replace(name, 'ø', 'o'), 'Ø', 'o'), 'æ', 'ae'), 'Æ', 'ae'))), '[^\p{L}\p{N}]+', ' ', 'g'))
