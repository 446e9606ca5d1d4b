"""What is made of words that would do something where they are shown: lines of several, JSON, letters under heaps of marks."""

from __future__ import annotations

import json
import re

import pytest

from parsers.reading import Page
from parsers.registry import sources
from pipeline.sample_faults import faults_for
from pipeline.sample_site import SampleSite
from tests.hostile_pages import HOSTILE
from warehouse.report.browser_text import legible
from warehouse.visible import visible_json, visible_lines

COMMANDS = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def test_lines_stay_lines() -> None:
    assert visible_lines("one\x1b[31m\ntwo\u202e\r") == "one\\x1b[31m\ntwo\\u202e\\r"


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_json_says_the_same_and_commands_nothing(words: str) -> None:
    shown = visible_json(json.dumps(words, ensure_ascii=False))
    assert json.loads(shown) == words
    assert not COMMANDS.search(shown)


def test_a_letter_keeps_the_marks_that_scripts_use_and_loses_a_heap() -> None:
    assert legible("e\u0301\u0323 och ẹ̇") == "e\u0301\u0323 och ẹ̇"
    heap = "\u0301" * 900
    assert legible(f"Z{heap}!") == f"Z{heap[:8]}…!"


def test_a_value_can_be_set_in_every_layout_of_the_sample() -> None:
    site = SampleSite.of(sources()["esf_se"].folder)
    for address, page in site.pages.items():
        if page.kind == "project" and ">Projektägare" in page.body.decode("utf-8"):
            code = address.partition("dnr=")[2]
            body = faults_for(f"set={code}:Projektägare=Somebody else", site).apply(address, page).body
            read = {each.field: each.value for each in sources()["esf_se"].parse(Page(address, body, page.content_type)).observations}
            assert read["beneficiary_name"] == "Somebody else", code
