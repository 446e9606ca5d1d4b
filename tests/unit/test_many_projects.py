"""The generated inputs of the benchmarks are what they say: the same for a seed, fit for a build, with the declared shares."""

from __future__ import annotations

import hashlib
from pathlib import Path

import duckdb
import numpy as np
import pytest

from tests.benchmarks.generated_captures import LAST, versions
from tests.benchmarks.many_projects import Generated, write_inputs
from warehouse.build import build_core, build_mart

pytestmark = pytest.mark.slow

N = 300


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    return write_inputs(tmp_path_factory.mktemp("generated"), N)


@pytest.fixture(scope="module")
def warehouse(generated: Generated, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("built") / "build.duckdb"
    build_core(generated.inputs, target)
    build_mart(target)
    return target


def digests(root: Path) -> dict[str, str]:
    return {file.relative_to(root).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in root.rglob("*") if file.is_file()}


def test_a_seed_gives_the_same_bytes_and_another_seed_other_ones(tmp_path: Path) -> None:
    for name, seed in (("one", 5), ("again", 5), ("other", 6)):
        write_inputs(tmp_path / name, 60, seed=seed)
    assert digests(tmp_path / "one") == digests(tmp_path / "again")
    assert digests(tmp_path / "one") != digests(tmp_path / "other")


def test_of_ten_thousand_projects_one_in_a_hundred_changes_from_one_crawl_to_the_next() -> None:
    shown = versions(np.arange(10_000))
    for crawl in range(1, LAST + 1):
        before, now = shown[:, crawl - 1], shown[:, crawl]
        assert ((now > before) & (before > 0)).sum() == 100
    assert ((shown[:, 0] == 0) & (shown[:, LAST] > 0)).sum() == 50
    assert ((shown[:, 0] > 0) & (shown[:, LAST] == 0)).sum() == 50 + 2  # gone, or answered with an error
    assert (shown == -1).sum() == 5  # garbled once


@pytest.mark.parametrize(
    ("declared", "query"),
    [
        ("n_projects", "SELECT count(*) FROM core.project"),
        ("n_counted", "SELECT count(*) FROM mart.project WHERE is_counted"),
        ("n_mentions", "SELECT count(*) FROM core.mention"),
        ("n_changes", "SELECT count(*) FROM core.project_version WHERE version_no > 1"),
        ("n_vanished", "SELECT count(*) FROM core.project WHERE NOT is_listed"),
        ("n_new", "SELECT count(*) FROM core.project WHERE first_seen_at >= TIMESTAMP '2026-10-05'"),
    ],
)
def test_the_warehouse_has_what_was_declared(generated: Generated, warehouse: Path, declared: str, query: str) -> None:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        assert connection.execute(query).fetchall() == [(getattr(generated, declared),)]


def test_the_shape_is_that_of_real_registries(warehouse: Path) -> None:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        funded, linked, values = connection.execute(
            "SELECT avg(CAST(currency IS NOT NULL AS INTEGER)), sum(n_links), (SELECT count(*) FROM staging.observation) / count(*) "
            "FROM mart.project"
        ).fetchall()[0]
    assert 0.55 < funded < 0.75
    assert linked > 10
    assert 20 < values < 28
