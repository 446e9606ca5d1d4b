"""The ways registries page their lists, and the next pages each leads to."""

from __future__ import annotations

import pytest

from parsers.discover import (
    ListUnreadable,
    form_page,
    json_page,
    json_values,
    listed_total,
    numbered_pages,
    offset_pages,
)
from parsers.registries.esf_se import REGISTRY
from parsers.registry import Page

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
    assert listed_total(REGISTRY, page("<p>Visar 1-12 av 1 046 projekt</p>")) == 1046
    assert listed_total(REGISTRY, page("<p>Projekt</p>")) is None
