"""How Diarium runs: Dagster assembly, settings, fetching, the bundled sample, the command line."""
