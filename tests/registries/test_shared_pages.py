"""The real pages of `../shared`, scored as its own tool scores them: by kind of page, negatives without a record."""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from parsers.reading import Page
from parsers.record.json_records import records
from parsers.registry import source_for

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
PAGES = SHARED / "data" / "pages"
pytestmark = pytest.mark.skipif(not PAGES.is_dir(), reason="../shared with the real pages is not here")
LEAST = {"kv": 0.98, "prose": 0.90, "prose-multi": 0.90}
MISSED_ON_PURPOSE = {("17_interregno_webnsf_scf.txt", "total_cost"), ("17_interregno_webnsf_scf.txt", "currency")}  # decision 9


@cache
def scorer() -> ModuleType:
    sys.path.insert(0, str(SHARED / "tools"))
    try:
        import score_extraction
    finally:
        sys.path.pop(0)
    return score_extraction


@cache
def compared() -> list[tuple[str, str, str, Any, Any, bool]]:
    """Kind, file, field, gold, read and whether they agree, for every field that either has; `record` for the records themselves."""
    tool, by_file = scorer(), defaultdict(list)
    for line in (PAGES / "gold.jsonl").read_text("utf-8").splitlines():
        by_file[json.loads(line)["file"]].append(json.loads(line))
    found: list[tuple[str, str, str, Any, Any, bool]] = []
    for name, gold in by_file.items():
        header, _, text = (PAGES / name).read_text("utf-8").partition("\n\n")
        address = re.search(r"^# url: (\S+)", header, re.M)
        assert address
        got = records(source_for(address[1]).parse(Page(address[1], text.encode(), "text/plain; charset=utf-8")))
        kind = gold[0]["kind"]
        if kind == "negative":
            found.append((kind, name, "record", 0, len(got), not got))
            continue
        for wanted, read in tool.pair(gold, got):
            found.append((kind, name, "record", wanted is not None, read is not None, wanted is not None and read is not None))
            for field, key in tool.FIELDS.items() if wanted else ():
                want, have = wanted.get(key), (read or {}).get(field)
                if (read or {}).get("methods", {}).get(field) == "derived" and want is None:
                    have = None
                if want is not None or have is not None:
                    agree = want is not None and have is not None and tool.same(field, want, have)
                    found.append((kind, name, field, want, have, agree))
    return found


@pytest.mark.parametrize("kind", LEAST)
def test_pages_of_a_kind_are_read_as_the_gold_says(kind: str) -> None:
    of_kind = [each for each in compared() if each[0] == kind]
    hit = sum(agree for *_, agree in of_kind)
    spurious = sum(have not in (None, False) and not agree for *_, have, agree in of_kind)
    missed = sum(want not in (None, False) and not agree for *_, want, _, agree in of_kind)
    assert hit > 10 or kind == "prose"
    assert 2 * hit / (2 * hit + spurious + missed) >= LEAST[kind]


def test_nothing_but_what_is_missed_on_purpose_differs() -> None:
    differing = {(name, field) for _, name, field, _, _, agree in compared() if not agree}
    assert differing == MISSED_ON_PURPOSE


def test_the_negatives_give_no_record() -> None:
    assert {name: have for kind, name, _, _, have, _ in compared() if kind == "negative" and have} == {}
