"""Snapshots for citing, one module per kind of file, put together in `snapshot`; nothing is imported here."""
