"""Markup as pages really send it: whatever it is, it is read as a browser would, in one pass, without raising and without recursion."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from parsers.page.html import page_text
from parsers.page.text import MASK, mask_personal
from parsers.reading import Page
from parsers.registry import sources

TAGS = ("p", "div", "b", "i", "span", "table", "tr", "td", "th", "ul", "li", "dl", "dt", "dd", "h2", "br", "section", "o:p")
PIECES = (
    [f"<{tag}>" for tag in TAGS]
    + [f"</{tag}>" for tag in TAGS]
    + ["x", "å\u00a0b", " ", "\n", "&amp;", "<!-- c -->", "<?pi a?>", "<", "\0"]
)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("", ""),
        (" \n ", ""),
        ("just text", "just text"),
        ("<p>a<p>b", "a\n\nb"),
        ("<b>a<p>b</b>c", "a\n\nbc"),
        ("</p>a</div></b>b", "ab"),
        ("a</body></html>b<p>c", "a\nb\n\nc"),
        ("<p>a<!-- b -->c", "ac"),
        ("<p>a<![CDATA[b]]>c", "ac"),
        ("<p>a<script>if (1<2) '</p>'</script>b<style>p{}</style>c", "abc"),
        ("<p>a<nav>b</nav>c", "ac"),
        ("<p>a<br>b<br/>c</p>d", "a\nb\nc\n\nd"),
        ("<p>&lt;a&gt; &amp;&nbsp;&aring; &nonsense; &#229;", "<a> &\u00a0å &nonsense; å"),
        ("<p>a\0b", "a\ufffdb"),
        ("<ruby>a<rt>b</rt></ruby>c", "ac"),
        ("<main>a</main><main>b</main>", "a\nb"),
        ("<main>a<main>b</main>c", "a\nb\nc"),
        ("x</main>y<main>z", "xy\nz"),
        ("<MAIN>a</Main>b", "a"),
        ("<table><tr><td>a<table><tr><td>b</table>c<td>d</table>", "a\nb\nc\nd"),
    ],
)
def test_broken_and_odd_markup_is_read_as_it_would_be_shown(markup: str, text: str) -> None:
    assert page_text(markup.encode()).text == text


@pytest.mark.parametrize(
    ("markup", "text", "lead_end"),
    [
        ("<p><b>L:</b> v", "L: v", 2),
        ("<p><b>L:</b>v", "L:v", 2),
        ("<p><b>L:</b><i>v</i>", "L: v", 2),
        ("<p><b>L:</b><sup>1</sup>v", "L: v", 2),
        ("<p><b>L:</b><!-- c --><i>v</i>", "L:v", 2),
        ("<p><b>L:</b><?pi?><i>v</i>", "L:v", 2),
        ("<p><b> </b><i>L:</i><b>v</b>", "L: v", 2),
        ("<p>x <b>L:</b> v", "x L: v", None),
        ("<p><b>L:</b>", "L:", None),
    ],
)
def test_a_leading_inline_element_is_told_from_what_follows(markup: str, text: str, lead_end: int | None) -> None:
    page = page_text(markup.encode())
    assert (page.text, page.lines[0].lead_end) == (text, lead_end)


def test_a_th_before_a_td_is_a_label_in_its_own_row_only() -> None:
    page = page_text(b"<table><tr><th>a<th>b<td>c<th>d<tr><th>e<td><table><tr><th>f</table><th>g<tr><th>h<th>i</table>")
    told = [(page.of(line), line.role, line.shape) for line in page.lines]
    assert told == [
        ("a", "label", "th[0]"),
        ("b", "label", "th[1]"),
        ("c", "value", "td[2]"),
        ("d", "value", "th[3]"),
        ("e", "label", "th[0]"),
        ("f", "text", "th[0]"),
        ("g", "value", "th[2]"),
        ("h", "text", "th[0]"),
        ("i", "value", "th[1]"),
    ]


def test_shapes_name_the_block_and_its_classes() -> None:
    page = page_text(b"<div class=' b a '>x<span class=c>y</span><p>z</p></div><td><p class=d>v")
    assert [(page.of(line), line.shape) for line in page.lines] == [("xy", "div.a.b"), ("z", "p"), ("v", "td[1]")]


@pytest.mark.parametrize(
    ("markup", "is_truncated"),
    [
        ("<html><main>a</main></html>", False),
        ("<html><main>a</main></BODY >", False),
        ("<html></body>" + " " * 500, False),
        ("<html><main>a</main>", True),
        ("<html><main>a</html>", True),
        ("<main>a", True),
        ("a", False),
    ],
)
def test_a_page_without_its_end_is_truncated(markup: str, is_truncated: bool) -> None:
    assert page_text(markup.encode()).is_truncated == is_truncated


@pytest.mark.parametrize("opening", ["<div>", "<b>", "<table><tr><td>", "<ul><li>", "<nav><div>", "<div hidden>"])
@pytest.mark.parametrize("before", ["", "<p>a</b>" * 500, "a</html>"])
def test_a_page_nested_too_deep_is_known_as_such_and_never_read_as_empty(opening: str, before: str) -> None:
    page = page_text(f"{before}{opening * 100_000}x".encode())
    assert (page.is_too_deep, page.text, page.lines) == (True, "", ())


@pytest.mark.parametrize("depth", [300, 2_000])
def test_what_is_nested_less_deep_is_read_to_its_end(depth: int) -> None:
    for opening, closing in (("<div>", "</div>"), ("<b>", "</b>")):
        page = page_text(f"{opening * depth}x{closing * depth}<p>y{opening * depth}z".encode())
        assert (page.is_too_deep, page.text.split()) == (False, ["x", "y", "z"] if opening == "<div>" else ["x", "yz"])


def test_a_page_that_is_merely_broken_is_not_too_deep() -> None:
    page = page_text(b"<div></p></b>" * 100 + b"x" + b"</div></i>" * 5_000)
    assert (page.is_too_deep, page.text) == (False, "x")


def test_nothing_of_a_page_nested_too_deep_is_kept_whatever_stands_before() -> None:
    for source in sources().values():
        reading = source.parse(Page(source.registry.start_urls[0], b"<h1>A title</h1><p>Diarienummer: 24-001-S01" + b"<div>" * 3_000))
        assert (reading.kind, reading.record_numbers, [issue.code for issue in reading.issues]) == ("unreadable", (), ["too_deep"])


@pytest.mark.slow
def test_a_text_or_comment_of_eleven_megabytes_does_not_end_the_page() -> None:
    for long, kept in ((b"x" * 11_000_000, 11_000_000), (b"<!--" + b"x" * 11_000_000 + b"-->", 0)):
        assert len(page_text(b"<p>" + long + b"<p>y").text) == kept + (3 if kept else 1)


@pytest.mark.parametrize(
    "body",
    [b"<tr>" + b"<th>x" * 50_000 + b"<td>y", b"<p>" + b"<b></b>" * 50_000, b"<p>" + b"x" * 500_000 + b"@", b"<p>" + b"1-" * 200_000],
)
def test_long_rows_and_words_take_no_longer_than_they_are(body: bytes) -> None:
    assert page_text(body).lines or b"<b>" in body


@pytest.mark.parametrize("charset", ["unicode_escape", "raw_unicode_escape", "utf-7", "utf-16", "undefined", "idna", "hex", "x" * 500])
def test_no_declared_charset_breaks_reading(charset: str) -> None:
    for body in (b"\xe5\\ud800x", b"\xe5+2AA-x", b"\xff\xfe<\x00p\x00", bytes(range(256))):
        for kind in ("text/html", "text/plain"):
            assert not re.search("[\ud800-\udfff]", page_text(body, f"{kind}; charset={charset}").text)


def test_masks_meet_without_a_gap() -> None:
    assert mask_personal("070-123 45 67anna@example.se, 1 000 000 kr") == f"{MASK * 28}, 1 000 000 kr"


@given(st.lists(st.sampled_from(PIECES), max_size=60))
def test_every_printed_character_is_kept_in_its_order(pieces: list[str]) -> None:
    markup = "".join(pieces)
    page = page_text(markup.encode())
    assert "".join(page.text.split()) == "".join(BeautifulSoup(markup, "lxml").get_text().split())
    assert "\n".join(page.of(line) for line in page.lines) == page.text.replace("\n\n", "\n")


@given(
    st.binary(max_size=200),
    st.sampled_from(["text/html", "text/plain", "text/html; charset=iso-8859-1", "text/html; charset=unicode_escape"]),
)
def test_any_bytes_are_read_as_text_that_its_lines_point_into(body: bytes, content_type: str) -> None:
    page = page_text(body, content_type)
    assert page.text.encode().decode() == page.text  # no half of a character that could not be stored
    assert all(0 <= line.start <= line.end <= len(page.text) for line in page.lines)
    assert [line.start for line in page.lines] == sorted(line.start for line in page.lines)
    assert page_text(body, content_type) == page
