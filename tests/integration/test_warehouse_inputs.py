"""Inputs that cannot be used are refused by name, and a SELECT that does not fit its table never fills it halfway."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from warehouse_inputs import ESF_SE, Raw, project, several_projects

from warehouse import fill as filling
from warehouse.build import build_core, build_mart
from warehouse.connect import WarehouseMissing, WarehouseUnreadable, reading, writing
from warehouse.fill import SqlMismatch, fill
from warehouse.inputs import InputError, Inputs
from warehouse.tables import catalogue


def test_a_registry_without_files_gives_no_rows(tmp_path: Path) -> None:
    counts = build_core(Inputs.found_under(tmp_path, tmp_path, [ESF_SE]), tmp_path / "w.duckdb")
    assert counts["ref.registry"] == 1
    assert counts["core.project"] == 0


@pytest.mark.parametrize(
    ("text", "said"), [("{}", "lacks 'state'"), ("no json", "not a readable crawl manifest"), ("[]", "not a readable crawl manifest")]
)
def test_a_broken_manifest_is_named(tmp_path: Path, text: str, said: str) -> None:
    manifest = tmp_path / "esf_se" / "x.crawl.json"
    manifest.parent.mkdir()
    manifest.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=rf"x\.crawl\.json.*{said}"):
        build_core(Inputs(registries=(ESF_SE,), crawl_manifests=(manifest,)), tmp_path / "w.duckdb")


def test_a_record_file_with_a_damaged_page_is_named(tmp_path: Path) -> None:
    inputs = several_projects(tmp_path).write()
    [file] = inputs.records
    content = bytearray(file.read_bytes())
    content[8 : len(content) // 10] = bytes(len(content) // 10 - 8)
    file.write_bytes(content)
    with pytest.raises(InputError, match=r"record\.parquet.*damaged"):
        build_core(inputs, tmp_path / "w.duckdb")


def test_of_no_registry_a_warehouse_of_empty_tables_is_built(tmp_path: Path) -> None:
    counts = build_core(Inputs(registries=()), tmp_path / "w.duckdb")
    assert counts["core.project"] == counts["staging.title_candidate"] == 0
    assert build_mart(tmp_path / "w.duckdb")["mart.project_all"] == 0


def test_a_record_file_without_its_columns_is_named(tmp_path: Path) -> None:
    file = tmp_path / "esf_se" / "record.parquet"
    file.parent.mkdir()
    pq.write_table(pa.table({"registry": ["esf_se"]}), file)
    with pytest.raises(InputError, match=r"record\.parquet: cannot be read as records"):
        build_core(Inputs(registries=(ESF_SE,), records=(file,)), tmp_path / "w.duckdb")


@pytest.mark.parametrize(
    ("select", "said"),
    [
        ("SELECT 'ESF' AS fund_code", "lacks as_of_on, is_in_2014_2020, is_in_2021_2027, is_verified, source, title"),
        ("SELECT *, 1 AS extra FROM ref.fund", "has besides extra"),
        ("SELECT nothing FROM ref.fund", "does not fit the tables it reads"),
    ],
)
def test_a_select_that_does_not_fit_its_table_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, select: str, said: str) -> None:
    target = Raw(tmp_path).build()
    monkeypatch.setattr(filling, "select_of", lambda _: select)
    with writing(target) as connection, pytest.raises(SqlMismatch, match=said):
        fill(connection, catalogue.table("ref.fund"))


def test_a_missing_warehouse_says_what_to_do(tmp_path: Path) -> None:
    with (
        pytest.raises(WarehouseMissing, match=r"No warehouse at .*diarium\.duckdb yet: run 'diarium run' first"),
        reading(tmp_path / "diarium.duckdb"),
    ):
        pass


def test_a_file_that_is_no_warehouse_is_named(tmp_path: Path) -> None:
    file = tmp_path / "diarium.duckdb"
    file.write_text("not a database" * 1000, encoding="utf-8")
    with pytest.raises(WarehouseUnreadable, match=r"diarium\.duckdb cannot be read"), reading(file):
        pass


def test_the_published_file_cannot_be_written_through_reading(tmp_path: Path) -> None:
    raw = Raw(tmp_path)
    raw.crawl(0)
    raw.page("22-021-S03", project("22-021-S03"))
    with reading(raw.build()) as connection, pytest.raises(Exception, match="read-only"):
        connection.execute("DELETE FROM core.project")
