"""How a verification is shown: lines for people, a value for programs. What it says is found in `pipeline.commands.verify.verification`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from pipeline.commands.verify.span_proof import ProofFailure
from pipeline.commands.verify.verification import SnapshotsReport, SpanReport, TotalsReport, Verification
from pipeline.terminal import console
from pipeline.terminal.console import complain_line
from pipeline.terminal.wording import counted, cut_to
from warehouse.check_outcome import CheckOutcome

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
    if found.totals:
        _print_totals(found.totals)
    _print_snapshots(found.snapshots)
    if found.is_proved:
        console.say("All proved")
    else:
        console.complain("Not all is as it says: see above")


def verification_json(found: Verification) -> dict[str, Any]:
    """The verification for a program."""
    spans, totals, snapshots = found.spans, found.totals, found.snapshots
    return {
        "is_proved": found.is_proved,
        "run_id": found.run_id,
        "published_at": f"{found.published_at.isoformat(timespec='seconds')}Z" if found.published_at else None,
        "is_sample": found.is_sample,
        "registry": found.registry,
        "spans": spans and asdict(spans),
        "totals": totals
        and {"n_checks": len(totals.outcomes), "problem": totals.problem, "failed": [asdict(each) for each in totals.failed]},
        "snapshots": {
            "n_snapshots": snapshots.n_snapshots,
            "n_files": snapshots.n_files,
            "problems": [asdict(problem) | {"file": str(problem.file)} for problem in snapshots.problems],
        },
    }


def _print_spans(spans: SpanReport, registry: str | None) -> None:
    for failure in spans.failures[:SHOWN]:
        expected, found = cut_to(failure.expected, WORDS), cut_to(failure.found, WORDS)
        complain_line(f"FAILED {_place(failure)}: expected {expected}, found {found}; to do: {failure.to_do}")
    if spans.n_failures > SHOWN:
        complain_line(f"and {spans.n_failures - SHOWN} more failures; --json lists them")
    of = f" of {registry}" if registry else ""
    bodies = f"{spans.n_bodies_proved} of {spans.n_bodies} stored bodies{of}"
    console.say(f"Spans: {spans.n_spans} proved on {bodies}, {spans.n_derived} derived values name their rule, {spans.n_failures} failures")


def _print_totals(totals: TotalsReport) -> None:
    if totals.problem:
        complain_line(f"FAILED totals: {totals.problem}")
        return
    for outcome in totals.failed:
        complain_line(f"FAILED {outcome.table}: not so that {outcome.description} ({outcome.n_unexpected} rows, e.g. {_sample(outcome)})")
    n_held = len(totals.outcomes) - len(totals.failed)
    console.say(
        f"Totals: {n_held} of {len(totals.outcomes)} blocking checks hold on the published file, the sums by region and fund among them"
    )


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


def _place(failure: ProofFailure) -> str:
    return f"{failure.registry} {failure.address}{f' {failure.field}' if failure.field else ''}"


def _sample(outcome: CheckOutcome) -> str:
    row = outcome.sample[0] if outcome.sample else {}
    return cut_to(", ".join(f"{name} {value}" for name, value in row.items()), WORDS)
