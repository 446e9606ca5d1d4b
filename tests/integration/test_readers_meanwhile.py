"""Whoever reads the published warehouse while it is rebuilt sees no error, and never a half state."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from warehouse_inputs import Raw, project, three_registries

from pipeline.dagster.execution import run_pipeline
from pipeline.run_outcome import RunReport
from pipeline.settings import Settings
from tests.integration.reading_along import HalfState, look
from warehouse.connect import reading
from warehouse.progress import silent
from warehouse.publish import Run, publish

ROOT = Path(__file__).parents[2]
NOON = datetime.fromisoformat("2024-01-22T12:00:00")
WAYS = ("reading", "connect", "hold")
N_REBUILDS = 20


@dataclass
class Readers:
    """Reader processes, and what each of them says when it has been told to stop."""

    published: Path
    stop: Path
    said: list[dict[str, Any]] = field(default_factory=list)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Readers of every way, for the length of a block."""
        command = [sys.executable, "-m", "tests.integration.reading_along", str(self.published), str(self.stop)]
        surroundings = os.environ | {"PYTHONFAULTHANDLER": "1"}  # a reader that crashes says where
        readers = [
            subprocess.Popen([*command, way], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=surroundings)
            for way in WAYS
        ]
        try:
            yield
        finally:
            self.stop.touch()
            for way, reader in zip(WAYS, readers, strict=True):
                told, complaint = reader.communicate(timeout=120)
                crashed = {"way": way, "looks": 0, "connections": 0, "seen": [], "wrong": [f"exit code {reader.returncode}: {complaint}"]}
                self.said.append(crashed if reader.returncode else json.loads(told))

    @property
    def wrong(self) -> list[str]:
        return [f"{each['way']}: {problem}" for each in self.said for problem in each["wrong"]]

    @property
    def contents(self) -> set[str]:
        """Digests of everything that was seen."""
        return {digest for each in self.said for _, digest in each["seen"]}

    def runs_of(self, way: str) -> set[str]:
        return {run_id for each in self.said if each["way"] == way for run_id, _ in each["seen"]}

    def looks_of(self, way: str) -> tuple[int, int]:
        return next((each["looks"], each["connections"]) for each in self.said if each["way"] == way)


def summer(root: Path) -> Raw:
    """Three registries, and two projects more than in winter."""
    raw = three_registries(root)
    raw.crawl(3)
    for code in ("22-021-S03", "22-091-S01", "22-092-S02"):
        raw.page(code, project(code, title=f"Sommar {code}", total_cost="7000000", support_amount="4000000"), kind="project")
    return raw


def published_by(number: int, root: Path, published: Path) -> None:
    """Builds one of two contents from its captures, and publishes it."""
    raw = (three_registries, summer)[number % 2](root / str(number))
    run = Run(
        run_id=f"{'winter' if number % 2 == 0 else 'summer'}-{number}",
        started_at=NOON,
        finished_at=NOON + timedelta(minutes=number),
        diarium_version="0.1.0",
        is_sample=True,
    )
    publish(raw.build(), published, run=run, published_at=run.finished_at, outcomes=[])


def content_of(published: Path) -> str:
    with reading(published) as connection:
        return look(connection)[1]


def test_readers_see_one_of_two_whole_contents_through_twenty_rebuilds(tmp_path: Path) -> None:
    published = tmp_path / "published/diarium.duckdb"
    whole = {}
    for number in (1, 0):
        published_by(number, tmp_path / "first", published)
        whole["winter" if number == 0 else "summer"] = content_of(published)
    assert whole["winter"] != whole["summer"]
    readers = Readers(published, tmp_path / "stop")
    with readers.at_work():
        for number in range(1, N_REBUILDS + 1):
            published_by(number, tmp_path, published)
    assert readers.wrong == []
    seen = {(run_id.partition("-")[0], digest) for each in readers.said for run_id, digest in each["seen"]}
    assert seen == set(whole.items())
    for way in WAYS:
        n_looks, n_connections = readers.looks_of(way)
        assert n_connections > 1
        assert n_looks >= n_connections
        assert len(readers.runs_of(way)) > 1, "several publications were seen"
    assert len(readers.runs_of("reading") | readers.runs_of("connect")) > N_REBUILDS // 2


def test_readers_see_whole_contents_while_runs_crawl_build_and_publish(first: tuple[Settings, RunReport], tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(first[0].data_dir, folder, ignore=shutil.ignore_patterns("dagster"))
    published = folder / "warehouse/diarium.duckdb"
    whole = [content_of(published)]
    readers = Readers(published, tmp_path / "stop")
    with readers.at_work():
        for rate in (45, 50):
            fault = f"set=23-901-S02:Unionens medfinansieringsgrad={rate} %"
            report = run_pipeline(Settings(data_dir=folder, registries="esf_se", sample_fault=fault), silent)
            assert report.published
            whole.append(content_of(published))
    assert readers.wrong == []
    assert readers.contents <= set(whole)
    assert len(readers.contents) > 1
    assert len(set(whole)) == 3


def test_what_does_not_belong_together_would_be_noticed(tmp_path: Path) -> None:
    published = tmp_path / "published/diarium.duckdb"
    published_by(0, tmp_path, published)
    with duckdb.connect(str(published)) as connection:
        connection.execute("UPDATE mart.funding_by_region_fund SET n_projects = n_projects + 1")
    with pytest.raises(HalfState, match="winter-0"):
        content_of(published)
