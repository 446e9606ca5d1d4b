-- parameters: name
-- description: a name for comparing: lower case, no accents, no punctuation, no legal form; empty where nothing is left
nullif(trim(regexp_replace(regexp_replace(
    ' ' || regexp_replace(strip_accents(lower(replace(replace(replace(name, 'ø', 'o'), 'Ø', 'o'), 'æ', 'ae'))), '[^\p{L}\p{N}]+', ' ', 'g') || ' ',
    ' (aktiebolag|aktiebolaget|ab|publ|a s|as|aps|asa|amba|oy|oyj|abp|ry|rf|ekonomisk forening|ek for|ideell forening|hb|kb|ltd|limited|gmbh|sp z o o|s a|srl|bv|nv) ',
    ' ', 'g'), '\s+', ' ', 'g')), '')
