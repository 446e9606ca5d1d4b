"""Organisation numbers: which register they belong to, and whether their check digit is right (python-stdnum)."""

from __future__ import annotations

from collections.abc import Callable

import duckdb
from stdnum.dk import cvr
from stdnum.fi import ytunnus
from stdnum.no import orgnr as no_orgnr
from stdnum.se import orgnr as se_orgnr

REGISTERS: dict[str, tuple[str, Callable[[str], bool]]] = {
    "SE": ("SE-ORGNR", se_orgnr.is_valid),
    "NO": ("NO-ORGNR", no_orgnr.is_valid),
    "DK": ("DK-CVR", cvr.is_valid),
    "FI": ("FI-YTUNNUS", ytunnus.is_valid),
}
"""Per country (ISO 3166) the scheme of its register and the test of a number."""


def judge_numbers(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str, str | None, bool | None]]:
    """Every organisation number the registries print, as rows of `staging.organisation_number`: country, number, scheme, validity.

    A number of a country whose register we do not know has neither scheme nor judgement.
    """
    printed = connection.execute(
        "SELECT DISTINCT registry.country_code, seen.value "
        "FROM staging.current_value AS seen JOIN ref.registry AS registry USING (registry) "
        "WHERE seen.field = 'beneficiary_org_number' AND seen.value_no = 1 ORDER BY ALL"
    ).fetchall()
    return [(country, number, *_judged(country, number)) for country, number in printed]


def _judged(country: str, number: str) -> tuple[str | None, bool | None]:
    if country not in REGISTERS:
        return None, None
    scheme, is_valid = REGISTERS[country]
    return scheme, is_valid(number)
