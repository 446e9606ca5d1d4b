"""The five seed documents: every fact of `seeds.json` that is not derived is read with a right span, or `docs/seeds.md` says why not."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from parsers.reading import Page, Reading
from parsers.record.json_records import records
from parsers.record.shared_paragraphs import paragraphs_of_both
from parsers.registry import source_for

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ROOT.parent / "shared" / "seeds"
pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="../shared with the five seed documents is not here")
ADDRESS = {
    "002": "https://www.esf.se/resultat/projektbanken/projekt/?dnr=22-021-S03",
    "003": "https://www.esf.se/resultat/projektbanken/projekt/?dnr=23-051-S01",
}


@cache
def page(number: str) -> Page:
    file = next(SEEDS.glob(f"{number}_*.txt"))
    return Page(ADDRESS.get(number, ""), file.read_bytes(), "text/plain; charset=utf-8")


@cache
def read(number: str) -> Reading:
    return source_for(page(number).url).parse(page(number))


@cache
def record(number: str) -> dict[str, Any]:
    (only,) = records(read(number))
    return only


def facts() -> list[Any]:
    if not SEEDS.is_dir():
        return []
    told = json.loads((SEEDS / "seeds.json").read_text("utf-8"))
    return [
        pytest.param(each["document"]["file"], each["record_id"], fact, id=f"{each['record_id']} {fact['path']}")
        for each in told["records"]
        for fact in each["provenance"]
        if fact["byte_start"] is not None
    ]


@pytest.mark.parametrize(("file", "record_id", "fact"), facts())
def test_a_fact_is_read_where_it_stands_or_listed_with_a_reason(file: str, record_id: str, fact: dict[str, Any]) -> None:
    body = (SEEDS / file).read_bytes()
    start, end = (len(body[: fact[side]].decode()) for side in ("byte_start", "byte_end"))
    spans = [(seen.start, seen.end) for seen in read(file[:3]).observations if seen.start is not None and seen.end is not None]
    listed = f"`{record_id} {fact['path']}`" in (ROOT / "docs" / "seeds.md").read_text("utf-8")
    assert any(first < end and start < last for first, last in spans) != listed


@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
def test_every_span_holds_the_words_printed(number: str) -> None:
    printed = [seen for seen in read(number).observations if seen.method != "derived"]
    assert len(printed) >= 19
    for seen in printed:
        assert page(number).text.text[seen.start : seen.end] == seen.value_raw


def test_half_of_the_money_is_of_the_union_and_norway_and_no_union_rate() -> None:
    told = record("000")
    assert (told["total_cost"], told["currency"], told["title"], told["acronym"]) == (3606848, "EUR", "Scandinavian Science Cluster", "SSC")
    (both,) = [line for line in told["funding"] if line["kind"] == "eu_and_national"]
    assert (both["share_pct"], both["amount"], both["evidence"]["amount"]["method"]) == (50, 1803424, "derived")
    assert told["eu_cofinancing_rate_pct"] is None
    assert told["eu_contribution"] is None


def test_the_day_of_publication_is_no_date_of_the_project() -> None:
    told = record("000")
    assert (told["published_on"], told["start_on"], told["end_on"], told["duration_months"]) == ("2016-05-24", None, None, 36)


def test_owners_subprojects_goals_and_places_of_the_cluster() -> None:
    told = record("000")
    assert [(each["name"], each["role"]) for each in told["participations"]] == [
        ("INSPIRIA science center", "owner"),
        ("INNOVATUM Science Center", "owner"),
    ]
    assert told["subproject_count"] == len(told["activities"]) == 3
    assert len(told["indicators"]) == 5
    assert [each["name"] for each in told["places"]] == ["Fyrbodal", "Østfold"]


def test_five_targets_with_their_baselines() -> None:
    goals = record("001")["indicators"]
    assert [goal["target_change_pct"] for goal in goals] == [10, 20, 20, 5, 5]
    assert {(goal["target_on"], goal["target_precision"]) for goal in goals} == {("2018-06", "month")}
    assert [(goal["baseline_on"], goal["baseline_precision"]) for goal in goals] == [("2015-12", "month")] * 4 + [("2015-H2", "term")]
    assert goals[0]["population"] == "ungdom i alderen 16-19 år"
    assert goals[4]["name"].startswith("Ökat söktryck till tekniska utbildningar")
    assert record("001")["title"] is None


def test_the_two_pages_of_the_cluster_share_paragraphs_and_the_others_none() -> None:
    shared = paragraphs_of_both(page("000").text, page("001").text)
    assert len(shared) >= 2
    for each in shared:
        left = page("000").text.text[each.left.start : each.left.end]
        assert left == page("001").text.text[each.right.start : each.right.end]
    assert not paragraphs_of_both(page("000").text, page("004").text)


def test_the_money_of_stem_with_its_payers_and_recipients() -> None:
    told = record("004")
    assert (told["eu_contribution"], told["currency"], told["eu_contribution_period"]) == (43_000_000, "DKK", "2019-2021")
    assert (told["start_on"], told["start_precision"], told["end_on"], told["end_precision"]) == ("2019", "year", "2021", "year")
    assert [
        (line["amount"], line["currency"], line["source"], line["recipient_names"]) for line in told["funding"] if line["kind"] == "support"
    ] == [
        (3_000_000, "DKK", "Region Midtjylland", ["Tradium", "Learnmark", "Mercantec"]),
        (3_000_000, "DKK", "Region Sjælland", ["ZBC", "Roskilde Tekniske Skole"]),
    ]


def test_the_partners_of_stem_with_region_and_role() -> None:
    told = record("004")["participations"]
    schools = {each["name"]: (each["region_name"], each["role"]) for each in told if "region_name" in each}
    assert schools == {
        "Tech College": ("Region Nordjylland", "lead"),
        "Tradium": ("Region Midtjylland", "partner"),
        "Learnmark": ("Region Midtjylland", "partner"),
        "Mercantec": ("Region Midtjylland", "lead,operator"),
        "EUC Syd": ("Region Syddanmark", "lead"),
        "Syddansk Erhvervsskole": ("Region Syddanmark", "partner"),
        "ZBC": ("Region Sjælland", "lead"),
        "Roskilde Tekniske Skole": ("Region Sjælland", "partner"),
    }
    assert [each["name"] for each in told if each["role"] == "cross_cutting_partner"] == [
        "Professionshøjskolen København",
        "DCUM",
        "Fremstillingsindustrien",
        "DA",
    ]
    assert [each["name"] for each in told if each["role"] == "partner" and "region_name" not in each] == ["AMK Midt Nord", "EA Sjælland"]
    assert record("004")["action_area_count"] == len(record("004")["activities"]) == 4


def test_every_listed_fact_is_one_of_the_proposed_record() -> None:
    listed = re.findall(r"`((?:seed|SE)-[^`]+ [^`]+\.[^`]+)`", (ROOT / "docs" / "seeds.md").read_text("utf-8"))
    known = {f"{param.values[1]} {param.values[2]['path']}" for param in facts()}
    assert listed
    assert set(listed) <= known
