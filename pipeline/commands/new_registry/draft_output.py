"""What `diarium new-registry` says on the terminal: what the draft is made of, what it reads, what comes next.

Belongs here: a `Proposal` in tables and lines for a person. Does not belong here: the draft itself (`declaration_text`).
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from pathlib import Path

from parsers.reading import Reading
from pipeline.commands.new_registry.declaration_text import declared_rows
from pipeline.commands.new_registry.proposal import LabelProposal, Proposal
from pipeline.terminal import console

_GOES_TO = {"dropped": "dropped (personal)", "ignored": "ignored", "unplaced": "TODO"}
_NEXT = """Next:
  look up every `check:` and `TODO:` of {target}/registry.toml; each is a guess
  write {target}/facts.csv by hand, from the pages as a browser shows them: the draft holds its header only, because facts copied
    from what a program has read prove nothing; a value that is printed under a label but says nothing has an empty `value`
  add samples that differ: another layout, an empty value, a page of the list, a call, the site's own answer
    in place of not_found.html; put other names in place of people's
  diarium fixture {code}: what is read of the samples, beside the facts
  only what no declaration can say goes into {target}/reader.py (kind, amend, read, discover, canonical_url)"""


def show_proposal(proposal: Proposal, target: Path, readings: Sequence[Reading], known: Container[str]) -> None:
    """Says what the draft is made of, what it reads of the pages it was made from, and what comes next."""
    n = proposal.n_pages
    rows = [_row(label, n) for label in proposal.labels]
    console.print_rows(("label", "pages", "goes to", "why", "printed", "read as"), rows, title=f"Labels on {n} page{'s' if n > 1 else ''}")
    declared = [
        (key, ", ".join(value) if isinstance(value, list | tuple) else str(value), told)
        for key, value, told in declared_rows(proposal, target.name)
    ]
    console.print_rows(("declared", "as", "how sure"), declared)
    read = [_page_row(at, reading) for at, reading in enumerate(readings, 1)]
    console.print_rows(("page", "read as", "values", "not explained", "issues"), read, title="What the draft reads")
    console.say(f"Wrote {target}")
    if target.name in known:
        console.say(f"There is a registry {target.name} already: this folder takes its place; give another --code to have both")
    console.say(_NEXT.format(target=target, code=target.name))


def _row(label: LabelProposal, n_pages: int) -> tuple[str, str, str, str, str, str]:
    unread = f"; {label.n_unread} do not read" if label.n_unread else ""
    goes_to = label.field or _GOES_TO[label.use]
    return label.label, f"{label.n_pages}/{n_pages}", goes_to, label.reason + unread, " | ".join(label.printed), " | ".join(label.read)


def _page_row(number: int, reading: Reading) -> tuple[int, str, int, str, str]:
    issues = dict.fromkeys(f"{issue.code} {issue.field or issue.label or ''}".strip() for issue in reading.issues)
    unexplained = f"{reading.unclaimed_share:.0%}" if reading.kind == "project" else ""
    return number, reading.kind, len(reading.observations), unexplained, ", ".join(issues)
