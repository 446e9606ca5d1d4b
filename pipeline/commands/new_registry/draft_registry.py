"""`diarium new-registry`: given pages in, a proposal and its draft out.

Belongs here: the steps of the command, the name of the draft, its file. Does not belong here: reading pages (`given_pages`), judging them
(`propose`), the words of the draft (`module_text`).
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from parsers.declaration import Registry
from parsers.page.addresses import host_of
from pipeline.commands.new_registry.given_pages import addresses_of, read_given
from pipeline.commands.new_registry.module_text import module_text
from pipeline.commands.new_registry.proposal import NewRegistryError, Proposal
from pipeline.commands.new_registry.propose import propose
from pipeline.settings import Settings

_CODE = re.compile(r"[a-z][a-z0-9_]*")


def draft_registry(
    given: Sequence[str], urls: Sequence[str], code: str | None, out: Path, settings: Settings, registries: Iterable[Registry]
) -> tuple[Proposal, Path]:
    """Writes the draft of a module for the pages `given` (files or addresses) into the folder `out`. Raises `NewRegistryError`.

    `urls` are the addresses of the files among them, in the same order, or none.
    """
    addresses = addresses_of(given, urls)
    chosen = code or code_of(next((host for address in addresses if (host := host_of(address))), ""))
    if not _CODE.fullmatch(chosen) or keyword.iskeyword(chosen):
        raise NewRegistryError(f"--code {chosen}: a code is a module's name: small letters, digits and _, a letter first")
    target = out / f"{chosen}.py"
    if target.exists():
        raise NewRegistryError(f"{target} exists already and is not overwritten: give another --code or --out, or move it away")
    if not out.is_dir():
        raise NewRegistryError(f"{out}: no such folder; make it first, or give another --out")
    pages = read_given(given, addresses, settings)
    proposal = propose(pages, registries)
    try:
        with target.open("x", encoding="utf-8") as file:
            file.write(module_text(proposal, chosen))
    except OSError as error:
        raise NewRegistryError(f"{target}: {error.strerror}; choose another folder with --out") from None
    return proposal, target


def code_of(host: str) -> str:
    """A registry's code from its host: `www.esf.se` is `esf_se`."""
    name = re.sub(r"[^a-z0-9]+", "_", host.removeprefix("www.").lower()).strip("_")
    return name if _CODE.fullmatch(name) else f"registry_{name}".rstrip("_") if name else "new_registry"
