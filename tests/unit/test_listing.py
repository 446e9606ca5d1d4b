"""The usual ways registries page their lists, and the next pages each leads to."""

from __future__ import annotations

import gzip

import pytest

from parsers.discover import (
    ListUnreadable,
    form_page,
    json_page,
    json_values,
    listed_total,
    next_pages,
    numbered_pages,
    offset_pages,
    sitemap,
)
from parsers.registries.esf_se import REGISTRY
from parsers.registry import Page

URL = "https://registry.example/list/?q=skog&page=1"


def page(body: str | bytes, content_type: str = "text/html; charset=utf-8", url: str = URL) -> Page:
    return Page(url, body if isinstance(body, bytes) else body.encode(), content_type)


@pytest.mark.parametrize(
    "markup",
    [
        '<a rel="next" href="?q=skog&amp;page=2">2</a>',
        '<link rel="next" href="/list/?q=skog&amp;page=2">',
        '<a href="?q=skog&amp;page=2"> Nästa&nbsp;sida </a>',
        '<a href="?q=skog&amp;page=2"><span>»</span></a>',
        '<a href="?q=skog&amp;page=2" aria-label="Neste side">2</a>',
        '<a class="a b" rel="nofollow next" href="?q=skog&amp;page=2#top">2</a>',
    ],
)
def test_a_link_says_next_in_many_ways(markup: str) -> None:
    (found,) = next_pages(page(f"<nav><a href='?q=skog&amp;page=0'>Föregående</a>{markup}</nav>"))
    assert found.split("#")[0] == "https://registry.example/list/?q=skog&page=2"


def test_a_page_without_such_a_link_is_the_last() -> None:
    assert next_pages(page("<a href='/next/'>Next generation Lab</a><a>nästa</a>")) == []


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


NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
PAGES = f'<?xml version="1.0"?><urlset xmlns="{NAMESPACE}"><url><loc> https://a.example/1?x=1&amp;y=2 </loc></url></urlset>'
INDEX = f'<sitemapindex xmlns="{NAMESPACE}"><sitemap><loc>https://a.example/s1.xml.gz</loc></sitemap></sitemapindex>'


def test_sitemaps_are_read_in_every_usual_form() -> None:
    assert sitemap(page(PAGES)).pages == ("https://a.example/1?x=1&y=2",)
    assert sitemap(page(gzip.compress(PAGES.encode()), "application/x-gzip")).pages == ("https://a.example/1?x=1&y=2",)
    assert sitemap(page(INDEX)).sitemaps == ("https://a.example/s1.xml.gz",)
    assert sitemap(page("https://a.example/1\r\n\r\nhttps://a.example/2\n", "text/plain")).pages == (
        "https://a.example/1",
        "https://a.example/2",
    )


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body>404</body></html>",
        b"<",
        PAGES.encode()[:-20],
        gzip.compress(PAGES.encode(), mtime=0)[:40],
        gzip.compress(b"<" * 70_000_000, mtime=0),
    ],
)
def test_what_is_no_sitemap_is_said_to_be_none(body: bytes) -> None:
    with pytest.raises(ListUnreadable, match=r"https://registry\.example/list/"):
        sitemap(page(body))


def test_entities_of_a_sitemap_are_not_expanded_nor_fetched() -> None:
    bomb = '<!DOCTYPE urlset [<!ENTITY a "x"><!ENTITY f SYSTEM "file:///etc/passwd">]><urlset><url><loc>https://a.example/&f;&a;</loc></url></urlset>'
    assert all("root" not in found for found in sitemap(page(bomb)).pages)


def test_a_list_says_how_many_projects_there_are() -> None:
    assert listed_total(REGISTRY, page("<p>Visar 1-12 av 1 046 projekt</p>")) == 1046
    assert listed_total(REGISTRY, page("<p>Projekt</p>")) is None
