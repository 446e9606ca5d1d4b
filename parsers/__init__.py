"""Bytes in, observations out: pure readers of registry pages. No network, no database, no Dagster."""
