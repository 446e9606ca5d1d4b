"""What `diarium new-registry` says on the terminal: what the draft is made of, what no label explains, what comes next.

Belongs here: a `Proposal` in tables and lines for a person. Does not belong here: the draft itself (`module_text`).
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from pathlib import Path

from pipeline.commands.new_registry.proposal import PRINTING_FLAGS, Guess, LabelProposal, Proposal
from pipeline.terminal import console


def show_proposal(proposal: Proposal, given: Sequence[str], target: Path, known: Container[str]) -> None:
    """Says what the draft is made of, what no label explains, and what comes next."""
    n = len(proposal.pages)
    rows = [_row(label, n) for label in proposal.labels]
    console.print_rows(("label", "pages", "goes to", "why", "printed", "read as"), rows, title=f"Labels on {n} page{'s' if n > 1 else ''}")
    console.print_rows(("guess", "value", "why"), _guesses(proposal), title="Guesses, all to be checked")
    accounts = [
        (each, page.n_labels, f"{page.unclaimed_share:.0%}", "" if page.n_labels else "no label: is it a project's page?")
        for each, page in zip(given, proposal.pages, strict=True)
    ]
    console.print_rows(("page", "labels", "explained by none", ""), accounts)
    if proposal.unclaimed or proposal.n_hidden:
        more = proposal.n_unclaimed - len(proposal.unclaimed)
        hidden = f"; {proposal.n_hidden} that may be personal are not shown" if proposal.n_hidden else ""
        console.say(f"Lines that no label explains{f' (and {more} more)' if more else ''}{hidden}:")
        for line in proposal.unclaimed:
            console.say(f"  {console.cell_text(line)}")
    for note in proposal.notes:
        console.say(f"note: {note}")
    _say_next(target, known)


def _row(label: LabelProposal, n_pages: int) -> tuple[str, str, str, str, str, str]:
    goes_to = {"field": str(label.field), "dropped": "dropped (personal)", "ignored": "ignored", "unplaced": "TODO"}[label.use]
    unread = f"; {label.n_unread} do not read" if label.n_unread else ""
    return label.label, f"{label.n_pages}/{n_pages}", goes_to, label.reason + unread, " | ".join(label.printed), " | ".join(label.read)


def _guesses(proposal: Proposal) -> list[tuple[str, str, str]]:
    printing, title = proposal.printing.value, proposal.title_line
    style = ", ".join(name.replace("_", " ") for name in PRINTING_FLAGS if getattr(printing, name)) or "the usual block"
    sections = f"; sections {', '.join(printing.sections)}" if printing.sections else ""
    guesses: tuple[tuple[str, str, Guess[object]], ...] = (
        ("language", proposal.language.value, proposal.language),
        ("country", proposal.country.value, proposal.country),
        ("currency", ", ".join((proposal.currency.value, *proposal.other_currencies)), proposal.currency),
        ("numbers", proposal.number_locale.value, proposal.number_locale),
        ("dates", ", ".join(proposal.date_forms.value), proposal.date_forms),
        ("printing", style + sections, proposal.printing),
        ("host", proposal.host.value, proposal.host),
        ("title", "a label" if proposal.is_titled else "a line" if title.value else "none", title),
    )
    return [
        (name, value, guess.reason if guess.is_agreed or (guess is title and proposal.is_titled) else f"TODO: {guess.reason}")
        for name, value, guess in guesses
    ]


def _say_next(target: Path, known: Container[str]) -> None:
    code = target.stem
    console.say(f"Wrote {target}")
    if code in known:
        console.say(f"There is a registry {code} already: give another --code before you move the draft")
    console.say("Next:")
    console.say(f"  go through every `check:` and `TODO:` of {target}; each is a guess")
    console.say(f"  move it to parsers/registries/{code}.py: it is found by its folder")
    console.say(f"  add sample pages, parsers/registries/{code}/samples with a site.json: without them the sample run holds {code} back")
    console.say(f"  write what they print into facts.csv, then: diarium fixture {code}; make docs; make check; make test")
