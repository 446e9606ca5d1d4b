-- parameters: words
-- description: words without space around them and one space between two
trim(regexp_replace(words, '\s+', ' ', 'g'))
