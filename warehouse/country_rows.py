"""The countries of the vocabulary as rows of `ref.country` and `ref.organisation_scheme`."""

from __future__ import annotations

from parsers.vocabulary.countries import countries
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
