"""Schema `ref` of a connection, and the corrections: what does not come from captures."""

from __future__ import annotations

from pathlib import Path

from warehouse.euro_rates import exchange_rates
from warehouse.fill import Connection, create_tables, insert_arrow, insert_rows, load_csv
from warehouse.inputs import Inputs, registry_values
from warehouse.tables import catalogue
from warehouse.vocabulary_rows import country_rows, field_rows, scheme_rows

REFERENCE = Path(__file__).parent / "reference"


def load_reference(connection: Connection, inputs: Inputs, *, comments: bool = False) -> dict[str, int]:
    """Creates and fills the tables of schema `ref`, `ops.rule` and `staging.correction`; returns the number of rows by `schema.table`."""
    by_hand = [table for table in catalogue.TABLES if table.is_by_hand]
    made = [table for table in catalogue.tables_of("ref") if table not in by_hand]
    create_tables(connection, [*by_hand, *made, catalogue.table("staging.correction")], comments=comments)
    counts = {table.full_name: load_csv(connection, table, REFERENCE / f"{table.name}.csv") for table in by_hand}
    rows = {
        "ref.country": country_rows(),
        "ref.field": field_rows(),
        "ref.organisation_scheme": scheme_rows(),
        "ref.registry": [registry_values(row) for row in inputs.registries],
    }
    for name, each in rows.items():
        counts[name] = insert_rows(connection, catalogue.table(name), each)
    counts["ref.exchange_rate"] = insert_arrow(connection, catalogue.table("ref.exchange_rate"), exchange_rates())
    for file in inputs.corrections:
        counts["staging.correction"] = load_csv(connection, catalogue.table("staging.correction"), file)
    return counts
