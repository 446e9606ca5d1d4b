"""What an import did, or would do, in words for people and as JSON for programs. Does not belong here: the import itself (`bring_in`)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from pipeline.commands.importing.found_captures import Scan
from pipeline.commands.importing.import_run import HAD, ImportOutcome, PlannedImport
from pipeline.terminal import console
from pipeline.terminal.wording import counted
from warehouse.visible import visible

_SHOWN = 20


def import_json(outcome: ImportOutcome) -> dict[str, Any]:
    """The outcome for a program."""
    return {
        "dry_run": outcome.is_dry,
        "files": [
            {
                "file": str(scan.file),
                "sha256": scan.sha256,
                "records": scan.n_records,
                "imports": [_summary(each) for each in outcome.imports if each.scan is scan],
                "left_out": dict(scan.left_out.most_common()),
                "no_registry_declares": dict(scan.strangers.most_common()),
                "damages": [asdict(each) for each in scan.damages],
                "unresolved_revisits": [asdict(each) | {"file": str(each.file)} for each in outcome.unresolved if each.file == scan.file],
            }
            for scan in outcome.scans
        ],
        "unreadable": list(outcome.unreadable),
    }


def print_import(outcome: ImportOutcome, next_command: str) -> None:
    """Prints what came in, what was left out and why, what is damaged, and the command that reads it."""
    for scan in outcome.scans:
        _print_scan(scan, outcome)
    for words in outcome.unreadable:
        console.complain(visible(words))
    n_pages = sum(len(each.pages) for each in outcome.imports)
    registries = ", ".join(sorted({each.registry for each in outcome.imports}))
    if outcome.is_dry:
        would = f"{counted(n_pages, 'page')} would be" + (f" ({registries})" if registries else "")
        console.say(f"nothing was stored: without --dry-run, {would}")
    elif outcome.imports:
        console.say(f"stored {counted(n_pages, 'page')} of {registries}; next: {next_command} reads them and builds the warehouse")
    else:
        console.say("nothing was stored: " + _why_nothing(outcome))


def _print_scan(scan: Scan, outcome: ImportOutcome) -> None:
    name = visible(scan.file.name)
    console.say(f"{name}: {counted(scan.n_records, 'record')}")
    for each in outcome.imports:
        if each.scan is scan:
            told = _summary(each)
            days = dict.fromkeys((told["first_at"][:10], told["last_at"][:10]))
            redirects = f" and {counted(told['redirects'], 'redirect')}" if told["redirects"] else ""
            n_urls = told["addresses"]
            shown = f"{counted(told['pages'], 'page')} of {n_urls} address{'es' if n_urls != 1 else ''}{redirects}"
            console.say(f"  {each.registry}: {shown}, of {' to '.join(days)}: import {each.crawl_id}")
    for reason, n in scan.left_out.most_common():
        console.say(f"  left out: {visible(reason)} ({n})")
    for host, n in scan.strangers.most_common(_SHOWN):
        console.say(f"  no registry declares {visible(host)} ({counted(n, 'page')})")
    if len(scan.strangers) > _SHOWN:
        console.say(f"  ... and {len(scan.strangers) - _SHOWN} other hosts (--json lists all)")
    lost = [each for each in outcome.unresolved if each.file == scan.file]
    for revisit in lost[:_SHOWN]:
        console.say(f"  left out: the revisit of {visible(revisit.url)} at offset {revisit.offset} {visible(revisit.problem)}")
    if len(lost) > _SHOWN:
        console.say(f"  ... and {len(lost) - _SHOWN} other revisits (--json lists all)")
    for damage in scan.damages[:_SHOWN]:
        console.complain(f"  {name} at offset {damage.offset}: {visible(damage.problem)}; left out, what can be read around it is taken")
    if len(scan.damages) > _SHOWN:
        console.complain(f"  ... and {len(scan.damages) - _SHOWN} other damaged places (--json lists all)")


def _why_nothing(outcome: ImportOutcome) -> str:
    if any(scan.left_out[HAD] for scan in outcome.scans):
        return "all of it is stored already"
    if any(scan.strangers for scan in outcome.scans):
        return "no registry declares these hosts; --registry CODE gives the pages to one"
    return "no page of a registry is in it"


def _summary(each: PlannedImport) -> dict[str, Any]:
    return {
        "registry": each.registry,
        "crawl_id": each.crawl_id,
        "pages": len(each.pages),
        "redirects": len(each.captures) - len(each.pages),
        "addresses": len({capture.canonical_url for capture in each.pages}),
        "first_at": each.captures[0].fetched_at.isoformat(),
        "last_at": each.captures[-1].fetched_at.isoformat(),
    }
