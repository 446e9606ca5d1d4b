"""The currency of a record's amounts: printed with them, or the registry's, and never guessed.

Belongs here: which currency an amount gets, and amounts that cannot stand beside the others. Does not belong here: how a currency is
written (`parsers.values.money`).
"""

from __future__ import annotations

from dataclasses import replace

from parsers.reading import Observation
from parsers.record.draft import Draft
from parsers.vocabulary.fields import AMOUNTS_OF_RECORD, FIELDS

MAIN_AMOUNTS = tuple(name for name in AMOUNTS_OF_RECORD if (money := FIELDS[name].money) and money.currency_field == "currency")


def settle_currency(draft: Draft) -> None:
    """States the currency of the record's amounts: the one printed with them, or else the registry's.

    Where a registry prints several currencies, an amount without one could be in any of them: it is reported and left null. Amounts of
    one record in different currencies cannot be compared: those that are not in the currency of the first one become funding lines of
    their own, and an issue says so.
    """
    for name in AMOUNTS_OF_RECORD:
        if draft.value(name) and name not in draft.currencies and draft.registry.other_currencies:
            _drop_unstated(draft, name)
    present = [name for name in MAIN_AMOUNTS if draft.value(name)]
    by_field = {name: draft.currencies[name][0] if name in draft.currencies else draft.registry.currency for name in present}
    if present:
        first = present[0]
        for name in present[1:]:
            if by_field[name] != by_field[first]:
                _as_funding_line(draft, name, by_field[name], by_field[first])
        _state_currency(draft, "currency", next((name for name in present if name in draft.currencies and draft.value(name)), None))
    if draft.value("national_contribution"):
        named = "national_contribution" if "national_contribution" in draft.currencies else None
        _state_currency(draft, "national_contribution_currency", named)


def _state_currency(draft: Draft, name: str, amount: str | None) -> None:
    if (name, 0) in draft.observations:
        return
    if amount is None:
        draft.derive(name, draft.registry.currency, "currency of the registry; the page prints none")
        return
    code, span = draft.currencies[amount]
    seen = draft.observations[amount, 0]
    raw = draft.page.text[span.start : span.end]
    draft.observations[name, 0] = Observation(draft.record_no, name, code, raw, seen.method, seen.label, span.start, span.end)


def _drop_unstated(draft: Draft, name: str, item_no: int = 0) -> None:
    """Leaves an amount null that is printed without a currency in a registry that prints several, and reports it."""
    seen = draft.observations.pop((name, item_no))
    told = f"{seen.label or name}: no currency is printed with it, and {draft.registry.code} prints several"
    draft.issue("unstated_currency", told, field=name, label=seen.label, value_raw=seen.value_raw)


def _as_funding_line(draft: Draft, name: str, currency: str, other: str) -> None:
    seen = draft.observations.pop((name, 0))
    item = draft.next_item("funding_amount")
    draft.observations["funding_amount", item] = replace(seen, field="funding_amount", item_no=item)
    printed = draft.currencies.get(name)
    if printed:
        draft.read("funding_currency", printed[1], seen.method, seen.label, value=printed[0], item_no=item)
    draft.derive("funding_currency", currency, f"currency of {name}", item, derived_from=("funding_amount",))
    draft.derive("funding_kind", name, f"the field {name}", item, derived_from=("funding_amount",))
    told = f"{seen.label or name} is in {currency}, the record's other amounts in {other}; kept as a funding line of its own"
    draft.issue("mixed_currencies", told, field=name, label=seen.label, value_raw=seen.value_raw)


def state_currency_of_line(draft: Draft, item: int) -> None:
    """The currency printed with the amount of a line of funding, or else the registry's where it prints one only."""
    printed = draft.currencies.pop("funding_amount", None)
    if printed is None and draft.registry.other_currencies:
        _drop_unstated(draft, "funding_amount", item)
        return
    if printed is None:
        draft.derive("funding_currency", draft.registry.currency, "currency of the registry; the page prints none", item)
        return
    label = draft.observations["funding_amount", item].label
    draft.read("funding_currency", printed[1], "label", label, value=printed[0], item_no=item)
