"""A registry of nothing on the loopback interface, and little patience: what the tests of the crawl declare."""

from __future__ import annotations

from collections.abc import Callable

from parsers.declaration import Expect, Registry
from parsers.reading import Link, Page, Reading
from parsers.registry import Source
from pipeline.fetch.session import FetchPolicy

HOST = "registry.example"
SITE = f"https://{HOST}"
POLICY = FetchPolicy(
    user_agent="Diarium/0.1 (+https://diarium.example; data@diarium.example)",
    connect_timeout_s=2,
    read_timeout_s=2,
    attempts=3,
    backoff_s=0.01,
    backoff_max_s=0.05,
    retry_after_max_s=2,
    max_body_bytes=200_000,
)


def loopback_source(
    discover: Callable[[Page], list[Link]],
    canonical_url: Callable[[str], str],
    hosts: tuple[str, ...] = (HOST,),
    start: str = f"{SITE}/list/",
) -> Source:
    """A registry that declares these hosts and finds links so; every page of it is a project without values."""
    registry = Registry(
        code="loopback",
        title="A registry of nothing",
        country="SE",
        languages=("sv",),
        publisher="nobody",
        licence="none",
        hosts=hosts,
        start_urls=(start,),
        schedule="0 4 * * 1",
        min_delay_s=0.0,
        currency="SEK",
        number_locale="sv",
        funds=("ESF+",),
        programmes=(),
        nuts_version=2021,
        grain="project",
        expect=Expect(min_projects=1),
        labels={},
        dropped=(),
    )
    return Source(registry, parse=lambda _: Reading("project"), discover=discover, canonical_url=canonical_url)
