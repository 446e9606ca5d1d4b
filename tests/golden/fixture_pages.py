"""Writes the golden fixtures anew: pages of the bundled sample, what was asked, and what the parser makes of them.

    python -m tests.golden.fixture_pages        # then read the difference: git diff tests/fixtures

The bodies come from the sample site (our own prose, real shapes). `expected.json` is our own output,
kept so that a change of it is seen; that it is right is shown against the sample's table (`test_every_printed_fact.py`).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pipeline.sample.neighbours import NEIGHBOURS, neighbour, site_of

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "tests" / "fixtures"
HOST = "https://www.esf.se"
PROJECT = "/resultat/projektbanken/projekt/?dnr="
ESF_SE = {
    "layout_a_banner_22-021-S03": PROJECT + "22-021-S03",
    "layout_b_nested_23-051-S01": PROJECT + "23-051-S01",
    "layout_c_aliases_22-044-S07": PROJECT + "22-044-S07",
    "layout_d_heading_projekt_22-017-S01": PROJECT + "22-017-S01",
    "layout_e1_empty_dates_2022-00355": PROJECT + "2022/00355",
    "layout_e2_no_diarienummer_2022-00500": PROJECT + "2022/00500",
    "national_se0_23-043-S02": PROJECT + "23-043-S02",
    "special_spaces_23-904-S03": PROJECT + "23-904-S03",
    "soft_hyphens_24-902-S01": PROJECT + "24-902-S01",
    "unknown_label_without_colon_24-906-S01": PROJECT + "24-906-S01",
    "call_at_a_project_address_24-911-U02": PROJECT + "24-911-U02",
    "list_page_2": "/resultat/projektbanken/?sida=2",
}
CASES = {"esf_se": {name: HOST + address for name, address in ESF_SE.items()}} | {code: neighbour(code).CASES for code in NEIGHBOURS}
"""By registry the name of each fixture and the address of its page."""


def read_case(folder: Path) -> dict[str, Any]:
    """What the parser makes of a fixture: kind, records with everything they hold, issues, links of a list page."""
    from parsers.reading import Page
    from parsers.record.json_records import records
    from parsers.registry import sources

    request = json.loads((folder / "request.json").read_text("utf-8"))
    source = sources()[folder.parent.name]
    page = Page(request["url"], (folder / "body.html").read_bytes(), request["content_type"])
    reading = source.parse(page)
    told = records(reading)
    for record in told:
        record["description_begins"] = (record.pop("description", None) or "")[:60]
        record["raw"].pop("description", None)
        record.pop("issues")
    issues = [{"code": issue.code, "severity": issue.severity, "field": issue.field, "label": issue.label} for issue in reading.issues]
    links = [f"{link.kind} {link.url}" for link in source.discover(page)] if reading.kind == "list" else []
    return {"kind": reading.kind, "records": told, "issues": issues, "links": links}


def main() -> None:
    """Writes every case."""
    for registry, cases in CASES.items():
        site = site_of(registry)
        for name, url in cases.items():
            folder = FIXTURES / registry / name
            folder.mkdir(parents=True, exist_ok=True)
            parts = urlsplit(url)
            page = site.find(f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}")
            (folder / "body.html").write_bytes(page.body)
            _write(folder / "request.json", {"url": url, "content_type": page.content_type})
            _write(folder / "expected.json", read_case(folder))


def _write(file: Path, value: Any) -> None:
    file.write_text(json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
