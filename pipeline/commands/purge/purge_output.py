"""An erasure in words, for people and programs. Words that were erased are never repeated.

Does not belong here: the erasure itself (`purge_steps`).
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from pipeline.commands.purge.purge_steps import PurgeReport
from pipeline.terminal import console

SHOWN = 50


def purge_json(report: PurgeReport) -> dict[str, Any]:
    """The report as a value. Addresses are counted, not named: they may be what was erased."""
    captures = {code: {**asdict(erased), "addresses": len(erased.addresses)} for code, erased in report.captures.items()}
    told = asdict(report) | {"captures": captures, "counts": report.counts, "is_proved": report.is_proved}
    return told | {"search": {**asdict(report.search), "counts": dict(report.search.counts)}}


def print_purge(report: PurgeReport) -> None:
    """Prints what was erased and where the search looked; what it found goes to standard error."""
    would = "would be " if report.is_dry_run else ""
    for code, erased in report.captures.items():
        console.say(
            f"{code}: {erased.n_dropped} records {would}dropped, {erased.n_redacted} {would}redacted"
            f" at {len(erased.addresses)} addresses in {len(erased.files)} files"
        )
    if not report.captures:
        console.say(f"captures: nothing {'to erase' if report.is_dry_run else 'had to be erased'}")
    console.say(
        f"{len(report.snapshots)} exported snapshots {would}withdrawn{': ' if report.snapshots else ''}{', '.join(report.snapshots)}"
    )
    console.say(f"{len(report.runs)} runs {would}removed from the record of runs")
    if not report.is_dry_run:
        console.say(f"{report.n_pages_reread} pages removed from the observations or read again")
        console.say("The warehouse was built anew and published" if report.rebuilt else "The warehouse was not built anew")
        if report.withdrew_warehouse and not report.rebuilt:
            console.complain("Nothing is published now: the warehouse held what was erased. `diarium run` publishes it again")
    for note in report.notes:
        console.say(f"note: {note}")
    for problem in report.problems:
        console.complain(f"PROBLEM: {problem}")
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(report.search.counts.items()))
    console.say(f"Searched {sum(report.search.counts.values())} files ({kinds}): {len(report.search.hits)} places")
    for said, places in (("found in", report.search.hits), ("cannot be searched:", report.search.unsearchable)):
        for place in places[:SHOWN]:
            (console.say if report.is_dry_run else console.complain)(f"  {said} {place.file}: {place.place}")
        if len(places) > SHOWN:
            console.say(f"  and {len(places) - SHOWN} more (--json has all)")
    if report.is_proved:
        console.say("Nothing of it is left")
    elif not report.is_dry_run:
        console.complain("NOT ERASED everywhere: see the places above; end what has the files open, mend what is broken, and purge again")
