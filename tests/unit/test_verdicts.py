"""Who holds a registry back is a field, not the beginning of a message; what version 0.1 wrote is read as it was meant."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assets.steps.held_registry import holder_of, what_to_do
from warehouse.captures.capture_store import CaptureStore
from warehouse.captures.decisions import Decision
from warehouse.captures.manifest import Crawl, CrawlOrigin, crawl_of, manifest_text, read_manifest
from warehouse.captures.verdict import HeldBy, Verdict
from warehouse.observations.reading_state import ReadingState, Ring, read_state, state_text

CODE, CRAWL_ID = "esf_se", "20260301T100000Z-00000001"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HELD = ReadingState(
    registry=CODE,
    state=Verdict.HELD,
    ring=Ring.CAPTURE,
    reason="an operator decided: nothing of the kind",
    since="2026-03-01T12:00:00Z",
    through_crawl_id=None,
    n_projects=0,
    quarantined=(("https://www.esf.se/1", "no number"),),
    held_by=HeldBy.PAGES_FAILED,
)
CRAWL = Crawl(
    registry=CODE,
    crawl_id=CRAWL_ID,
    started_at=NOON,
    finished_at=NOON,
    state=Verdict.HELD,
    reason="6 of 100 pages failed",
    is_sample=True,
    pages_fetched=94,
    pages_unchanged=0,
    pages_failed=6,
    held_by=HeldBy.PAGES_FAILED,
)


def as_of_0_1(text: str, *lacking: str) -> str:
    return json.dumps({name: value for name, value in json.loads(text).items() if name not in lacking})


def stored(folder: Path, text: str) -> Path:
    file = folder / CODE / f"{CRAWL_ID}.crawl.json"
    file.parent.mkdir()
    file.write_text(text, "utf-8")
    return file


def test_a_state_and_a_manifest_are_read_as_they_were_written(tmp_path: Path) -> None:
    assert read_state(state_text(HELD)) == HELD
    read = read_manifest(stored(tmp_path, manifest_text(CRAWL)))
    assert read == CRAWL
    assert [type(value) for value in (read.state, read.origin, read.held_by)] == [Verdict, CrawlOrigin, HeldBy]


@pytest.mark.parametrize(("verdict", "by"), [(Verdict.HELD, HeldBy.UNNAMED_GATE), (Verdict.ACCEPTED, None)])
def test_a_manifest_of_0_1_does_not_name_the_gate(verdict: Verdict, by: HeldBy | None, tmp_path: Path) -> None:
    text = as_of_0_1(manifest_text(replace(CRAWL, state=verdict)), "held_by", "origin", "is_whole")
    assert read_manifest(stored(tmp_path, text)).held_by == by


def test_a_gate_of_another_version_is_a_gate_all_the_same(tmp_path: Path) -> None:
    text = json.dumps(json.loads(manifest_text(CRAWL)) | {"held_by": "a gate that came later"})
    assert read_manifest(stored(tmp_path, text)).held_by == HeldBy.UNNAMED_GATE


@pytest.mark.parametrize(
    ("decisions", "by"),
    [
        ([], HeldBy.PAGES_FAILED),
        ([Verdict.HELD], HeldBy.OPERATOR),
        ([Verdict.ACCEPTED], None),
        ([Verdict.ACCEPTED, Verdict.HELD], HeldBy.OPERATOR),
    ],
)
def test_what_an_operator_decided_last_says_who_holds_a_crawl_back(decisions: Sequence[Verdict], by: HeldBy | None, tmp_path: Path) -> None:
    file = stored(tmp_path, manifest_text(CRAWL))
    for verdict in decisions:
        CaptureStore(tmp_path).decide(CODE, CRAWL_ID, Decision(state=verdict, reason="for a good reason", decided_at=NOON))
    crawl = crawl_of(file)
    assert (crawl.held_by, crawl.state) == (by, Verdict.HELD if by else Verdict.ACCEPTED)
    assert read_manifest(file) == CRAWL


def test_a_decision_that_cannot_be_read_is_neither_a_gate_nor_an_operator(tmp_path: Path) -> None:
    file = stored(tmp_path, manifest_text(CRAWL))
    file.with_name(f"{CRAWL_ID}.decision.json").write_text('{"state": "perhaps"}', "utf-8")
    assert crawl_of(file).held_by == HeldBy.UNREADABLE_DECISION


@pytest.mark.parametrize(("decided", "by"), [(False, HeldBy.UNNAMED_GATE), (True, HeldBy.OPERATOR)])
def test_a_state_of_0_1_is_held_by_whom_the_captures_say_whatever_its_reason_says(decided: bool, by: HeldBy, tmp_path: Path) -> None:
    stored(tmp_path, as_of_0_1(manifest_text(CRAWL), "held_by"))
    captures = CaptureStore(tmp_path)
    if decided:
        captures.decide(CODE, CRAWL_ID, Decision(state=Verdict.HELD, reason="for a good reason", decided_at=NOON))
    old = read_state(as_of_0_1(state_text(HELD), "held_by", "damaged"))
    assert old.held_by is None
    assert holder_of(old, captures) == by
    assert holder_of(replace(old, ring=Ring.READING), captures) == HeldBy.UNNAMED_GATE
    assert holder_of(replace(old, state=Verdict.ACCEPTED), captures) is None
    assert holder_of(HELD, captures) == HeldBy.PAGES_FAILED


@pytest.mark.parametrize(
    ("by", "ring", "told"),
    [
        (HeldBy.OPERATOR, Ring.CAPTURE, "take the decision back: diarium accept esf_se"),
        (HeldBy.UNREADABLE_DECISION, Ring.CAPTURE, "restore the file"),
        (HeldBy.PAGES_FAILED, Ring.CAPTURE, "look at the site"),
        (HeldBy.UNNAMED_GATE, Ring.CAPTURE, "look at the site"),
        (HeldBy.UNKNOWN_LABELS, Ring.READING, "registries/esf_se/registry.toml"),
        (HeldBy.UNNAMED_GATE, Ring.READING, "then: diarium reparse"),
    ],
)
def test_what_to_do_follows_from_who_holds_it_back(by: HeldBy, ring: Ring, told: str) -> None:
    assert told in what_to_do(CODE, by, ring)
    assert "./diarium" in what_to_do(CODE, by, ring, "./diarium {}".format)
