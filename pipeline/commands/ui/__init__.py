"""`diarium ui`: the Dagster UI over the instance that command-line runs use."""
