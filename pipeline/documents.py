"""The generated documents: `python -m pipeline.documents` writes them anew, `--check` fails where one is stale.

Belongs here: `docs/registries.md`, from the declarations of the registries. The data dictionary comes from `warehouse.dictionary`.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from parsers.fields import FIELDS
from parsers.registry import Registry, sources
from warehouse.dictionary import dictionary

DOCS = Path(__file__).parents[1] / "docs"


def registries() -> str:
    """All of `docs/registries.md`."""
    lines = [
        "# Registries",
        "",
        "Generated from `parsers/registries/` by `make docs`; do not edit. Nothing here has been tried on the live sites: this project is",
        "developed without network access, against the bundled sample, saved pages and loopback servers.",
    ]
    for source in sources().values():
        lines += _registry(source.registry)
    return "\n".join(lines) + "\n"


def _registry(registry: Registry) -> Iterator[str]:
    expect = registry.expect
    facts = {
        "publisher": registry.publisher,
        "licence": registry.licence,
        "country, languages": f"{registry.country}, {', '.join(registry.languages)}",
        "start": " ".join(f"<{url}>" for url in registry.start_urls),
        "hosts": ", ".join(registry.hosts),
        "robots.txt": "read before every crawl and obeyed",
        "delay": f"{registry.min_delay_s:g} s between two requests, more where robots.txt asks for it",
        "schedule": f"`{registry.schedule}` (declared; no schedule is switched on yet)",
        "funds, programmes": f"{', '.join(registry.funds)}; {', '.join(registry.programmes)}",
        "currency, grain, NUTS edition": f"{registry.currency}, one row per {registry.grain}, {registry.nuts_version}",
        "a healthy crawl": f"at least {expect.min_projects} projects; at most {expect.max_failed:.0%} of pages failed, "
        f"{expect.max_unreadable:.0%} unreadable, {expect.max_shrink:.0%} fewer than before, "
        f"{expect.max_unknown_label:.0%} with one unknown label",
        "tried live": "never",
    }
    yield from ("", f"## `{registry.code}`: {registry.title}", "", "| | |", "|---|---|")
    yield from (f"| {name} | {value} |" for name, value in facts.items())
    yield from ("", "| field | labels, the first one counts | expected on |", "|---|---|---|")
    labels: dict[str, list[str]] = defaultdict(list)
    for label, name in registry.labels.items():
        labels[name].append(f"`{label}`")
    for name in FIELDS:
        if name in labels:
            least = next((share for wanted, share in expect.fill.items() if name in wanted.split("|")), None)
            yield f"| `{name}` | {', '.join(labels[name])} | {f'{least:.0%}' if least else ''} |"
    yield ""
    yield f"Dropped as personal data: {', '.join(f'`{label}`' for label in registry.dropped)}."
    if registry.ignored:
        yield f"Ignored: {', '.join(f'`{label}` ({why})' for label, why in registry.ignored.items())}."


def main(arguments: list[str]) -> int:
    """Writes or checks the documents; returns the exit code."""
    wanted = {DOCS / "data-dictionary.md": dictionary(), DOCS / "registries.md": registries()}
    stale = [file for file, text in wanted.items() if not file.exists() or file.read_text("utf-8") != text]
    if "--check" in arguments:
        for file in stale:
            sys.stderr.write(f"{file} is stale: run make docs\n")
        return 1 if stale else 0
    for file in stale:
        file.write_text(wanted[file], "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
