"""Runs of the main job on the bundled sample, shared by the tests that only read what they left."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pipeline.dagster.execution import run_pipeline
from pipeline.dagster.run_report import RunReport
from pipeline.settings import Settings
from warehouse.progress import silent


@pytest.fixture(scope="session")
def first(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Settings, RunReport]]:
    """The settings and the report of a first run of one registry. Copy its folder before changing anything in it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAGSTER_HOME", "")
        settings = Settings(data_dir=tmp_path_factory.mktemp("first"), registry="esf_se")
        yield settings, run_pipeline(settings, silent)


@pytest.fixture(scope="session")
def every(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Settings, RunReport]]:
    """The settings and the report of a first run of all bundled registries. Nothing may be changed in its folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAGSTER_HOME", "")
        settings = Settings(data_dir=tmp_path_factory.mktemp("every"))
        yield settings, run_pipeline(settings, silent)
