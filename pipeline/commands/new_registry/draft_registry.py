"""`diarium new-registry`: given pages in, a proposal and the folder of a registry out.

Belongs here: the steps of the command, the code of the draft, its files. Does not belong here: reading pages (`given_pages`), judging them
(`propose`), the text of the declaration (`declaration_text`).
"""

from __future__ import annotations

import json
import re
import shutil
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from parsers.declaration import Registry
from parsers.declaration_file import FILE_NAME, DeclarationError, declaration_of
from parsers.page.addresses import host_of
from parsers.page.encoding import decode
from parsers.reading import Page, Reading
from parsers.record.declared_page import kind_of_page, read_declared
from pipeline.commands.new_registry.declaration_text import declaration_text
from pipeline.commands.new_registry.given_pages import addresses_of, is_address, read_given
from pipeline.commands.new_registry.proposal import NewRegistryError, Proposal
from pipeline.commands.new_registry.propose import propose
from pipeline.commands.new_registry.site_guesses import list_pages
from pipeline.sample_site import HTML
from pipeline.settings import Settings

_CODE = re.compile(r"[a-z][a-z0-9_]{1,30}")
_NOT_FOUND = "<!DOCTYPE html>\n<html><body><p>Not found</p></body></html>\n"
_FACTS = "page,record,item,field,printed,value\n"


def draft_registry(
    given: Sequence[str], urls: Sequence[str], code: str | None, folder: Path | None, settings: Settings, registries: Iterable[Registry]
) -> tuple[Proposal, Path, list[Reading]]:
    """Writes the draft of a registry for the pages `given` (files or addresses): its folder, named by its code, in `folder` or in the data
    directory; and what is read of the pages by it. Raises `NewRegistryError`.

    `urls` are the addresses of the files among them, in the same order, or none.
    """
    addresses = addresses_of(given, urls)
    chosen = code or code_of(next((host for address in addresses if (host := host_of(address))), ""))
    if not _CODE.fullmatch(chosen):
        raise NewRegistryError(f"--code {chosen}: a code is made of small letters, digits and _, at most 31, a letter first")
    if folder and not folder.is_dir():
        raise NewRegistryError(f"{folder}: no such folder; make it first, or give another --to")
    target = (folder or settings.data_dir / "registries") / chosen
    if target.exists():
        raise NewRegistryError(f"{target} exists already and is not overwritten: give another --code or --to, or move it away")
    pages = read_given(given, addresses, settings)
    lists = list_pages(pages)
    proposal = propose([page for page in pages if page not in lists], registries, lists)
    text = declaration_text(proposal, chosen)
    try:
        declared = declaration_of(tomllib.loads(text), f"{chosen}/{FILE_NAME}", chosen)
    except DeclarationError as error:
        raise NewRegistryError(f"nothing is written, since the draft would not load: {error}", is_usage=False) from None
    readings = [read_declared(page, declared, kind_of_page(page, declared)) for page in pages]
    try:
        _write(target, text, _samples(given, pages, lists))
    except OSError as error:
        shutil.rmtree(target, ignore_errors=True)
        raise NewRegistryError(f"{target}: {error.strerror}; choose another folder with --to") from None
    return proposal, target, readings


def code_of(host: str) -> str:
    """A registry's code from its host: `www.esf.se` is `esf_se`."""
    name = re.sub(r"[^a-z0-9]+", "_", host.removeprefix("www.").lower()).strip("_")
    return (name if name[:1].isalpha() else f"registry_{name}" if name else "new_registry")[:31].strip("_")


def _samples(given: Sequence[str], pages: Sequence[Page], lists: Sequence[Page]) -> dict[str, tuple[Page, str]]:
    """The pages with their kind, each under a file name of its own."""
    samples: dict[str, tuple[Page, str]] = {}
    for each, page in zip(given, pages, strict=True):
        parts = urlsplit(page.url)
        own = f"{parts.path.rstrip('/').rpartition('/')[2]} {parts.query}" if is_address(each) else Path(each).stem
        stem = re.sub(r"[^\w.-]+", "_", own).strip("_.") or "page"
        ending = ".txt" if page.content_type.startswith("text/plain") else ".html"
        names = (f"{stem}{'' if n == 1 else f'_{n}'}{ending}" for n in range(1, len(given) + 2))
        samples[next(name for name in names if name not in samples)] = page, "list" if page in lists else "project"
    return samples


def _write(target: Path, declaration: str, samples: dict[str, tuple[Page, str]]) -> None:
    (target / "samples").mkdir(parents=True)
    (target / FILE_NAME).write_text(declaration, "utf-8")
    (target / "facts.csv").write_text(_FACTS, "utf-8")
    site = []
    for name, (page, kind) in samples.items():
        (target / "samples" / name).write_bytes(page.body)
        entry = {"address": page.url or f"https://example.invalid/{name}", "file": name, "kind": kind}
        is_usual = page.content_type.startswith("text/html") and decode(page.body, HTML)[1] is None
        site.append(entry if is_usual else entry | {"content_type": page.content_type})
    (target / "samples/not_found.html").write_text(_NOT_FOUND, "utf-8")
    listed = {"pages": site, "not_found": {"file": "not_found.html", "status": 404}}
    (target / "samples/site.json").write_text(json.dumps(listed, ensure_ascii=False, indent=2) + "\n", "utf-8")
