"""How a verification is shown: lines for people, a value for programs. What it says is found in `pipeline.commands.verify.verification`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from pipeline.commands.verify.rebuild_proof import RebuildReport
from pipeline.commands.verify.verification import SnapshotsReport, SpanReport, Verification
from pipeline.terminal import console
from pipeline.terminal.console import complain_line
from pipeline.terminal.wording import counted
from warehouse.visible import cut_to

SHOWN = 20
WORDS = 200


def print_verification(found: Verification) -> None:
    """Prints failures on standard error, what was proved on standard output, and a last line that says whether all holds."""
    if found.published_at:
        console.say(
            f"Published {found.published_at:%Y-%m-%dT%H:%M:%SZ}, run {found.run_id}{' (bundled sample)' if found.is_sample else ''}"
        )
    if found.spans:
        _print_spans(found.spans, found.registry)
    if found.rebuild:
        _print_rebuild(found.rebuild)
    _print_snapshots(found.snapshots)
    if found.is_proved:
        console.say("All proved")
    else:
        console.complain("Not all is as it says: see above")


def verification_json(found: Verification) -> dict[str, Any]:
    """The verification for a program."""
    rebuild = found.rebuild and {
        "n_checks": len(found.rebuild.outcomes),
        "problems": found.rebuild.problems,
        "n_differences": found.rebuild.n_differences,
        "differences": [asdict(each) for each in found.rebuild.differences],
        "failed": [asdict(each) for each in found.rebuild.failed],
    }
    published_at = f"{found.published_at.isoformat(timespec='seconds')}Z" if found.published_at else None
    return asdict(found) | {"is_proved": found.is_proved, "published_at": published_at, "rebuild": rebuild}


def _print_spans(spans: SpanReport, registry: str | None) -> None:
    for failure in spans.failures[:SHOWN]:
        expected, found = cut_to(failure.expected, WORDS), cut_to(failure.found, WORDS)
        place = " ".join(filter(None, (failure.registry, failure.address, failure.field)))
        complain_line(f"FAILED {place}: expected {expected}, found {found}; to do: {failure.to_do}")
    if spans.n_failures > SHOWN:
        complain_line(f"and {spans.n_failures - SHOWN} more failures; --json lists them")
    of = f" of {registry}" if registry else ""
    bodies = f"{spans.n_bodies_proved} of {spans.n_bodies} stored bodies{of}"
    console.say(f"Spans: {spans.n_spans} proved on {bodies}, {spans.n_derived} derived values name their rule, {spans.n_failures} failures")


def _print_rebuild(rebuild: RebuildReport) -> None:
    for problem in rebuild.problems:
        complain_line(f"FAILED {problem}")
    for each in rebuild.differences[:SHOWN]:
        place = " ".join(filter(None, (each.table, each.row, each.column)))
        told = f"published {cut_to(each.published, WORDS)}, a second build gives {cut_to(each.rebuilt, WORDS)}"
        complain_line(f"FAILED {place}: {told}; to do: delete the file and run `diarium run`")
    if rebuild.n_differences > SHOWN:
        complain_line(f"and {rebuild.n_differences - SHOWN} more differences; --json lists them")
    for outcome in rebuild.failed:
        row = cut_to(", ".join(f"{name} {value}" for name, value in (*outcome.sample, {})[0].items()), WORDS)
        complain_line(f"FAILED {outcome.table}: not so that {outcome.description} ({outcome.n_unexpected} rows, e.g. {row})")
    if rebuild.outcomes:
        held = f"{len(rebuild.outcomes) - len(rebuild.failed)} of {len(rebuild.outcomes)} blocking checks hold on it"
        console.say(f"Tables: compared with a second build from the stored records, {rebuild.n_differences} differences; {held}")


def _print_snapshots(snapshots: SnapshotsReport) -> None:
    for problem in snapshots.problems[:SHOWN]:
        complain_line(f"FAILED {problem.file}: expected {problem.expected}, found {problem.found}; to do: {problem.to_do}")
    if len(snapshots.problems) > SHOWN:
        complain_line(f"and {len(snapshots.problems) - SHOWN} more problems of snapshots; --json lists them")
    if not snapshots.n_snapshots:
        console.say(f"Snapshots: none under {snapshots.folder}")
        return
    told = f"{snapshots.n_files} files of {counted(snapshots.n_snapshots, 'snapshot')}"
    console.say(f"Snapshots: {told} compared with checksums, Data Package and row counts, {len(snapshots.problems)} problems")
