"""The registries that there are: every folder with its declaration and its reader, bundled or in the data folder.

Belongs here: finding folders, loading them, and keeping one registry's mistakes to itself: a folder that cannot be loaded is a source with
a problem, a reader that raises gives an issue. Does not belong here: how a declaration is checked (`parsers.declaration_file`), or how
pages are read.
"""

from __future__ import annotations

import importlib.util
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

from parsers import discover as discovery
from parsers.declaration import Expect, Registry
from parsers.declaration_file import FILE_NAME, LONGEST_CODE, REGISTRY_CODE, DeclarationError, load_declaration
from parsers.page.addresses import host_of
from parsers.reader_guards import READER, DiscoveryCrashed, checked, guarded_discovery, guarded_reading, log_trace, place_of
from parsers.reading import Issue, Link, Page, Reading
from parsers.record.declared_page import kind_of_page, read_declared
from parsers.vocabulary.countries import union
from parsers.vocabulary.reading_words import Authority, PageKind

BUNDLED = Path(__file__).parent / "registries"
OF_ANY_HOST: Authority = "project_page"
"""The authority of the one registry that reads pages of hosts that no registry declares."""
INTERREG, UNLOADABLE = "interreg", "unloadable"
"""Groups of registries beside countries."""
HOOKS = ("kind", "declaration_for", "amend", "news", "read", "discover", "canonical_url")


@dataclass(frozen=True, slots=True)
class Source:
    """A registry with its reader.

    `folder` is where it is declared; `problem` why it cannot be used, in one line that names file and key: then nothing of it is crawled or
    read, and what was published of it stays. `parse` raises `MemoryError` only; any other exception of the reader quarantines the page
    (`parser_crashed`). `discover` raises `DiscoveryCrashed`, or `ListUnreadable` where the page is not what it should be.
    """

    registry: Registry
    parse: Callable[[Page], Reading]
    discover: Callable[[Page], list[Link]]
    canonical_url: Callable[[str], str]
    folder: Path = Path()
    problem: str | None = None

    @property
    def group(self) -> str:
        """What the registry is listed under: its country's code in small letters, `interreg` where it belongs to several countries, or
        `unloadable` where nobody knows."""
        if self.problem:
            return UNLOADABLE
        return INTERREG if self.registry.is_interreg else self.registry.country.lower()


@dataclass(slots=True)
class _Places:
    """Where registry folders are looked for: the bundled ones, and those of the data folder in use."""

    own: Path | None = None
    read_before: frozenset[str] = frozenset()
    loaded: dict[str, Source] = field(default_factory=dict)


_PLACES = _Places()


def look_in(folder: Path | None, read_before: frozenset[str] = frozenset()) -> None:
    """Uses the registry folders in `folder` beside the bundled ones, from now on in this process; one of the same code takes the place of
    a bundled one. `<data_dir>/registries` where settings are read. Of registries `read_before` something is kept: where the folder of one
    is gone, it stays, with a problem."""
    if (folder, read_before) != (_PLACES.own, _PLACES.read_before):
        _PLACES.own, _PLACES.read_before, _PLACES.loaded = folder, read_before, {}


def sources() -> Mapping[str, Source]:
    """Every registry there is, by code, in the order of their codes; one that cannot be loaded has a `problem`."""
    if not _PLACES.loaded:
        found = dict(_bundled())
        for folder in _folders(_PLACES.own) if _PLACES.own else ():
            source = _loaded(folder)
            found[source.registry.code] = _alone_in_what_it_declares(source, found)
        for code in _PLACES.read_before - found.keys():
            gone = (_PLACES.own or BUNDLED) / code
            advice = f"put it back, or remove observations/{code} to forget the registry"
            found[code] = _unusable(code, gone, f"registries/{code}: the folder is gone; {advice}")
        _PLACES.loaded = {code: found[code] for code in sorted(found)}
    return _PLACES.loaded


def source_of(url: str) -> Source | None:
    """The source that declares the host of `url`, or None."""
    host = host_of(url)
    return next((source for source in sources().values() if host in source.registry.hosts), None)


def source_for(url: str) -> Source:
    """The source to read a page with: the registry that declares its host, or else the reader of projects' and partners' pages."""
    usable = (*sources().values(), *_bundled().values())  # a folder that takes the place of the bundled reader may be broken
    return source_of(url) or next(source for source in usable if source.registry.authority == OF_ANY_HOST)


@cache
def _bundled() -> dict[str, Source]:
    return {folder.name: _loaded(folder) for folder in _folders(BUNDLED)}


def _folders(parent: Path) -> Iterator[Path]:
    if parent.is_dir():
        yield from sorted(each for each in parent.iterdir() if each.is_dir() and each.name[0] not in "._")


def _alone_in_what_it_declares(source: Source, found: Mapping[str, Source]) -> Source:
    """The source, or one with a problem where it declares what only one registry can: a host, or to read pages of any host."""
    registry = source.registry
    for other in (each.registry for each in found.values() if each.registry.code != registry.code):
        shared = [("hosts", host) for host in registry.hosts if host in other.hosts]
        if registry.authority == other.authority == OF_ANY_HOST:
            shared.append(("authority", OF_ANY_HOST))
        if shared:
            key, value = shared[0]
            told = f"{value} is declared by {other.code} already; a folder of that name takes its place"
            return _unusable(registry.code, source.folder, f"registries/{registry.code}/{FILE_NAME}: {key}: {told}")
    return source


def _loaded(folder: Path) -> Source:
    """The source in a folder; never raises: what is wrong with the folder is its `problem`."""
    code = folder.name
    if not REGISTRY_CODE.fullmatch(code):
        name = re.sub(r"[^a-z0-9_]", "_", f"folder_{code.lower()}")[:LONGEST_CODE]
        return _unusable(name, folder, f"registries/{code}: a folder's name is the code of its registry: small letters, digits and _")
    try:
        registry = load_declaration(folder / FILE_NAME, code)
        hooks = _hooks(folder)
    except DeclarationError as error:
        return _unusable(code, folder, str(error))
    except (Exception, SystemExit) as error:  # noqa: BLE001  (whatever a folder's code raises is that registry's own problem)
        log_trace(code, "loading the reader", error)
        return _unusable(code, folder, f"registries/{code}/{READER}: cannot be loaded: {place_of(error)}")

    canonical_hook = hooks.get("canonical_url", discovery.canonical_url)

    def canonical_url(url: str) -> str:
        try:
            return checked(canonical_hook(url, registry), str)
        except (Exception, SystemExit) as error:  # noqa: BLE001  (as declared, then: an address is no reason to stop a crawl)
            log_trace(code, url, error)
            return discovery.canonical_url(url, registry)

    parse = hooks.get("read", partial(_read_by_kind, hooks=hooks))
    discover = hooks.get("discover", partial(discovery.links_of, canonical=canonical_url))
    return Source(registry, guarded_reading(registry, parse), guarded_discovery(registry, discover), canonical_url, folder)


def _read_by_kind(page: Page, registry: Registry, hooks: Mapping[str, Callable[..., Any]]) -> Reading:
    """The declared reading of a page, with what the registry's reader does otherwise."""
    declared = hooks["declaration_for"](page, registry) if "declaration_for" in hooks else registry
    kind: PageKind = hooks.get("kind", kind_of_page)(page, declared)
    if kind not in get_args(PageKind):
        raise TypeError("kind() returned no kind of page")
    if kind == "news" and "news" in hooks:
        return checked(hooks["news"](page, declared), Reading)
    return read_declared(page, declared, kind, hooks.get("amend"))


def _hooks(folder: Path) -> dict[str, Callable[..., Any]]:
    """The functions of a folder's reader; none where it has no reader. Raises `DeclarationError` for a public function that is no hook."""
    file = folder / READER
    if not os.path.lexists(file):  # a link that leads nowhere is not the same as no reader
        return {}
    spec = importlib.util.spec_from_file_location(f"diarium_reader_{folder.name}", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # as dataclasses need it
    spec.loader.exec_module(module)
    hooks = {name: each for name, each in vars(module).items() if _is_own_function(each, module) and not name.startswith("_")}
    for name in hooks:
        if name not in HOOKS:
            raise DeclarationError(
                f"registries/{folder.name}/{READER}: {name}: no function that a reader can have; allowed: {', '.join(HOOKS)}"
            )
    return hooks


def _is_own_function(each: object, module: ModuleType) -> bool:
    return callable(each) and getattr(each, "__module__", None) == module.__name__ and not isinstance(each, type)


def _unusable(code: str, folder: Path, problem: str) -> Source:
    """The source of a folder that cannot be loaded: it has a name, and nothing is read by it."""

    def parse(_page: Page) -> Reading:
        return Reading("unreadable", (), (Issue.of("parser_crashed", problem, 1, field="project_code"),))

    def discover(_page: Page) -> list[Link]:
        raise DiscoveryCrashed(problem)

    return Source(_stub(code), parse, discover, lambda url: url, folder, problem)


def _stub(code: str) -> Registry:
    """What stands for a declaration that cannot be loaded: it has no hosts, so no page is its own."""
    return Registry(
        code=code,
        title=f"{code} (its folder cannot be loaded)",
        country=union().code,
        languages=("en",),
        publisher="not known: the declaration cannot be loaded",
        licence="not known",
        hosts=(),
        start_urls=(),
        schedule="0 4 * * 1",
        min_delay_s=1.0,
        currency="EUR",
        number_locale="en",
        funds=(),
        nuts_version=2021,
        grain="project",
        expect=Expect(min_projects=0),
        labels={},
        dropped=(),
    )
