"""Organisation numbers: which register they belong to, and whether their check digit is right (python-stdnum).

Belongs here: judging the numbers that were read. Does not belong here: which registers a country has (`parsers/vocabulary/countries.toml`).
"""

from __future__ import annotations

import duckdb
import pyarrow as pa
from stdnum.exceptions import ValidationError

from parsers.vocabulary.countries import NumberScheme, country
from warehouse.tables.arrow_schema import arrow_schema

NUMBER = arrow_schema("staging.organisation_number")


def judged_numbers(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Every organisation number the registries print, as rows of `staging.organisation_number`.

    The scheme is the first of the country's that validates the number, else its first; a number of a country whose registers we do not
    know has neither scheme nor judgement.
    """
    printed = connection.execute(
        "SELECT DISTINCT registry.country_code, seen.beneficiary_org_number "
        "FROM staging.current_record AS seen JOIN ref.registry AS registry USING (registry) "
        "WHERE seen.beneficiary_org_number IS NOT NULL ORDER BY ALL"
    ).fetchall()
    rows = [(code, number, *_judged(country(code).organisation_numbers, number)) for code, number in printed]
    return pa.Table.from_pylist([dict(zip(NUMBER.names, row, strict=True)) for row in rows], NUMBER)


def _judged(schemes: tuple[NumberScheme, ...], number: str) -> tuple[str | None, bool | None]:
    if not schemes:
        return None, None
    fitting = next((scheme for scheme in schemes if _is_valid(scheme, number)), None)
    return (fitting or schemes[0]).scheme, fitting is not None


def _is_valid(scheme: NumberScheme, number: str) -> bool:
    try:
        return bool(scheme.compact(number))
    except ValidationError:
        return False
