"""Which registry an address belongs to, however an archive or a person writes it, and by which address the registry knows it.

Belongs here: the spellings of a host. Does not belong here: which hosts a registry declares (`parsers.registry`).
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlunsplit

from parsers.page.addresses import host_of, parts_of
from parsers.registry import Source, source_of

PORTS = (None, 80, 443)


def owner_of(url: str, forced: Source | None = None) -> tuple[Source, str] | None:
    """The source that declares the host of `url`, or `forced`, and the page's canonical address; None where there is no source.

    Scheme, port, a closing dot and `www.` make no other page: archives have all of them.
    """
    parts = parts_of(url)
    if not parts.hostname or parts.scheme.lower() not in ("http", "https"):
        return None
    for host in _spellings(url):
        source = source_of(f"https://{host}/")
        if source is not None and (forced is None or source.registry.code == forced.registry.code):
            return source, source.canonical_url(urlunsplit(("https", host, parts.path, parts.query, "")))
    return (forced, forced.canonical_url(url)) if forced else None


def _spellings(url: str) -> Iterator[str]:
    """The host of an address as a registry may declare it; none where the port makes it another server."""
    try:
        port = parts_of(url).port
    except ValueError:
        return
    if port in PORTS:
        host = host_of(url).rstrip(".")
        yield from (host, f"www.{host}", host.removeprefix("www."))
