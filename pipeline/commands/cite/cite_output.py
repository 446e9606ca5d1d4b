"""How a citation is shown: lines for people, a value for programs. What it says is gathered in `pipeline.commands.cite.citation`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from parsers.vocabulary.fields import FIELDS
from pipeline.commands.cite.citation import QUOTED, Citation, Evidence
from pipeline.commands.cite.project_versions import Observed, stamp
from pipeline.terminal.console import complain_line, say_line
from warehouse.export.snapshot_contents import SAMPLE_WARNING
from warehouse.visible import cut_to

SHOWN_WORDS = 1_000


def print_citation(citation: Citation, captures: Path) -> None:
    """Prints the citation for a person, control characters made visible."""
    say_line(f"{citation.project.project_id}  {citation.project.title or ''}".rstrip())
    say_line(f"{citation.project.registry_title}, {citation.project.publisher}")
    asked, version, stored = citation.asked, citation.version, citation.stored
    if citation.as_of:
        until = stamp(version.valid_to) or "now"
        say_line(f"as of {stamp(citation.as_of)}: version {version.version_no}, valid from {stamp(version.valid_from)} until {until}")
    for problem in citation.problems:
        complain_line(f"PROBLEM: {problem}")
    rows = [("captured", stamp(stored.captured_at) or "in a crawl that is not published"), ("body", f"sha256:{version.body_sha256}")]
    if stored.file:
        rows.append(("record", f"{captures / version.registry / stored.file}, offset {stored.record_offset}"))
    _print_rows([*rows, ("parser", f"version {version.parser_version}")])
    say_line("")
    if asked.table and citation.column_value is not None and str(citation.column_value) != citation.evidence[0].observed.value:
        say_line(f"{asked.table}.{asked.name} = {cut_to(str(citation.column_value), QUOTED)}, made of {', '.join(asked.fields)}")
    for each in citation.evidence:
        _print_evidence(each)
    if citation.project.is_sample:
        say_line(SAMPLE_WARNING)


def citation_json(citation: Citation) -> dict[str, Any]:
    """The citation for a program: times ISO and UTC, spans in code points of the page text, addresses with their text fragment."""
    version, stored = citation.version, citation.stored
    values = []
    for each in citation.evidence:
        told = asdict(each) | {"shown_from": stamp(each.shown_from), "shown_until": stamp(each.shown_until)}
        values.append({**told.pop("observed"), **told})
    return {
        **asdict(citation.project),
        "registry": version.registry,
        "asked": citation.asked.name,
        "column": f"{citation.asked.table}.{citation.asked.name}" if citation.asked.table else None,
        "column_value": stamp(citation.column_value) if isinstance(citation.column_value, datetime) else citation.column_value,
        "fields": list(citation.asked.fields),
        "as_of": stamp(citation.as_of),
        "version": {"version_no": version.version_no, "valid_from": stamp(version.valid_from), "valid_to": stamp(version.valid_to)},
        "page": version.canonical_url,
        "record_no": version.record_no,
        "parser_version": version.parser_version,
        "body_sha256": version.body_sha256,
        "captured_at": stamp(stored.captured_at),
        "warc_file": stored.file,
        "record_offset": stored.record_offset,
        "values": values,
    }


def _print_evidence(evidence: Evidence) -> None:
    seen = evidence.observed
    precision = f" ({seen.precision})" if seen.precision not in (None, "day") else ""
    group = FIELDS[seen.field].group if seen.field in FIELDS else None
    member = f" ({group} {seen.item_no})" if group and seen.item_no else ""
    say_line(f"{evidence.number}. {seen.field}{member} = {cut_to(seen.value, QUOTED)}{precision}")
    rows = _derived(seen, evidence.inputs) if seen.is_derived else _printed(seen, evidence)
    _print_rows([*rows, ("shown", _shown_by(evidence)), ("page", evidence.address), ("cite as", evidence.citation)])
    say_line("")


def _printed(seen: Observed, evidence: Evidence) -> list[tuple[str, str]]:
    rows = [("words", f'"{_cut_with_hint(seen.value_raw or "")}"{_label(seen)}')]
    if evidence.before or evidence.after:
        rows.append(("context", f"{evidence.before}«{cut_to(evidence.words_in_body or '', QUOTED)}»{evidence.after}"))
    there = ", where the stored body has these words" if evidence.words_in_body is not None else ""
    return [*rows, ("span", f"[{seen.span_start}, {seen.span_end}) of the page text{there}; method {seen.method}")]


def _derived(seen: Observed, inputs: Sequence[Observed]) -> list[tuple[str, str]]:
    named = [
        ("input", f'{each.field} "{_cut_with_hint(each.value_raw or "")}"{_label(each)}, span [{each.span_start}, {each.span_end})')
        for each in inputs
    ]
    return [("rule", _cut_with_hint(seen.value_raw or "")), *(named or [("input", "no value printed on the page")])]


def _label(seen: Observed) -> str:
    return f" (label {seen.label})" if seen.label else ""


def _shown_by(evidence: Evidence) -> str:
    if evidence.shown_from is None or evidence.shown_until is None:
        return "by no capture of a published crawl"
    if evidence.shown_from == evidence.shown_until:
        return f"by the capture of {stamp(evidence.shown_from)}"  # crawls that found nothing new are not counted
    return f"by every capture from {stamp(evidence.shown_from)} to {stamp(evidence.shown_until)}"


def _cut_with_hint(words: str) -> str:
    return words if len(words) <= SHOWN_WORDS else f"{words[:SHOWN_WORDS]}… (all of it: --json)"


def _print_rows(rows: Sequence[tuple[str, str]]) -> None:
    for name, words in rows:
        say_line(f"   {name:<9} {words}")
