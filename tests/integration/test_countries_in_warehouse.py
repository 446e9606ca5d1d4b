"""A country is rows of data: the warehouse places, validates and checks what its registries print without a line of code."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from parsers.vocabulary import countries as vocabulary
from tests.integration.warehouse_inputs import ESF_SE, Raw, project
from warehouse.connect import reading
from warehouse.validate import run_check_queries

RURITANIA = """
[XR]
name = "Ruritania"
nuts_prefix = "PL"
is_iso = false
postcode = '\\d{2}-\\d{3}'
organisation_numbers = [{ scheme = "XR-ONE", module = "pl.nip" }, { scheme = "XR-TWO", module = "pl.regon" }]
personal_form = '\\d{11}'
"""


@pytest.fixture
def published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What a registry of Ruritania and one of Greece are built into."""
    (file := tmp_path / "ruritania.toml").write_text(RURITANIA, "utf-8")
    monkeypatch.setattr(vocabulary, "FILES", (*vocabulary.FILES, file))
    ruritania, greece = replace(ESF_SE, registry="ruritania", country_code="XR"), replace(ESF_SE, registry="greece", country_code="GR")
    raw = Raw(tmp_path, registries=(ruritania, greece))
    numbers = {"P1": "8567346215", "P2": "192598184", "P3": "1"}
    raw.crawl(0, registry="ruritania")
    for code, number in numbers.items():
        values = project(code, country_code="XR", nuts_code="XR61", beneficiary_name=f"Owner {code}", beneficiary_org_number=number)
        raw.page(f"https://ruritania.example/{code}", {**values, "beneficiary_postcode": "123"})
    raw.crawl(0, registry="greece")
    raw.page(
        "https://greece.example/G1",
        project("G1", country_code="GR", nuts_code="GR30", beneficiary_postcode="10557", beneficiary_org_number=None),
    )
    return raw.build()


def test_numbers_belong_to_the_first_scheme_that_validates_them(published: Path) -> None:
    with reading(published) as connection:
        judged = connection.execute("SELECT org_number, scheme, is_valid FROM staging.organisation_number ORDER BY ALL").fetchall()
        schemes = connection.execute("SELECT DISTINCT org_number_scheme FROM core.organisation ORDER BY ALL").fetchall()
    assert judged == [("1", "XR-ONE", False), ("192598184", "XR-TWO", True), ("8567346215", "XR-ONE", True)]
    assert schemes == [("XR-ONE",), ("XR-TWO",), (None,)]


def test_codes_of_regions_begin_with_the_prefix_of_the_country(published: Path) -> None:
    with reading(published) as connection:
        stated = "SELECT DISTINCT country_code, region_code FROM core.location WHERE basis = 'registry_stated' ORDER BY ALL"
        assert connection.execute(stated).fetchall() == [("GR", "EL30"), ("XR", "PL61")]


def test_checks_follow_the_data_of_the_country(published: Path) -> None:
    broken = {outcome.rule_id: outcome.n_unexpected for outcome in run_check_queries(published) if not outcome.passed}
    assert broken["postcodes_fit_their_country"] == 3
    assert not {"regions_lie_in_their_country", "countries_are_iso_codes", "org_number_is_no_person"} & set(broken)
