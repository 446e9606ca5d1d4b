"""The command `diarium fixture`: what a registry's reader makes of its sample pages, written to `expected.json` for review.

Belongs here: the form of `expected.json`, and what differs between two of them. Does not belong here: whether a value is right;
`facts.csv` says what is printed (`pipeline.sample_facts`).
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.terminal.options import FAILED, USAGE, DataDir, fail, need_registry, settings_from
from pipeline.terminal.wording import counted
from warehouse.visible import visible

if TYPE_CHECKING:
    from parsers.reading import Page
    from parsers.registry import Source
    from pipeline.sample_site import SampleSite

Expected = dict[str, Any]
"""The content of an `expected.json`: by file of a page its kind, records, issues and links."""

EXPECTED = "expected.json"
BEGINNING = 60  # characters kept of a description
LINE = 140  # characters of the longest line that holds several values
_PER_FIELD = ("raw", "derived_by", "methods", "labels")  # parts of a record that hold something for each field
_LEFT_OUT = ("spans", "issues", "unclaimed_share", "span")  # places change with every letter of a page; issues stand with the page


def fixture(
    code: Annotated[str, typer.Argument(help="The registry, for example esf_se.")],
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit with 1 where the file would change.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Read all sample pages of a registry and write what was read to expected.json in its folder, for review.

    It prints how many values changed against the file before, by field, and every difference from facts.csv, where a person writes what the
    pages print; that file is never touched. Ends with 1 where a fact is read otherwise.

    Example: `diarium fixture esf_se`, then read `git diff`.
    """
    from parsers.registry import sources
    from pipeline.sample_site import SampleProblem, SampleSite

    settings_from(data_dir)  # finds the registries of the data folder too
    need_registry(code)
    source = sources()[code]
    if source.problem:
        fail(visible(source.problem), FAILED)
    try:
        site = SampleSite.of(source.folder)
    except SampleProblem as error:
        fail(visible(str(error)), FAILED)
    file = source.folder / EXPECTED
    new = expected_pages(source, site)
    counts = changes(_read(file), new)
    if counts and not check:
        try:
            file.write_text(as_text(new) + "\n", "utf-8")
        except OSError as error:
            fail(f"{file}: {error.strerror}", USAGE)
    _print_changes(file, len(new), counts, written=not check)
    if not _is_as_facts_say(source) or (counts and check):
        raise typer.Exit(FAILED)


def _is_as_facts_say(source: Source) -> bool:
    """Whether the reading is what facts.csv says; prints each difference, and how many values agree."""
    from pipeline.sample_facts import FactsError, differences, read_folder

    try:
        folder = read_folder(source, source.folder)
    except FactsError as error:
        fail(visible(str(error)), FAILED)
    wrong = [told for _, told in differences(folder)]
    sys.stdout.writelines(f"{visible(told)}\n" for told in wrong)
    sys.stdout.write(f"facts.csv: {counted(len(folder.facts), 'value')} written there by a person, {counted(len(wrong), 'difference')}\n")
    return not wrong


def expected_pages(source: Source, site: SampleSite) -> Expected:
    """What the reader makes of every page of a sample site, by file; one served at several addresses is read at the first."""
    from parsers.reading import Page

    expected: Expected = {}
    for address, page in site.pages.items():
        if page.file not in expected:
            expected[page.file] = _expected_page(source, Page(address, page.body, page.content_type))
    return expected


def _expected_page(source: Source, page: Page) -> Expected:
    """What the reader makes of one page: its kind, the records with the words behind their values, issues, and links of a list page."""
    from parsers.record.json_records import records

    reading = source.parse(page)
    issues = [{"code": issue.code, "severity": issue.severity, "field": issue.field, "label": issue.label} for issue in reading.issues]
    links = [f"{link.kind} {link.url}" for link in source.discover(page)] if reading.kind == "list" else []
    read = records(reading)
    for record in read:  # of a value with a label, and of a derived one, the method is plain
        record["methods"] = {field: method for field, method in record["methods"].items() if method not in ("label", "derived")}
    made = {"kind": reading.kind, "records": read, "issues": issues, "links": links}
    return {name: _shortened(part) for name, part in made.items() if part}


def changes(before: Expected, after: Expected) -> dict[str, dict[str, list[str]]]:
    """What differs, by field: the files of the pages where it is `new`, `gone` or `changed`."""
    old, new = dict(_cells(before)), dict(_cells(after))
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for cell in sorted(old.keys() | new.keys()):
        if old.get(cell) != new.get(cell):
            page, _, field = cell
            found[field]["new" if cell not in old else "gone" if cell not in new else "changed"].append(page)
    return found


def as_text(value: Any, indent: str = "") -> str:
    """The file's text: keys in order, what fits into a line on one line, so that a change of a value is a change of its line."""
    line = json.dumps(value, ensure_ascii=False, sort_keys=True)
    if len(line) <= LINE or not isinstance(value, dict | list):
        return line
    inner = f"{indent} "
    if isinstance(value, dict):
        parts = [f"{json.dumps(name, ensure_ascii=False)}: {as_text(part, inner)}" for name, part in sorted(value.items())]
    else:
        parts = [as_text(part, inner) for part in value]
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    return f"{opening}\n{inner}" + f",\n{inner}".join(parts) + f"\n{indent}{closing}"


def _shortened(value: Any) -> Any:
    """The value without what is empty or left out; of descriptions only the beginning."""
    if isinstance(value, list):
        return [_shortened(each) for each in value]
    if not isinstance(value, dict):
        return value
    kept = {name: _shortened(part) for name, part in value.items() if name not in _LEFT_OUT and part not in (None, [], {})}
    if "description" in kept:
        kept["description"] = str(kept["description"])[:BEGINNING]
    return kept


def _cells(expected: Expected) -> Iterator[tuple[tuple[str, int, str], Any]]:
    """Every comparable part of the file: page, record (0: the page itself) and field, with all that is said of it."""
    for name, page in expected.items():
        for part in ("kind", "issues", "links"):
            if part in page:
                yield (name, 0, part), page[part]
        for number, record in enumerate(page.get("records", ()), 1):
            fields = record.keys() - set(_PER_FIELD) | {field for part in _PER_FIELD for field in record.get(part, ())}
            for field in fields:
                yield (name, number, field), [record.get(field), *(record.get(part, {}).get(field) for part in _PER_FIELD)]


def _read(file: Path) -> Expected:
    """The file as it is; nothing where there is none or it is no JSON object, because it is written anew."""
    try:
        held = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return held if isinstance(held, dict) else {}


def _print_changes(file: Path, n_pages: int, counts: Mapping[str, Mapping[str, list[str]]], *, written: bool) -> None:
    n_changed = sum(len(pages) for kinds in counts.values() for pages in kinds.values())
    told = f"{counted(n_changed, 'changed value')} against the file{' before' if written else ''}" if counts else "unchanged"
    sys.stdout.write(f"{file}: {counted(n_pages, 'page')}, {told}\n")
    for field, kinds in sorted(counts.items()):
        words = "; ".join(f"{len(pages)} {kind} ({_first_pages(pages)})" for kind, pages in sorted(kinds.items()))
        sys.stdout.write(f"  {field}: {visible(words)}\n")


def _first_pages(pages: list[str]) -> str:
    names = list(dict.fromkeys(pages))
    return ", ".join(names[:3]) + (", ..." if len(names) > 3 else "")
