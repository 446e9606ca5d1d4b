"""The command `diarium parse`: saved pages read, a JSON object per project."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.terminal.options import FAILED, USAGE, DataDir, fail, settings_from
from warehouse.visible import visible, visible_json

if TYPE_CHECKING:
    from parsers.reading import Page


def parse(
    files: Annotated[list[Path], typer.Argument(help="Saved pages: .txt is taken as text, anything else as HTML.")],
    url: Annotated[
        list[str] | None,
        typer.Option(help="Address of each page, in the same order; its host decides which registry reads it.", show_default=False),
    ] = None,
    content_type: Annotated[
        str | None, typer.Option(help="Content-Type header, where the file's name does not say it.", show_default=False)
    ] = None,
    text: Annotated[bool, typer.Option("--text", help="Print the pages' text instead: what spans refer to.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Read saved pages and print a JSON object per project, with the words and the span behind each value.

    A page of a host that no registry declares, and one without an address, is read as a page of a project or partner. Of several pages,
    those that share paragraphs name each other in `shares_text_with`.

    Example: `diarium parse page.html --url 'https://www.esf.se/resultat/projektbanken/projekt/?dnr=22-021-S03'`.
    """
    settings_from(data_dir)  # whose registries are known, too
    _say_what_cannot_be_loaded()
    addresses = url or [""] * len(files)
    if len(addresses) != len(files):
        fail(f"{len(files)} files but {len(addresses)} addresses: give one --url for each file, in the same order, or none", USAGE)
    pages = [_saved_page(file, address, content_type) for file, address in zip(files, addresses, strict=True)]
    if text:
        for page in pages:
            words = page.text.text
            sys.stdout.write("".join(f"{visible(line)}\n" for line in words.splitlines()) if sys.stdout.isatty() else words)
        return
    outcomes = [_print_records(file, page, files, pages) for file, page in zip(files, pages, strict=True)]
    if not all(outcomes):
        raise typer.Exit(FAILED)


def _say_what_cannot_be_loaded() -> None:
    """One line for each registry whose folder is broken: its pages are read as those of a project or partner."""
    from parsers.registry import sources

    sys.stderr.writelines(f"diarium: {visible(source.problem)}\n" for source in sources().values() if source.problem)


def _saved_page(file: Path, address: str, content_type: str | None) -> Page:
    from urllib.parse import urlsplit

    from parsers.reading import Page

    try:
        body = file.read_bytes()
    except OSError as error:
        fail(f"{file}: {error.strerror}", USAGE)
    try:
        wrong = bool(address) and not urlsplit(address).hostname
    except ValueError:
        wrong = True
    if wrong:
        fail(f"--url {address}: not an address (https://host/path)", USAGE)
    return Page(address, body, content_type or ("text/plain" if file.suffix == ".txt" else "text/html"))


def _registry_of_labels(page: Page) -> str | None:
    """The registry most of whose labels a page without an address shows, five or more of them."""
    from parsers.record.title_and_text import label_keys
    from parsers.registry import sources

    shown = label_keys(page.text)
    counts = {code: len(shown & source.registry.vocabulary.fields.keys()) for code, source in sources().items() if code != "project_page"}
    best = max(counts, key=lambda code: counts[code])
    return best if counts[best] >= 5 else None


def _print_records(file: Path, page: Page, files: list[Path], pages: list[Page]) -> bool:
    """Prints the records of one page; whether nothing of it was lost."""
    from parsers.record.json_records import records
    from parsers.record.shared_paragraphs import paragraphs_of_both
    from parsers.registry import source_for

    source = source_for(page.url)
    reading = source.parse(page)
    if not page.url and (likely := _registry_of_labels(page)):
        sys.stderr.write(f"{file}: has the labels of {likely}; give its address with --url to have it read as a page of that registry\n")
    kin = [
        {"file": str(other), "spans": [[[each.left.start, each.left.end], [each.right.start, each.right.end]] for each in shared]}
        for other, candidate in zip(files, pages, strict=True)
        if candidate is not page and (shared := paragraphs_of_both(page.text, candidate.text))
    ]
    about = {"registry": source.registry.code, "authority": source.registry.authority, "page_kind": reading.kind}
    for record in records(reading):
        told = about | record | ({"shares_text_with": kin} if kin else {})
        sys.stdout.write(visible_json(json.dumps(told, ensure_ascii=False)) + "\n")
    lost = [issue for issue in reading.issues if issue.quarantines]
    for issue in lost:
        sys.stderr.write(f"{file}: {source.registry.code}: {issue.code}: {visible(issue.message)}\n")
    if not lost and not reading.record_numbers:
        sys.stderr.write(f"{file}: {source.registry.code}: not a project page but {reading.kind!r}, so no record\n")
    return not lost
