"""Nothing about a country stands in code: what differs from country to country is in the vocabulary or in the reference data."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from parsers.vocabulary.countries import countries

ROOT = Path(__file__).parents[2]
CODES = "|".join(each.code for each in countries().values() if each.languages) + "|EL|UK"
QUOTED = re.compile(rf"""["'^](?:{CODES})(?:["']|-[A-Z]+["':]|\d[0-9A-Z]{{0,2}}["'])""")
"""A country code, a NUTS code or a scheme of organisation numbers in quotes, or at the beginning of a regular expression."""
ALLOWED = {
    "warehouse/sql/checks/union_money_is_the_unions_alone.sql": ("EU", "who pays: the Union"),
    "parsers/vocabulary/fields.py": ("EU", "who pays: the Union"),
    "warehouse/sql/checks/cci_agrees_with_project.sql": ("IS", "letters of the fund ISF in a programme's number"),
}
"""By file the one code that means something else there, and what."""
LEFT_OUT = ("parsers/registries/",)
"""Folders of single registries and their sample pages, which may name their country."""
FILES = [
    path
    for package in ("assets", "parsers", "pipeline", "warehouse")
    for path in sorted((ROOT / package).rglob("*"))
    if path.suffix in (".py", ".sql", ".js") and not path.relative_to(ROOT).as_posix().startswith(LEFT_OUT)
]


def country_codes(path: Path, text: str) -> list[str]:
    """Where country codes stand in a file, as `line: words`."""
    allowed = ALLOWED.get(path.as_posix(), ("", ""))[0]
    lines = text.splitlines()
    return [f"{number}: {found[0]}" for number, line in enumerate(lines, 1) for found in QUOTED.finditer(line) if found[0][1:-1] != allowed]


@pytest.mark.parametrize("path", [path.relative_to(ROOT) for path in FILES], ids=str)
def test_no_code_names_a_country(path: Path) -> None:
    assert country_codes(path, (ROOT / path).read_text("utf-8")) == []


@pytest.mark.parametrize("words", ["if code == 'SE':", 'NEIGHBOURS = ["NO"]', "'^GR', 'EL'", "LIKE 'SE-ORGNR:%'", "IN ('SE32')", "= 'UK'"])
def test_a_country_in_code_is_seen(words: str) -> None:
    assert country_codes(Path("some.py"), words)


@pytest.mark.parametrize("path", sorted(ALLOWED))
def test_an_exception_is_needed(path: str) -> None:
    code, reason = ALLOWED[path]
    assert reason
    assert re.search(rf"['\"]{code}['\"]", (ROOT / path).read_text("utf-8"))
