"""What comes from a source is text in the Dagster UI: no markup, no control character, no endless line."""

from __future__ import annotations

import re

import pytest

from assets import markdown
from warehouse.visible import visible

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "![x](https://evil.example/p.png)",
    "**bold** _it_ ~~gone~~ `code`",
    "a | b",
    "https://evil.example/ www.evil.example and someone@evil.example",
    "&lt;script&gt;",
    "\x1b[31mred\x1b[0m \u202egnp.exe \x00",
    "first\nsecond\r\n# heading",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_nothing_of_it_is_markup(words: str) -> None:
    shown = markdown.literal(words)
    bare = re.sub(r"&(amp|lt|#\d+);", "", shown)
    assert not set("<>|`[]*~@&") & set(bare), bare
    assert not re.search(r"(?<!\w)_|_(?!\w)", bare), bare
    assert all(char.isprintable() for char in shown)


@pytest.mark.parametrize("words", ["Övre Norrland: 25 % (2021-01-01)!", "eu_cofinancing_rate_pct", "Højskolen's; ”Grön” omställning – nu"])
def test_plain_words_stay_as_they_are(words: str) -> None:
    assert markdown.literal(words) == words


def test_a_long_text_is_cut_before_it_is_escaped() -> None:
    assert markdown.literal("<" * 100_000, 60) == "&lt;" * 59 + "…"
    assert len(markdown.literal("x" * 100_000)) == markdown.LINE


def test_a_cell_cannot_break_out_of_its_row() -> None:
    rows = markdown.markdown_table(("a", "b"), [("x\n| y |", None), (1, True)]).splitlines()
    assert rows == ["| a | b |", "| --- | --- |", "| x &#124; y &#124; |  |", "| 1 | True |"]


def test_a_list_has_a_line_each() -> None:
    assert markdown.markdown_list(["a\n- b", "c"]).splitlines() == ["- a - b", "- c"]


@pytest.mark.parametrize("words", [*HOSTILE, "5 < 6 & 7 | 8: https://a.example/?x=1&y=2 (24 times)"])
def test_the_words_of_a_description_come_back_but_for_control_characters(words: str) -> None:
    line = visible(words).replace("⏎", " ")
    assert markdown.unescaped_description(markdown.escaped_description(words, words)) == [line, line]
