"""The dates that `--at` takes, and what a command says of others."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.settings import Settings
from pipeline.terminal.options import BadDate, moment_asked


@pytest.mark.parametrize(
    ("at", "moment"),
    [
        ("2026-01-31", "2026-01-31T23:59:59.999999"),
        ("2026-01-31T12:00:00", "2026-01-31T12:00:00"),
        ("2026-01-31T12:00:00+02:00", "2026-01-31T10:00:00"),
    ],
)
def test_a_date_means_its_end_and_a_time_is_utc(at: str, moment: str) -> None:
    assert moment_asked(at).isoformat() == moment


@pytest.mark.parametrize("at", ["yesterday", "2026-02-30", "31.1.2026", ""])
def test_another_form_is_refused_with_the_right_one(at: str) -> None:
    with pytest.raises(BadDate, match="write 2026-01-31"):
        moment_asked(at)


def test_cite_refuses_another_form_as_wrong_use(tmp_path: Path) -> None:
    warehouse = Settings(data_dir=tmp_path).places.warehouse
    warehouse.parent.mkdir(parents=True, exist_ok=True)
    warehouse.touch()
    done = CliRunner().invoke(app, ["cite", "esf_se:1", "title", "--at", "yesterday", "--data-dir", str(tmp_path)])
    assert done.exit_code == 2
    assert "--at yesterday: not a date" in done.output
