"""The vocabulary as rows of `ref.country`, `ref.organisation_scheme` and `ref.field`."""

from __future__ import annotations

from parsers.vocabulary.countries import countries
from parsers.vocabulary.fields import FIELDS
from warehouse.tables import catalogue

_ATTRIBUTES = {"country_code": "code", "postcode_form": "postcode"}
"""What `Country` calls a column that has another name there."""


def country_rows() -> list[tuple[object, ...]]:
    """Every country, in the order of the columns of `ref.country`."""
    names = [_ATTRIBUTES.get(column.name, column.name) for column in catalogue.table("ref.country").columns]
    return [tuple(getattr(each, name) for name in names) for each in countries().values()]


def scheme_rows() -> list[tuple[object, ...]]:
    """Every scheme of organisation numbers with its country."""
    return [(scheme.scheme, each.code) for each in countries().values() for scheme in each.organisation_numbers]


def field_rows() -> list[tuple[object, ...]]:
    """Every field that can be read, in the order of the columns of `ref.field`."""
    return [
        (
            name,
            field.kind,
            field.unit,
            field.meaning,
            field.group,
            field.letter,
            field.money and field.money.payer,
            bool(field.money and field.money.is_paid),
            bool(field.money and field.money.is_summed),
            field.money and field.money.currency_field,
        )
        for name, field in FIELDS.items()
    ]
