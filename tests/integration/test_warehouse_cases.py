"""What the warehouse makes of what registries say: identity, history, places, money, organisations, links. The cases are in a file."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from warehouse_inputs import DANISH, ESF_CODE, ESF_SE, KOHESIO, MIRROR, NEWS, Raw, old_project, project, rows

CASES = tomllib.loads(Path(__file__).with_name("warehouse_cases.toml").read_text("utf-8"))["cases"]
BY_THEIR_CODES = (replace(ESF_SE, code_pattern=ESF_CODE), replace(KOHESIO, code_pattern=r"Q\d+"), DANISH, NEWS, MIRROR)
REGISTRIES = {row.registry: row for row in BY_THEIR_CODES}
OF_A_PAGE = ("status", "kind", "body", "issues", "precisions", "items")


def built(root: Path, case: dict[str, Any]) -> Path:
    raw = Raw(root, registries=tuple(REGISTRIES[code] for code in case.get("registries", ["esf_se"])))
    under_way = None
    for page in case["pages"]:
        crawl = page.get("week", 0), page.get("registry", "esf_se"), page.get("state", "accepted")
        if crawl != under_way:
            week, registry, state = under_way = crawl
            raw.crawl(week, registry=registry, state=state)
        code = page.get("code", "22-021-S03")
        usual = old_project if page.get("period") == "2014-2020" else project
        record = page.get("record") or usual(code, **dict.fromkeys(page.get("without", ())), **page.get("values", {}))
        raw.page(
            page.get("address", code),
            *([] if page.get("without_record") else [record]),
            **{name: page[name] for name in OF_A_PAGE if name in page},
        )
    return raw.build(corrections=case.get("corrections", []))


def text(value: object) -> str:
    return "NULL" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_tables_answer(case: dict[str, Any], tmp_path: Path) -> None:
    path = built(tmp_path, case)
    for query, expected in case["answers"]:
        assert [" | ".join(map(text, row)) for row in rows(path, query)] == expected, query
