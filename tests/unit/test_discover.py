"""The ways registries page their lists, and the next pages each leads to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from parsers.declaration import Addresses, Discover, PageNumber, Pages
from parsers.discover import (
    ListUnreadable,
    form_page,
    json_page,
    json_values,
    linked,
    links_of,
    listed_total,
    numbered_pages,
    offset_pages,
)
from parsers.reading import Page
from parsers.registry import sources

URL = "https://registry.example/list/?q=skog&page=1"


def page(body: str | bytes, content_type: str = "text/html; charset=utf-8", url: str = URL) -> Page:
    return Page(url, body if isinstance(body, bytes) else body.encode(), content_type)


def test_numbered_pages_keep_the_rest_of_the_query() -> None:
    assert numbered_pages(URL, "page", 3, first=2) == [f"https://registry.example/list/?q=skog&page={n}" for n in (2, 3, 4)]


def test_offsets_reach_the_last_entry_and_not_beyond() -> None:
    assert [url.rsplit("=")[-1] for url in offset_pages("https://registry.example/l", "start", 41, 20)] == ["0", "20", "40"]
    assert [url.rsplit("=")[-1] for url in offset_pages("https://registry.example/l", "start", 40, 20)] == ["0", "20"]
    assert offset_pages("https://registry.example/l", "start", 0, 20) == []


def test_a_form_and_a_query_are_sent_in_the_same_words_each_time() -> None:
    form = form_page("/sok", {"term": "å", "sida": 2})
    assert form.post is not None
    assert (form.kind, form.post.body, form.post.content_type) == ("list", "term=%C3%A5&sida=2", "application/x-www-form-urlencoded")
    assert json_page("/api", {"b": 1, "a": 2}) == json_page("/api", {"a": 2, "b": 1})


def test_values_of_a_json_answer_are_found_by_their_path() -> None:
    answer = page('{"hits": [{"link": {"href": "/p/1"}}, {"link": null}, {"link": {"href": "/p/2"}}], "ids": [7, 8]}', "application/json")
    assert json_values(answer, "hits[].link.href") == ["/p/1", "/p/2"]
    assert json_values(answer, "ids[]") == ["7", "8"]
    assert json_values(answer, "nothing[].here") == []
    assert json_values(page('[{"u": "x"}]'), "[].u") == ["x"]
    with pytest.raises(ListUnreadable, match=r"registry\.example/list/.*no JSON"):
        json_values(page("<html>"), "hits[]")


def test_a_list_says_how_many_projects_there_are() -> None:
    assert listed_total(sources()["esf_se"].registry, page("<p>Visar 1-12 av 1 046 projekt</p>")) == 1046
    assert listed_total(sources()["esf_se"].registry, page("<p>Projekt</p>")) is None


BANK = replace(
    sources()["esf_se"].registry,
    hosts=("registry.example",),
    addresses=Addresses(query=("id", "page")),
    pages=Pages(project=r"^/p/\?id=", list=r"^/list/\?page="),
    list_total=r"of (?P<n>\d+) projects",
)
LIST = """<nav><a href="/p/?id=9">Last visited</a></nav>
<ul class="hits"><li><a href="/p/?id=1&utm_source=x#top">One</a></li><li><a href="/p/?id=2">2</a> <a href="/p/?id=1">One</a></li></ul>
<p>1-2 of 5 projects</p><a rel="next" href="?page=2">Next</a> <a href="/list/?page=9">Last</a>
<a href="https://elsewhere.example/p/?id=3">Three</a> <a href="mailto:a@b.example">Mail</a> <a href="https://[::1">Broken</a>"""


def found(discover: Discover) -> list[str]:
    return [
        f"{link.kind} {link.url}" for link in links_of(page(LIST, url="https://registry.example/list/"), replace(BANK, discover=discover))
    ]


def test_links_of_the_registry_s_own_addresses_are_found_each_once() -> None:
    at = "https://registry.example"
    assert found(Discover()) == [
        f"project {at}/p/?id=9",
        f"project {at}/p/?id=1&utm_source=x",
        f"project {at}/p/?id=2",
        f"list {at}/list/?page=2",
        f"list {at}/list/?page=9",
    ]


def test_selectors_say_where_on_a_page_links_count() -> None:
    at = "https://registry.example"
    assert found(Discover(projects="ul.hits a", lists="a[rel=next]")) == [
        f"project {at}/p/?id=1&utm_source=x",
        f"project {at}/p/?id=2",
        f"list {at}/list/?page=2",
    ]


def test_numbered_list_pages_follow_from_the_number_of_projects() -> None:
    lists = [link for link in found(Discover(lists="a.none", page_number=PageNumber("page", per_page=2))) if link.startswith("list")]
    assert lists == [f"list https://registry.example/list/?page={number}" for number in (1, 2, 3)]


def test_only_web_addresses_are_links() -> None:
    markup = '<a href="/p#x">1</a><a href="mailto:a@b.se">2</a><a href="javascript:x()">3</a><a>4</a><a href=" /q ">5</a>'
    assert linked(page(markup)) == ["https://registry.example/p", "https://registry.example/q"]


@pytest.mark.parametrize(
    ("url", "one"),
    [
        ("http://esf.se/projekt/?dnr=22-021-S03&utm_source=x#a", "https://www.esf.se/projekt/?dnr=22-021-S03"),
        ("https://www.esf.se/resultat/projektbanken/?sida=1", "https://www.esf.se/resultat/projektbanken/"),
        ("https://archive.example/resultat/projektbanken/", "https://archive.example/resultat/projektbanken/"),
    ],
)
def test_a_page_has_one_address_and_a_page_of_elsewhere_keeps_its_host(url: str, one: str) -> None:
    assert sources()["esf_se"].canonical_url(url) == one
