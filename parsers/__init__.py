"""Bytes in, observations out: pure readers of registry pages. No network, no database, no Dagster.

A function `read_...` adds what it finds to a draft; one named for what it gives (`amount_of`, `postcode`) returns it and changes nothing.
"""
