"""Titles of operations that are linked by difference: the answer is that of a build that begins with nothing."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest
from warehouse_inputs import ESF_SE, KOHESIO, Raw, project, rows

from warehouse import candidate_links

CANDIDATES = "SELECT project_id, other_id, score, evidence FROM staging.title_candidate ORDER BY ALL"
WORDS = ("koordinerad", "glesbygd", "kompetens", "snickare", "skogsbruk", "fjällturism", "vattenkraft")


def here(raw: Raw, week: int, titles: dict[str, str], *, registry: str = "esf_se") -> None:
    """A crawl in which each project has that title; owners are not told, so that titles alone decide."""
    raw.crawl(week, registry=registry)
    address = "https://kohesio.ec.europa.eu/en/projects/" if registry == "kohesio" else ""
    for code, title in titles.items():
        values = project(code, title=title, beneficiary_name=None, beneficiary_org_number=None)
        raw.page(f"{address}{code}", values)


def anew(raw: Raw) -> list[tuple[object, ...]]:
    """The candidates of a build for which nothing was made before."""
    shutil.rmtree(raw.root / "warehouse" / "partitions")
    return rows(raw.build(), CANDIDATES)


def test_a_word_that_becomes_common_links_nothing_any_more(tmp_path: Path) -> None:
    raw = Raw(tmp_path, registries=(ESF_SE, KOHESIO))
    here(raw, 0, {"22-001-S01": "Kurs i koordinerad vår"})
    here(raw, 0, {"Q1": "Kurs i koordinerad vår nu"}, registry="kohesio")
    assert [row[:2] for row in rows(raw.build(), CANDIDATES)] == [("esf_se:22-001-S01", "kohesio:Q1")]
    here(raw, 1, {"22-001-S01": "Kurs i koordinerad vår"} | {f"22-{n:03}-S01": f"Koordinerad {n}" for n in range(100, 112)})
    assert rows(raw.build(), CANDIDATES) == []
    assert anew(raw) == []
    here(raw, 2, {"22-001-S01": "Kurs i koordinerad vår"} | {f"22-{n:03}-S01": f"Samordnad {n}" for n in range(100, 112)})
    assert [row[:2] for row in rows(raw.build(), CANDIDATES)] == [("esf_se:22-001-S01", "kohesio:Q1")]


@pytest.mark.parametrize("seed", range(3))
def test_after_any_changes_the_candidates_are_those_of_a_build_from_nothing(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    raw = Raw(tmp_path, registries=(ESF_SE, KOHESIO))

    def titles(code: str) -> dict[str, str]:
        return {code.format(n): " ".join(chance.sample(WORDS, 2)) for n in range(chance.randint(8, 16))}

    for week in range(4):
        here(raw, week, titles("22-{:03}-S01"))
        if week % 2 == 0:
            here(raw, week, titles("Q{}"), registry="kohesio")
        found = rows(raw.build(), CANDIDATES)
        assert found
        assert found == anew(raw)


def test_only_pairs_that_are_new_are_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []
    score = candidate_links._scores
    monkeypatch.setattr(candidate_links, "_scores", lambda names, *others: compared.extend(names) or score(names, *others))
    raw = Raw(tmp_path, registries=(ESF_SE, KOHESIO))
    here(raw, 0, {"22-001-S01": "Kurs i koordinerad vår", "22-002-S01": "Skogsbruk för alla"})
    here(raw, 0, {"Q1": "Kurs i koordinerad vår", "Q2": "Skogsbruk för alla"}, registry="kohesio")
    raw.build()
    assert "kurs i koordinerad var" in compared
    compared.clear()
    here(raw, 1, {"22-001-S01": "Kurs i koordinerad vår", "22-002-S01": "Skogsbruk för många"})
    raw.build()
    assert "kurs i koordinerad var" not in compared
    assert "skogsbruk for manga" in compared
