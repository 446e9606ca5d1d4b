"""How a citation is shown: lines for people, a value for programs. What it says is gathered in `pipeline.commands.cite.citation`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

from parsers.vocabulary.fields import FIELDS
from pipeline.commands.cite.citation import Citation, Evidence, shortened
from pipeline.commands.cite.project_versions import Observed, stamp
from pipeline.terminal import console
from warehouse.export.snapshot_contents import SAMPLE_WARNING
from warehouse.visible import visible

SHOWN_WORDS = 1_000


def show(citation: Citation, captures: Path) -> None:
    """The citation for a person, control characters made visible."""
    _say(f"{citation.project_id}  {citation.title or ''}".rstrip())
    _say(f"{citation.registry_title}, {citation.publisher}")
    asked, version, stored = citation.asked, citation.version, citation.stored
    if citation.as_of:
        until = stamp(version.valid_to) or "now"
        _say(f"as of {stamp(citation.as_of)}: version {version.version_no}, valid from {stamp(version.valid_from)} until {until}")
    for problem in citation.problems:
        console.complain(visible(f"PROBLEM: {problem}"))
    rows = [("captured", stamp(stored.captured_at) or "in a crawl that is not published"), ("body", f"sha256:{version.body_sha256}")]
    if stored.file:
        rows.append(("record", f"{captures / version.registry / stored.file}, offset {stored.record_offset}"))
    _say_rows([*rows, ("parser", f"version {version.parser_version}")])
    _say("")
    if asked.table and citation.column_value is not None and str(citation.column_value) != citation.evidence[0].observed.value:
        _say(f"{asked.table}.{asked.name} = {shortened(str(citation.column_value))}, made of {', '.join(asked.fields)}")
    for each in citation.evidence:
        _show_evidence(each)
    if citation.is_sample:
        _say(SAMPLE_WARNING)


def as_json(citation: Citation) -> dict[str, Any]:
    """The citation for a program: times ISO and UTC, spans in code points of the page text, addresses with their text fragment."""
    version, stored = citation.version, citation.stored
    return {
        "project_id": citation.project_id,
        "project_code": citation.project_code,
        "title": citation.title,
        "registry": version.registry,
        "registry_title": citation.registry_title,
        "publisher": citation.publisher,
        "is_sample": citation.is_sample,
        "asked": citation.asked.name,
        "column": f"{citation.asked.table}.{citation.asked.name}" if citation.asked.table else None,
        "column_value": _plain(citation.column_value),
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
        "values": [_evidence_json(each) for each in citation.evidence],
    }


def _evidence_json(evidence: Evidence) -> dict[str, Any]:
    return {
        "number": evidence.number,
        **asdict(evidence.observed),
        "words_in_body": evidence.words,
        "before": evidence.before,
        "after": evidence.after,
        "address": evidence.address,
        "shown_from": stamp(evidence.shown_from),
        "shown_until": stamp(evidence.shown_until),
        "inputs": [asdict(each) for each in evidence.inputs],
        "problem": evidence.problem,
        "citation": evidence.citation,
    }


def _show_evidence(evidence: Evidence) -> None:
    seen = evidence.observed
    precision = f" ({seen.precision})" if seen.precision not in (None, "day") else ""
    group = FIELDS[seen.field].group if seen.field in FIELDS else None
    member = f" ({group} {seen.item_no})" if group and seen.item_no else ""
    _say(f"{evidence.number}. {seen.field}{member} = {shortened(seen.value)}{precision}")
    rows = _derived(seen, evidence.inputs) if seen.is_derived else _printed(seen, evidence)
    _say_rows([*rows, ("shown", _shown(evidence)), ("page", evidence.address), ("cite as", evidence.citation)])
    _say("")


def _printed(seen: Observed, evidence: Evidence) -> list[tuple[str, str]]:
    rows = [("words", f'"{_cut(seen.value_raw or "")}"{_label(seen)}')]
    if evidence.before or evidence.after:
        rows.append(("context", f"{evidence.before}«{shortened(evidence.words or '')}»{evidence.after}"))
    there = ", where the stored body has these words" if evidence.words is not None else ""
    return [*rows, ("span", f"[{seen.span_start}, {seen.span_end}) of the page text{there}; method {seen.method}")]


def _derived(seen: Observed, inputs: Sequence[Observed]) -> list[tuple[str, str]]:
    named = [
        ("input", f'{each.field} "{_cut(each.value_raw or "")}"{_label(each)}, span [{each.span_start}, {each.span_end})')
        for each in inputs
    ]
    return [("rule", _cut(seen.value_raw or "")), *(named or [("input", "no value printed on the page")])]


def _label(seen: Observed) -> str:
    return f" (label {seen.label})" if seen.label else ""


def _shown(evidence: Evidence) -> str:
    if evidence.shown_from is None or evidence.shown_until is None:
        return "by no capture of a published crawl"
    if evidence.shown_from == evidence.shown_until:
        return f"by the capture of {stamp(evidence.shown_from)} alone so far"
    return f"by every capture from {stamp(evidence.shown_from)} to {stamp(evidence.shown_until)}"


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return stamp(value)
    return value.isoformat() if isinstance(value, date) else value


def _cut(words: str) -> str:
    return words if len(words) <= SHOWN_WORDS else f"{words[:SHOWN_WORDS]}… (all of it: --json)"


def _say_rows(rows: Sequence[tuple[str, str]]) -> None:
    for name, words in rows:
        _say(f"   {name:<9} {words}")


def _say(words: str) -> None:
    console.say(visible(words))
