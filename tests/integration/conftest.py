"""Runs of the main job on the bundled sample, shared by the tests that only read what they left, and by all processes of tests."""

from __future__ import annotations

import os
import pickle
import shutil
from pathlib import Path

import pytest

from pipeline.dagster.execution import run_pipeline
from pipeline.run_outcome import RunReport
from pipeline.settings import Settings
from warehouse.lock import FileLock
from warehouse.progress import silent

LONGEST_RUN_S = 300


def run_once(tmp_path_factory: pytest.TempPathFactory, name: str, registry: str | None = None) -> tuple[Settings, RunReport]:
    """A first run, made by the process of tests that asks for it first; the others wait for it and get the same."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / name
    settings, report = Settings(data_dir=folder / "data", registries=registry or ()), folder / "report.pickle"
    with FileLock(folder / "made.lock", wait_s=LONGEST_RUN_S), pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAGSTER_HOME", "")
        if not report.exists():
            report.write_bytes(pickle.dumps(run_pipeline(settings, silent)))
    return settings, pickle.loads(report.read_bytes())


@pytest.fixture(scope="session")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, RunReport]:
    """The settings and the report of a first run of one registry. Copy its folder before changing anything in it."""
    return run_once(tmp_path_factory, "first", "esf_se")


@pytest.fixture(scope="session")
def every(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, RunReport]:
    """The settings and the report of a first run of all bundled registries. Nothing may be changed in its folder."""
    return run_once(tmp_path_factory, "every")


@pytest.fixture
def copied(first: tuple[Settings, RunReport], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The settings of a copy of the first run, of which everything may be changed."""
    monkeypatch.setenv("DAGSTER_HOME", "")
    shutil.copytree(first[0].data_dir, tmp_path / "data")
    return Settings(data_dir=tmp_path / "data", registries="esf_se")
