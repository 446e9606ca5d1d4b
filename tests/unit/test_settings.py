"""Settings that are changed are checked as those that are typed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from pipeline.settings import Settings

SETTINGS = Settings(data_dir=Path("here"), registries="npa", addresses="https://a.example/1 https://a.example/2")


def test_one_setting_changes_and_the_others_stay_whatever_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIARIUM_REGISTRIES", "esf_se")
    monkeypatch.setenv("DIARIUM_MAX_PAGES", "7")
    assert dict(SETTINGS.changed(registries=())) == {**dict(SETTINGS), "registries": ()}


@pytest.mark.parametrize(
    "given",
    [
        {"regestries": ()},
        {"registries": "nope"},
        {"max_pages": 0},
        {"sample_fault": "nope"},
        {"sample_server": "http://www.esf.se"},
        {"sample_server": "http://127.0.0.1:1@www.esf.se:80"},
        {"sample_server": "http://127.0.0.1:8000", "sample_fault": "half"},
    ],
)
def test_what_is_no_setting_or_no_value_of_it_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        SETTINGS.changed(**given)


def test_the_name_a_setting_had_before_is_refused_and_not_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIARIUM_REGISTRY", "esf_se")
    with pytest.raises(ValidationError, match="DIARIUM_REGISTRY is DIARIUM_REGISTRIES now"):
        Settings()
