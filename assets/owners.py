"""Who looks after an asset, for the Dagster UI: whoever is told when something is wrong with it."""

OPERATORS = ["team:operators"]  # a registry, or a publication: somebody must look at a site, decide, or run again
MAINTAINERS = ["team:maintainers"]  # a table: somebody must look at its SQL or its rules
