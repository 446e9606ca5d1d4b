"""The funds of the Union: their codes, and the names and acronyms they are printed with.

Belongs here: the shape of `funds.toml` and its loading. Does not belong here: names that only one registry prints (its `fund_names`), or
how a printed value is read (`parsers.values.codes`).
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def fund_key(words: str) -> str:
    """A fund's name as names are compared: single spaces, small letters, one kind of apostrophe."""
    return " ".join(unicodedata.normalize("NFC", words).split()).casefold().replace("’", "'")


def _loaded(tables: dict[str, Any]) -> dict[str, str]:
    """The fund of every name. Raises `ValueError` where a name stands under two."""
    endings = [f"{gap}{ending}" for ending in tables.pop("plus") for gap in ("", " ")]
    printed = [(name, code) for code, table in tables.items() for name in (code, *table["acronyms"], *table["names"])]
    printed += [(name + ending, "ESF+") for name, code in printed if code == "ESF" for ending in endings]
    funds: dict[str, str] = {}
    for name, code in printed:
        if funds.setdefault(fund_key(name), code) != code:
            raise ValueError(f"{_FILE.name}: {name!r} stands under {funds[fund_key(name)]} and {code}")
    return funds


_FILE = Path(__file__).with_suffix(".toml")
_TABLES = tomllib.loads(_FILE.read_text("utf-8"))
FUND_NAMES: Mapping[str, str] = _loaded(_TABLES)
"""The code of a fund by every name it is printed with, as `fund_key` has it."""
FUNDS: tuple[str, ...] = tuple(_TABLES)
"""The codes of the funds."""
