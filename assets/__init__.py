"""What Diarium makes: thin Dagster assets and checks, one module per layer. Nothing is wired here (see pipeline.definitions)."""
