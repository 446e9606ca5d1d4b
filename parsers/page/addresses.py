"""Addresses of pages: their parts and their one canonical form. Nothing here raises, however an address looks.

Belongs here: what every registry does with an address. Does not belong here: which addresses a registry has (its module).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

REMEMBERED = 16_384  # addresses: the same ones are met again and again, on every page of a list
_NOWHERE = SplitResult("", "", "", "", "")


@lru_cache(maxsize=REMEMBERED)
def parts_of(url: str) -> SplitResult:
    """The parts of an address; all empty where it is none (`https://[::1`)."""
    try:
        parts = urlsplit(url)
        _ = parts.hostname
    except ValueError:
        return _NOWHERE
    return parts


@lru_cache(maxsize=REMEMBERED)
def host_of(url: str) -> str:
    """The host of an address in small letters; empty where there is none."""
    return (parts_of(url).hostname or "").lower()


@lru_cache(maxsize=REMEMBERED)
def query_of(url: str) -> Mapping[str, str]:
    """The query of an address by name, the last value of each, empty ones kept."""
    return MappingProxyType(dict(parse_qsl(parts_of(url).query, keep_blank_values=True)))


def segments_of(url: str) -> list[str]:
    """The parts of an address's path, decoded."""
    return [part for part in unquote(parts_of(url).path).split("/") if part]


def last_segment(url: str) -> str | None:
    """The last part of an address's path."""
    segments = segments_of(url)
    return segments[-1] if segments else None


@lru_cache(maxsize=REMEMBERED)
def canonical(
    url: str, host: str, query_names: tuple[str, ...] = (), without: tuple[tuple[str, str], ...] = (), *, closing_slash: bool = True
) -> str:
    """The one address of a page: https, the site's main host, a closing slash where the path has no file (or the path as it is), of the
    query only the names that matter, and not the pairs `without` which it makes no difference."""
    parts = parts_of(url)
    path = unquote(parts.path)
    path = path if not closing_slash or path.endswith("/") or "." in path.rsplit("/", 1)[-1] else f"{path}/"
    pairs = sorted((key, value) for key, value in parse_qsl(parts.query) if key in query_names and (key, value) not in without)
    query = urlencode(pairs, safe="/", errors="replace")
    return f"https://{host}{quote(path, safe='/', errors='replace')}{'?' + query if query else ''}"
