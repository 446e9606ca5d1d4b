"""Ways to break the bundled sample on purpose, by name: what an operator tries to see what a broken registry looks like."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from pipeline.sample.faults import Faults

FAULTS = {
    "dead": "nobody answers",
    "half": "every second page answers 500",
    "garble=DNR": "the page of one project is damaged",
    "rename=LABEL": "a label has another name on every page",
    "gone=DNR": "the page of one project answers 500",
    "withdrawn=DNR": "the page of one project answers 404: it is no longer listed",
    "set=DNR:LABEL=VALUE": "the page of one project prints another value behind a label",
}
_SET = re.compile(r"(?P<dnr>[^:]+):(?P<label>[^=]+)=(?P<value>.*)")
_PROJECT = "/resultat/projektbanken/projekt/?dnr="


def parse_fault(text: str) -> tuple[str, str]:
    """Name and argument of a fault. Raises `ValueError` with the list of faults for anything else."""
    name, _, argument = text.partition("=")
    known = {fault.partition("=")[0]: "=" in fault for fault in FAULTS}
    if text and (name not in known or known[name] != bool(argument) or (name == "set" and not _SET.fullmatch(argument))):
        listed = "; ".join(f"{fault}: {meaning}" for fault, meaning in FAULTS.items())
        raise ValueError(f"no sample fault {text!r}; there is {listed}")
    return name, argument


def faults_for(text: str) -> Faults:
    """The faults of the sample server for a fault by name; `dead` needs no server at all and gives none."""
    name, argument = parse_fault(text)
    match name:
        case "half":
            return Faults(dead_if=_every_second())
        case "garble":
            return Faults(replace={_PROJECT + argument: b"<html><body><main><h1>\xff\xfe\x00 \x8d\x81</h1><p>" + b"\x9d\x90" * 400})
        case "gone":
            return Faults(dead={_PROJECT + argument})
        case "withdrawn":
            return Faults(missing={_PROJECT + argument})
        case "rename":
            return Faults(rewrite=_renamer(argument))
        case "set":
            return Faults(rewrite=_setter(argument))
    return Faults()


def _every_second() -> Callable[[str], bool]:
    """Half of the project pages, always the same half."""
    return lambda address: address.startswith(_PROJECT) and sum(address.encode()) % 2 == 0


def _renamer(label: str) -> Callable[[str, bytes], bytes]:
    """Gives a label the name `Ny <label>` wherever it stands right after a tag; names that only begin with it stay."""
    pattern = re.compile(rb">(\s*)" + re.escape(label.encode()) + rb"(\s*:?\s*<)")
    return lambda _address, body: pattern.sub(lambda found: b">" + found[1] + f"Ny {label.lower()}".encode() + found[2], body)


def _setter(argument: str) -> Callable[[str, bytes], bytes]:
    """Puts another value behind a label of one project's page."""
    asked = _SET.fullmatch(argument)
    if asked is None:
        raise ValueError(f"{argument!r} is not of the form DNR:LABEL=VALUE")
    pattern = re.compile(rb"(>\s*" + re.escape(asked["label"].encode()) + rb"(?:\s*:?\s*<[^>]*>)+:?\s*)[^<]*")
    value = html.escape(asked["value"]).encode()

    def rewrite(address: str, body: bytes) -> bytes:
        return pattern.sub(lambda found: found[1] + value, body, count=1) if address == _PROJECT + asked["dnr"] else body

    return rewrite
