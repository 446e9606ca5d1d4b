"""A crawl visits each address once, lists before projects, and never leaves the registry's hosts."""

from __future__ import annotations

from typing import Literal

import pytest

from pipeline.fetch.fetch_errors import AddressRefusedError
from pipeline.fetch.frontier import Frontier

BASE = "https://www.esf.se/resultat/projektbanken/"


@pytest.fixture
def frontier() -> Frontier:
    return Frontier(["www.ESF.se"], lambda url: url.lower().rstrip("/"))


def put(frontier: Frontier, url: str, kind: Literal["list", "project"] = "project") -> bool:
    return frontier.add(frontier.resolve(BASE, url, kind))


def test_lists_come_first_each_kind_in_the_order_found(frontier: Frontier) -> None:
    for url, kind in (("p1", "project"), ("l1", "list"), ("p2", "project"), ("l2", "list")):
        put(frontier, url, kind)  # type: ignore[arg-type]
    order = []
    while (target := frontier.pop()) is not None:
        order.append(target.url.removeprefix(BASE))
    assert order == ["l1", "l2", "p1", "p2"]


def test_one_canonical_address_is_visited_once(frontier: Frontier) -> None:
    assert put(frontier, "projekt/?dnr=A")
    assert not put(frontier, "projekt/?DNR=a")
    assert not put(frontier, "projekt/?dnr=A#kontakt", "list")
    frontier.pop()
    assert not put(frontier, "projekt/?dnr=A")
    assert len(frontier) == 0


def test_a_relative_link_is_resolved_and_keeps_no_fragment(frontier: Frontier) -> None:
    assert frontier.resolve(BASE, "../x?page=2#top", "list").url == "https://www.esf.se/resultat/x?page=2"


@pytest.mark.parametrize(
    "url",
    ["https://www.facebook.com/esf", "mailto:info@esf.se", "javascript:void(0)", "ftp://www.esf.se/x", "//evil.example/", "https://[bad"],
)
def test_a_link_out_of_the_registry_is_refused(frontier: Frontier, url: str) -> None:
    with pytest.raises(AddressRefusedError, match="points to"):
        frontier.resolve(BASE, url, "list")
