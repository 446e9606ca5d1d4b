"""What can be broken in the sample pages while they are served, and the ways to do it by name: what an operator tries to see what a broken
registry looks like."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from pipeline.sample_site import SamplePage, SampleSite, path_of

FAULTS = {
    "dead": "nobody answers",
    "half": "every second project page answers 500",
    "garble=DNR": "the page of one project is damaged",
    "rename=LABEL": "a label has another name on every page",
    "gone=DNR": "the page of one project answers 500",
    "withdrawn=DNR": "the page of one project answers 404: it is no longer listed",
    "set=DNR:LABEL=VALUE": "the page of one project prints another value behind a label",
}
"""By name; DNR is the end of the address of a project's page."""

_SET = re.compile(r"(?P<dnr>[^:]+):(?P<label>[^=]+)=(?P<value>.*)")
_GARBLED = b"<html><body><main><h1>\xff\xfe\x00 \x8d\x81</h1><p>" + b"\x9d\x90" * 400


@dataclass(slots=True)
class Faults:
    """Faults to inject; may be changed while the server runs. Addresses are in any spelling, only their path and query count.

    dead: addresses answered with status 500. missing: addresses answered with status 404. replace: address to bytes sent, with status 200,
    in place of the page. rewrite: applied to (path and query, body) of every page that exists.
    """

    dead: set[str] = field(default_factory=set)
    missing: set[str] = field(default_factory=set)
    replace: dict[str, bytes] = field(default_factory=dict)
    rewrite: Callable[[str, bytes], bytes] | None = None

    def apply(self, address: str, page: SamplePage) -> SamplePage:
        """The page as it is sent from an address; `page` itself where nothing is broken."""
        path = path_of(address)
        if path in map(path_of, self.dead):
            return SamplePage(b"<!DOCTYPE html><title>500</title><h1>Tekniskt fel</h1>", status=500, kind="error")
        if path in map(path_of, self.missing):
            return SamplePage(b"<!DOCTYPE html><title>404</title><h1>Sidan finns inte</h1>", status=404, kind="error")
        body = {path_of(key): value for key, value in self.replace.items()}.get(path)
        if body is not None:
            return SamplePage(body, kind=page.kind, content_type=page.content_type)
        if self.rewrite is not None and page.status == 200:
            rewritten = self.rewrite(path, page.body)
            if rewritten != page.body:
                return SamplePage(rewritten, page.status, page.kind, page.content_type)
        return page


def parse_fault(text: str) -> tuple[str, str]:
    """Name and argument of a fault. Raises `ValueError` with the list of faults for anything else."""
    name, _, argument = text.partition("=")
    known = {fault.partition("=")[0]: "=" in fault for fault in FAULTS}
    if text and (name not in known or known[name] != bool(argument) or (name == "set" and not _SET.fullmatch(argument))):
        listed = "; ".join(f"{fault}: {meaning}" for fault, meaning in FAULTS.items())
        raise ValueError(f"no sample fault {text!r}; there is {listed}")
    return name, argument


def faults_for(text: str, site: SampleSite) -> Faults:
    """The faults of the server of `site` for a fault by name; `dead` needs no server at all and gives none."""
    name, argument = parse_fault(text)
    match name:
        case "half":
            paths = (path_of(address) for address, page in site.pages.items() if page.kind == "project")
            return Faults(dead={path for path in paths if sum(path.encode()) % 2 == 0})
        case "garble":
            return Faults(replace=dict.fromkeys(_pages_of(argument, site), _GARBLED))
        case "gone":
            return Faults(dead=_pages_of(argument, site))
        case "withdrawn":
            return Faults(missing=_pages_of(argument, site))
        case "rename":
            return Faults(rewrite=_renamer(argument))
        case "set":
            return Faults(rewrite=_setter(argument, site))
    return Faults()


def _pages_of(dnr: str, site: SampleSite) -> set[str]:
    """Path and query of the pages whose address ends with a project's number or name."""
    return {path for path in map(path_of, site.pages) if path.rstrip("/").endswith((f"={dnr}", f"/{dnr}"))}


def _renamer(label: str) -> Callable[[str, bytes], bytes]:
    """Gives a label the name `Ny <label>` wherever it stands right after a tag; names that only begin with it stay."""
    pattern = re.compile(rb">(\s*)" + re.escape(label.encode()) + rb"(\s*:?\s*<)")
    return lambda _path, body: pattern.sub(lambda found: b">" + found[1] + f"Ny {label.lower()}".encode() + found[2], body)


def _setter(argument: str, site: SampleSite) -> Callable[[str, bytes], bytes]:
    """Puts another value behind a label of one project's page."""
    asked = _SET.fullmatch(argument)
    if asked is None:
        raise ValueError(f"{argument!r} is not of the form DNR:LABEL=VALUE")
    paths = _pages_of(asked["dnr"], site)
    pattern = re.compile(rb"(>\s*" + re.escape(asked["label"].encode()) + rb"(?:\s*:?\s*<[^>]*>)+:?\s*)[^<]*")
    value = html.escape(asked["value"]).encode()
    return lambda path, body: pattern.sub(lambda found: found[1] + value, body, count=1) if path in paths else body
