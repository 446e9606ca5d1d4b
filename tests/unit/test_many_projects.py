"""The inputs that the benchmarks copy from the sample are what they say: fit for a build, with the declared changes."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

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


def test_of_ten_thousand_projects_one_in_a_hundred_changes_from_one_crawl_to_the_next(tmp_path: Path) -> None:
    made = write_inputs(tmp_path, 10_000)
    assert (made.n_projects, made.n_changes, made.n_new, made.n_vanished, made.n_unreached, made.n_garbled) == (10_000, 300, 50, 50, 2, 5)


@pytest.mark.parametrize(
    ("declared", "query"),
    [
        ("n_projects", "SELECT count(*) FROM core.project"),
        ("n_counted", "SELECT count(*) FROM mart.project"),
        ("n_changes", "SELECT count(*) FROM core.project_version WHERE version_no > 1"),
        ("n_vanished", "SELECT count(*) FROM core.project WHERE NOT is_listed"),
        ("n_new", "SELECT count(*) FROM core.project WHERE first_seen_at >= TIMESTAMP '2026-10-05'"),
    ],
)
def test_the_warehouse_has_what_was_declared(generated: Generated, warehouse: Path, declared: str, query: str) -> None:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        assert connection.execute(query).fetchall() == [(getattr(generated, declared),)]


def test_the_shape_is_that_of_the_sample(warehouse: Path) -> None:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        funded, linked, values, mentions = connection.execute(
            "SELECT avg(CAST(currency IS NOT NULL AS INTEGER)), sum(n_links), (SELECT count(*) FROM staging.observation) / count(*), "
            "(SELECT count(*) FROM core.mention) FROM mart.project_all"
        ).fetchall()[0]
    assert 0.55 < funded < 0.8
    assert linked > 10
    assert 18 < values < 28
    assert mentions > 10
