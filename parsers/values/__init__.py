"""From words as printed to values, one reader per kind: money, dates, numbers, codes. None guesses a format."""
