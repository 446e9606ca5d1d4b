"""A few seconds of the fuzzer (`python -m tests.fuzz.fuzz_bytes` and `random_markup` run for long): no reader breaks on a damaged page."""

from __future__ import annotations

import pytest

from parsers.reading import Issue, Observation, Page, Reading
from tests.fuzz import fuzz_bytes, random_markup
from tests.fuzz.fuzz_bytes import Case, Finding, faults, findings_of, fuzz, shrunk

pytestmark = pytest.mark.slow

TEXT = "Diarienummer:\n23-901-S01"


def test_damaged_pages_break_no_reader() -> None:
    found: list[Finding] = []
    n_pages, _ = fuzz(3.0, 20_260_101, found.append)
    assert n_pages > 20
    assert not found, "\n".join(f"{each.key}: {each.case.url!r} {each.case.content_type!r}\n{each.told[-600:]}" for each in found)


def test_no_character_of_broken_markup_is_lost_or_added() -> None:
    assert list(random_markup.findings(2_000, 20_261_130)) == []


@pytest.mark.parametrize("seen", [
    Observation(1, "project_code", "23-901-S01", "23-901-S01", "label", start=13, end=23),
    Observation(1, "project_code", "23-901-S01", "23-901-S01", "label", start=14, end=99),
    Observation(1, "project_code", "23-901-S01", "23-901-S01", "label"),
    Observation(1, "eu_cofinancing_rate_pct", "140", "rule", "derived"),
    Observation(1, "total_cost", "1E+6", "rule", "derived"),
    Observation(1, "start_on", "2023-02-30", "rule", "derived", precision="day"),
    Observation(1, "start_on", "2023", "rule", "derived", precision="day"),
    Observation(1, "partner_name", "X", "rule", "derived"),
])  # fmt: skip
def test_the_checks_see_what_is_wrong(seen: Observation) -> None:
    page = Page("https://www.esf.se/", TEXT.encode(), "text/plain")
    good = Observation(1, "title", "23-901-S01", "23-901-S01", "label", start=14, end=24)
    assert not list(faults(page, Reading("project", (good,), (), 0.0, len(TEXT))))
    assert list(faults(page, Reading("project", (good, seen), (), 0.0, len(TEXT))))


def test_a_reader_that_raises_is_found_although_its_source_keeps_it_quiet() -> None:
    crash = Issue.of("parser_crashed", "IndexError in reader.py, line 1; nothing of this page is kept", 1)
    page = Page("https://www.esf.se/", b"", "text/plain")
    assert [key for key, _ in faults(page, Reading("unreadable", (), (crash,)))] == ["crashed: IndexError in reader.py, line 1"]


def test_an_exception_is_found_and_its_page_shrunk(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(reading: Reading) -> list[object]:
        return [[][reading.text_length - 21]] if reading.text_length > 20 else []

    monkeypatch.setattr(fuzz_bytes, "records", breaks)
    [finding] = findings_of(Case("https://www.esf.se/", b"a b c d " * 100, "text/plain"))
    assert finding.key.startswith("IndexError")
    assert len(shrunk(finding, 5.0).case.body) < 40
