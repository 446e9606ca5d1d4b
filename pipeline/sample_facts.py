"""What a registry's folder says of its sample pages, what the reader makes of them, and where the two differ.

Belongs here: facts.csv and its comparison, for `diarium fixture` and the tests alike. Does not belong here: `expected.json` (the command).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from parsers.reading import Page, Reading
from parsers.registry import Source, sources
from parsers.vocabulary.fields import FIELDS
from pipeline.sample_site import SamplePage, SampleSite

COLUMNS = ("page", "record", "item", "field", "printed", "value")
LONG = 80  # characters of a value that a message shows


class FactsError(Exception):
    """facts.csv is missing or cannot be compared; the message says where, and what to write."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a value belongs: the page's file, the record on it, the member of a group (0: the record itself), and the field."""

    page: str
    record: int
    item: int
    field: str

    def __str__(self) -> str:
        member = f", member {self.item}" if self.item else ""
        return f"{self.page}, record {self.record}{member}, {self.field}"


@dataclass(frozen=True, slots=True)
class Words:
    """The words as printed and the value they mean; an empty value where the words are none."""

    printed: str
    value: str


Facts = dict[Place, Words]


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample page, and what the registry's reader makes of it."""

    spec: SamplePage
    page: Page
    reading: Reading


@dataclass(frozen=True)
class Folder:
    """A registry's folder: its facts, and each of its sample pages read once, by file."""

    code: str
    facts: Facts
    samples: dict[str, Sample]

    @property
    def values(self) -> Facts:
        """What is read with words of the pages, of the records that are kept."""
        return {
            Place(file, seen.record_no, seen.item_no, seen.field): Words(seen.value_raw, seen.value)
            for file, sample in self.samples.items()
            for seen in sample.reading.observations
            if seen.method != "derived" and seen.record_no in sample.reading.record_numbers
        }


@cache
def folder_of(code: str) -> Folder:
    """The folder of a registry, read once."""
    return read_folder(sources()[code], sources()[code].folder)


def read_folder(source: Source, folder: Path) -> Folder:
    """The folder with its pages read. A page served at several addresses is read at the first of them."""
    samples: dict[str, Sample] = {}
    for address, spec in SampleSite.of(folder).pages.items():
        if spec.file not in samples:
            page = Page(address, spec.body, spec.content_type)
            samples[spec.file] = Sample(spec, page, source.parse(page))
    return Folder(source.registry.code, read_facts(folder / "facts.csv"), samples)


def read_facts(file: Path) -> Facts:
    """The rows of a facts.csv by place. Raises `FactsError`."""
    if not file.is_file():
        raise FactsError(f"{file} is missing: write there what the sample pages print, a row a value, under {','.join(COLUMNS)}")
    facts: Facts = {}
    with file.open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(stream)
        if tuple(rows.fieldnames or ()) != COLUMNS:
            raise FactsError(f"{file}: the first line must be {','.join(COLUMNS)}")
        for row in rows:
            where = f"{file}, line {rows.line_num}"
            if None in row or None in row.values() or not (row["record"].isdigit() and row["item"].isdigit()):
                raise FactsError(f"{where}: not six cells with a number of a record and of an item")
            place = Place(row["page"], int(row["record"]), int(row["item"]), row["field"])
            if place.field not in FIELDS:
                raise FactsError(f"{where}: no field {place.field!r} in parsers.vocabulary.fields")
            if place in facts:
                raise FactsError(f"{where}: {place} stands there twice")
            facts[place] = Words(row["printed"], row["value"])
    return facts


def differences(folder: Folder) -> Iterator[tuple[Place, str]]:
    """Every place where a reading is not what facts.csv says, and in words what each of them says."""
    values = folder.values
    for place in sorted(folder.facts.keys() | values.keys()):
        told = _difference(folder, place, folder.facts.get(place), values.get(place))
        if told:
            yield place, f"{folder.code}: {place}: {told}"


def _difference(folder: Folder, place: Place, fact: Words | None, read: Words | None) -> str | None:
    if fact and not fact.value:
        if read:
            return f"facts.csv says that {fact.printed!r} is no value, read is {_said(read)}"
        is_told = not fact.printed or _is_reported(folder, place)
        return None if is_told else f"facts.csv says that {fact.printed!r} is no value, and no issue names the field"
    if fact is None or read is None:
        return f"facts.csv says {_said(fact)}, read is {_said(read)}"
    if fact.value != read.value:
        at = _first_difference(fact.value, read.value)
        return f"facts.csv says {_around(fact.value, at)}, read is {_around(read.value, at)} printed {_around(read.printed, 0)}"
    if fact.printed != read.printed:
        at = _first_difference(fact.printed, read.printed)
        return f"printed is {_around(fact.printed, at)} in facts.csv, {_around(read.printed, at)} in the reading"
    return None


def _said(words: Words | None) -> str:
    return "nothing" if words is None else f"{_around(words.value, 0)} printed {_around(words.printed, 0)}"


def _first_difference(left: str, right: str) -> int:
    return next((at for at, (one, other) in enumerate(zip(left, right, strict=False)) if one != other), min(len(left), len(right)))


def _around(text: str, at: int) -> str:
    """The text, or of a long one what stands about the place."""
    start = max(0, at - LONG // 2)
    cut = text[start : start + LONG]
    return f"{'…' if start else ''}{cut!r}{'…' if start + LONG < len(text) else ''}"


def _is_reported(folder: Folder, place: Place) -> bool:
    sample = folder.samples.get(place.page)
    return sample is not None and any(
        issue.field == place.field and issue.record_no in (place.record, 0) for issue in sample.reading.issues
    )
