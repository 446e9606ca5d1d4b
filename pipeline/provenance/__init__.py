"""From a value to its words and back: what `diarium cite` prints and `diarium verify` proves.

Belongs here: looking values up, showing them, comparing them with stored bodies. Does not belong here: reading pages (`parsers`).
"""
