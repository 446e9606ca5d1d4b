"""The other bundled sample registries, one module each: their pages in the real shapes, facts from public lists, prose of our own.

Each module gives `site()`, every page by path and query; `printed()`, for every page with records the words that each field is printed in,
by record; and `CASES`, the pages kept as golden fixtures.
"""

from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from parsers.registry import sources
from pipeline.sample.site import Site, build_site

NEIGHBOURS = tuple(sorted(found.name for found in iter_modules(__path__) if found.name in sources()))
"""The registries with a module here; a registry without one is held back in the sample, with a line that says what to add."""


def neighbour(code: str) -> ModuleType:
    """The module of a sample registry other than esf_se."""
    return import_module(f"pipeline.sample.neighbours.{code}")


def site_of(code: str) -> Site:
    """The sample site of any registry. Raises `KeyError` for a registry without one."""
    if code == "esf_se":
        return build_site()
    if code not in NEIGHBOURS:
        raise KeyError(code)
    site: Callable[[], Site] = neighbour(code).site
    return site()
