"""The proof of the store, for people and programs. Does not belong here: the proof itself (`store_proof`)."""

from __future__ import annotations

from typing import Any

from pipeline.commands.captures.store_proof import Finding, StoreProof
from pipeline.terminal import console
from pipeline.terminal.wording import counted
from warehouse.visible import visible


def print_store_proof(done: StoreProof) -> None:
    """Prints what was read and what was found: problems on standard error, each with its place and what to do."""
    console.say(f"{done.n_files} WARC files with {done.n_records} records read, {done.n_captures} captures")
    for each in done.findings:
        (console.complain if each.severity == "problem" else console.say)(_line(each))
    n_problems = sum(each.severity == "problem" for each in done.findings)
    if not n_problems:
        console.say("all of it is whole: digests, index and manifests agree")
    else:
        console.complain(f"{counted(n_problems, 'problem')}; everything else is whole")


def store_proof_json(done: StoreProof) -> dict[str, Any]:
    """The same for a program."""
    return {
        "files": done.n_files,
        "records": done.n_records,
        "captures": done.n_captures,
        "is_whole": done.is_whole,
        "findings": [
            {
                "severity": each.severity,
                "registry": each.registry,
                "file": str(each.file),
                "offset": each.offset,
                "problem": each.problem,
                "advice": each.advice,
            }
            for each in done.findings
        ],
    }


def _line(each: Finding) -> str:
    place = f"{each.file}" + (f" at offset {each.offset}" if each.offset is not None else "")
    return f"{'' if each.severity == 'problem' else 'note: '}{visible(place)}: {visible(each.problem)}; {each.advice}"
