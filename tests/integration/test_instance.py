"""A Dagster instance that cannot be opened ends in words: which, why, and where to look."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.dagster import instance
from pipeline.dagster.instance import InstanceUnusable, open_instance
from warehouse.lock import FileLock


def unknown_storage(home: Path) -> None:
    (home / "dagster.yaml").write_text("run_storage:\n  module: not_installed\n  class: Storage\n")


def no_yaml(home: Path) -> None:
    (home / "dagster.yaml").write_text("run_storage: [\n")


def nothing_can_be_locked(home: Path) -> None:
    (home / "instance.lock").mkdir()


FAULTS = [(unknown_storage, "not_installed"), (no_yaml, "while parsing"), (nothing_can_be_locked, "instance.lock: Is a directory")]


@pytest.fixture(autouse=True)
def _home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAGSTER_HOME", "")


@pytest.mark.parametrize(("break_it", "why"), FAULTS)
def test_why_it_cannot_be_used_and_where_to_look(tmp_path: Path, break_it: Callable[[Path], None], why: str) -> None:
    break_it(tmp_path)
    with pytest.raises(InstanceUnusable, match="the Dagster instance cannot be used: ") as raised:
        open_instance(tmp_path)
    assert why in str(raised.value)
    assert f"look at {tmp_path / 'dagster.yaml'}" in str(raised.value)


@pytest.mark.parametrize("command", ["ui", "run"])
def test_a_command_that_needs_it_ends_in_that_line(tmp_path: Path, command: str) -> None:
    (tmp_path / "dagster").mkdir()
    unknown_storage(tmp_path / "dagster")
    done = subprocess.run(
        [sys.executable, "-m", "pipeline.cli", command, "--data-dir", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        cwd=Path(__file__).parents[2],
        env=os.environ | {"COLUMNS": "1000"},
    )
    assert done.returncode == 1
    assert "the Dagster instance cannot be used: " in done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_whoever_opens_it_for_too_long_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(instance, "PATIENCE_S", 0.2)
    with FileLock(tmp_path / "instance.lock"), pytest.raises(InstanceUnusable, match=f"process {os.getpid()} has been opening it"):
        open_instance(tmp_path)


def test_a_configuration_of_ones_own_is_left_alone(tmp_path: Path) -> None:
    own = "telemetry:\n  enabled: false\n"
    (tmp_path / "dagster.yaml").write_text(own)
    with open_instance(tmp_path) as opened:
        assert not opened.telemetry_enabled
    assert (tmp_path / "dagster.yaml").read_text() == own
