"""What was read from the stored pages, one Parquet set per registry, and the state of its last reading."""
