"""Schema `mart`: tables made for people to read without a join. Every sum stands beside its coverage and its basis; evidence is in `core`.

Belongs here: the list of its tables. The tables stand in `mart_project`, `mart_sums`, `mart_evidence`, what they share in `mart_columns`.
"""

from __future__ import annotations

from warehouse.tables import mart_evidence, mart_project, mart_sums

TABLES = (*mart_project.TABLES, *mart_sums.TABLES, *mart_evidence.TABLES)
