"""The generated documents: `python -m pipeline.generated_documents` writes them anew, `--check` fails where one is stale.

Belongs here: `docs/registries.md`, from the declarations of the registries and from what their parsers read on the bundled sample pages.
The data dictionary comes from `warehouse.dictionary`.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from parsers.reading import Page
from parsers.registry import Source, sources
from parsers.vocabulary.fields import FIELDS
from pipeline.sample_site import SampleProblem, SampleSite
from warehouse.dictionary import dictionary

DOCS = Path(__file__).parents[1] / "docs"


@dataclass
class Shown:
    """What the parser of a registry reads on its sample pages: records, and by field how many have it, and by which methods."""

    n_records: int = 0
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    methods: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def letter(self, names: Sequence[str]) -> str:
        """`printed`, `derived` (by a rule, on no page) or nothing, for an item that one of some fields holds."""
        found = set().union(*(self.methods[name] for name in names if name in self.methods))
        return "printed" if found - {"derived"} else "derived" if found else ""


def registries() -> str:
    """All of `docs/registries.md`."""
    lines = [
        "# Registries",
        "",
        "Generated from `parsers/registries/` by `make docs`; do not edit. **Nothing here has been tried on the live sites**: this project",
        "is developed without network access, against the bundled sample, saved pages and loopback servers.",
        *_letters(),
    ]
    for source in sources().values():
        lines += _registry(source)
    lines += _fields()
    return "\n".join(lines) + "\n"


def _letters() -> Iterator[str]:
    """Which items of Article 49(3) each registry shows."""
    yield from ("", "## What of Article 49(3) each registry shows", "")
    yield "On the bundled sample pages, which have the shapes of the real ones: `printed` on at least one page, or `derived` by a rule of"
    yield "the registry, or not at all. Letters b (natural persons, never published by us) and c (fishing vessels) do not arise."
    yield from ("", f"| | item | {' | '.join(f'`{code}`' for code in sources())} |", f"|---|---|{'---|' * len(sources())}")
    for letter, names in _fields_by_letter().items():
        item = " or ".join(f"`{name}`" for name in names)
        yield f"| {letter} | {item} | {' | '.join(_shown(code).letter(names) for code in sources())} |"


def _fields_by_letter() -> dict[str, list[str]]:
    """The fields that answer each item of Article 49(3) that a page on one operation can show."""
    found: dict[str, list[str]] = defaultdict(list)
    for name, each in FIELDS.items():
        if each.letter:
            found[each.letter].append(name)
    return dict(sorted(found.items()))


def _fields() -> Iterator[str]:
    """What a label can be mapped to."""
    yield from ("", "## Fields", "", "What a label of `registry.toml` can be read as; `parsers/vocabulary/fields.py` defines them.", "")
    yield from ("| field | kind | unit | Article 49(3) | meaning |", "|---|---|---|---|---|")
    for name, each in FIELDS.items():
        of_group = f" (of a {each.group})" if each.group else ""
        yield f"| `{name}` | {each.kind} | {each.unit or ''} | {each.letter or ''} | {each.meaning}{of_group} |"


@cache
def _shown(code: str) -> Shown:
    shown, source = Shown(), sources()[code]
    try:
        site = SampleSite.of(source.folder)
    except SampleProblem:
        return shown
    for address, page in {source.canonical_url(address): (address, page) for address, page in site.pages.items()}.values():
        reading = source.parse(Page(address, page.body, page.content_type))
        for number in reading.record_numbers:
            shown.n_records += 1
            of_record = [seen for seen in reading.observations if seen.record_no == number]
            for name in {seen.field for seen in of_record}:
                shown.counts[name] += 1
            for seen in of_record:
                shown.methods[seen.field].add(seen.method)
    return shown


def _registry(source: Source) -> Iterator[str]:
    registry, shown = source.registry, _shown(source.registry.code)
    expect = registry.expect
    facts = {
        "publisher": registry.publisher,
        "licence": registry.licence,
        "country, languages": f"{registry.country}, {', '.join(registry.languages)}",
        "start": " ".join(f"<{url}>" for url in registry.start_urls),
        "hosts": ", ".join(registry.hosts),
        "authority": registry.authority.replace("_", " "),
        "robots.txt": f"read before every crawl and obeyed; {registry.robots}",
        "delay": f"{registry.min_delay_s:g} s between two requests, more where robots.txt asks for it",
        "schedule": f"`{registry.schedule}` (UTC; when the schedule `due` crawls it, where that is switched on)",
        "funds, programmes": f"{', '.join(registry.funds)}; {', '.join(registry.programmes) or 'many'}",
        "numbers, dates": f"{registry.number_locale}; {', '.join(registry.date_forms)}",
        "currency, grain, NUTS edition": f"{registry.currency}, one row per {registry.grain}, {registry.nuts_version}",
        "a healthy crawl": f"at least {expect.min_projects} projects; at most {expect.max_failed:.0%} of pages failed, "
        f"{expect.max_unreadable:.0%} unreadable, {expect.max_shrink:.0%} fewer than before, "
        f"{expect.max_unknown_label:.0%} with one unknown label",
        "tried live": "never",
    }
    yield from ("", f"## `{registry.code}`: {registry.title}", "", "| | |", "|---|---|")
    yield from (f"| {name} | {value} |" for name, value in facts.items())
    if registry.layouts:
        yield from ("", "Layouts: ", *(f"- {layout}" for layout in registry.layouts))
    if registry.notes:
        yield from ("", "Peculiar:", *(f"- {note}" for note in registry.notes))
    total = shown.n_records
    yield from (
        "",
        f"| field | labels, the first one counts | expected on | read on, of {total} sample records | how |",
        "|---|---|---|---|---|",
    )
    labels: dict[str, list[str]] = defaultdict(list)
    for label, name in registry.labels.items():
        labels[name].append(f"`{label}`")
    for name in FIELDS:
        if name in labels or name in shown.counts:
            least = next((share for wanted, share in expect.fill.items() if name in wanted.split("|")), None)
            read, how = shown.counts.get(name, 0), ", ".join(sorted(shown.methods.get(name, ())))
            yield f"| `{name}` | {', '.join(labels[name])} | {f'{least:.0%}' if least else ''} | {read or ''} | {how} |"
    yield ""
    if registry.dropped:
        yield f"Dropped as personal data: {', '.join(f'`{label}`' for label in registry.dropped)}."
    if registry.ignored:
        reasons: dict[str, list[str]] = defaultdict(list)
        for label, why in registry.ignored.items():
            reasons[why].append(f"`{label}`")
        told = [", ".join(names) + f" ({why})" for why, names in reasons.items()]
        yield f"Ignored: {'; '.join(told)}."


def write_documents(arguments: list[str]) -> int:
    """Writes or checks the documents; returns the exit code."""
    wanted = {DOCS / "data-dictionary.md": dictionary(), DOCS / "registries.md": registries()}
    stale = [file for file, text in wanted.items() if not file.exists() or file.read_text("utf-8") != text]
    if "--check" in arguments:
        complaints = [source.problem for source in sources().values() if source.problem]
        complaints += [f"{file} is stale: run make docs" for file in stale]
        sys.stderr.writelines(f"{complaint}\n" for complaint in complaints)
        return 1 if complaints else 0
    for file in stale:
        file.write_text(wanted[file], "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(write_documents(sys.argv[1:]))
