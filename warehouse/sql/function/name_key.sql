-- parameters: name
-- description: a name for comparing: lower case, no accents, no punctuation, no legal form behind it (Ltd, AB (publ), Oy, A/S); where nothing else is left, the legal form
coalesce(
    nullif(plain_name(regexp_replace(
        trim(regexp_replace(lower(name), '[^\p{L}\p{N}]+', ' ', 'g')) || ' ',
        '^(?:aktiebolaget |ab |oy |as )|(?: (?:aktiebolag|ab|publ|a s|as|aps|asa|amba|oy|oyj|abp|ry|rf|ekonomisk förening|ek för|ideell förening|hb|kb|ltd|limited|gmbh|sp z o o|s a|srl|bv|nv))+ $',
        ' ', 'g'
    )), ''),
    nullif(plain_name(name), '')
)
