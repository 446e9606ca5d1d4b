"""Schema `core`: one row per thing. What registries say, put in order; nothing is summed here (`mart`).

Belongs here: the list of its tables. The tables stand in `core_project`, `core_organisation`, `core_place`, `core_money`, `core_evidence`.
"""

from __future__ import annotations

from warehouse.tables import core_evidence, core_money, core_organisation, core_place, core_project

TABLES = (*core_project.TABLES, *core_organisation.TABLES, *core_place.TABLES, *core_money.TABLES, *core_evidence.TABLES)
