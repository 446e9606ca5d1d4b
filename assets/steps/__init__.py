"""The work behind the assets, plain: taking captures, reading a registry, judging both. Nothing here imports Dagster."""
