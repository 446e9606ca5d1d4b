"""Snapshots are a function of the data: same data, same bytes; other data, another id."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import duckdb
import pytest
from warehouse_inputs import Raw, project, several_projects

from warehouse.connect import WarehouseMissing
from warehouse.export import NothingToExport, SnapshotDamaged, export, exported_tables


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_a_snapshot_has_every_exported_table_and_column(tmp_path: Path) -> None:
    snapshot = export(several_projects(tmp_path).build(), tmp_path / "exports")
    assert re.fullmatch(r"20240101-[0-9a-f]{8}", snapshot.snapshot_id)
    assert (tmp_path / "exports" / "LATEST").read_text() == f"{snapshot.snapshot_id}\n"
    for table in exported_tables():
        described = duckdb.execute(f"DESCRIBE FROM '{snapshot.path}/{table.schema}/{table.name}.parquet'").fetchall()
        assert [(row[0], row[1]) for row in described] == [(column.name, column.type) for column in table.exported_columns]
    assert "last_seen_at" not in str(described)
    assert sorted(contents(snapshot.path)) == sorted(
        [f"{table.schema}/{table.name}.parquet" for table in exported_tables()] + ["SHA256SUMS", "datapackage.json"]
    )


def test_the_checksums_hold(tmp_path: Path) -> None:
    snapshot = export(several_projects(tmp_path).build(), tmp_path / "exports")
    check = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=snapshot.path, capture_output=True, text=True, check=False
    )
    assert check.returncode == 0, check.stdout
    assert check.stdout.count(": OK") == len(exported_tables()) + 1


@pytest.mark.parametrize(("threads", "reverse"), [(1, False), (4, False), (4, True)])
def test_the_bytes_depend_neither_on_threads_nor_on_the_order_of_the_inputs(tmp_path: Path, threads: int, reverse: bool) -> None:
    first = export(several_projects(tmp_path / "a").build(threads=1), tmp_path / "a" / "exports")
    other = export(several_projects(tmp_path / "b").build(threads=threads, reverse=reverse), tmp_path / "b" / "exports")
    assert contents(first.path) == contents(other.path)


def test_many_rows_give_the_same_bytes_whatever_the_threads(tmp_path: Path) -> None:
    made = []
    for threads in (1, 4):
        raw = Raw(tmp_path / str(threads))
        for week in (0, 1):
            raw.crawl(week)
            for number in range(3000):
                code = f"22-{number:05}-S01"
                raw.page(code, project(code, total_cost=str(1000 + number), title=f"Projekt {number % (1500 + week)}"))
        made.append(contents(export(raw.build(threads=threads), tmp_path / f"exports {threads}").path))
    assert made[0] == made[1]


@pytest.mark.parametrize("status", [200, 304])
def test_a_crawl_that_finds_nothing_new_gives_the_same_snapshot(tmp_path: Path, status: int) -> None:
    raw = several_projects(tmp_path)
    first = export(raw.build(), tmp_path / "exports")
    raw.crawl(2)
    codes = [str(row["url"]) for row in raw.captures if row["crawl_id"] == raw.crawls[0]["crawl_id"]]
    for url in codes:
        [records] = {digest for address, digest in raw.pages if address == url}
        raw.captures.append({**next(r for r in raw.captures if r["url"] == url), "crawl_id": raw.crawls[-1]["crawl_id"], "status": status})
        raw.captures[-1]["fetched_at"] = next(r for r in raw.captures if r["url"] == url)["fetched_at"].replace(day=20)  # type: ignore[attr-defined]
        assert raw.captures[-1]["body_sha256"] == records
    before = contents(first.path)
    second = export(raw.build(name="second.duckdb"), tmp_path / "exports")
    assert (second.snapshot_id, second.is_new) == (first.snapshot_id, False)
    assert contents(second.path) == before
    assert [path.name for path in sorted((tmp_path / "exports").iterdir())] == [first.snapshot_id, "LATEST"]


def test_a_page_in_new_dress_gives_the_same_snapshot(tmp_path: Path) -> None:
    raw = Raw(tmp_path)
    raw.crawl(0)
    raw.page("22-021-S03", project("22-021-S03"))
    first = export(raw.build(), tmp_path / "exports")
    raw.crawl(1)
    raw.page("22-021-S03", project("22-021-S03"), body="cookie banner")
    assert export(raw.build(), tmp_path / "exports").snapshot_id == first.snapshot_id


def test_a_change_gives_a_new_snapshot_and_keeps_the_old_one(tmp_path: Path) -> None:
    raw = several_projects(tmp_path)
    first = export(raw.build(), tmp_path / "exports")
    raw.crawl(2)
    raw.page("22-021-S03", project("22-021-S03", total_cost="1001"))
    second = export(raw.build(), tmp_path / "exports")
    assert second.is_new
    assert second.snapshot_id.startswith("20240115-")
    assert first.path.is_dir()
    assert (tmp_path / "exports" / "LATEST").read_text() == f"{second.snapshot_id}\n"


def test_a_snapshot_changed_by_hand_is_not_passed_over(tmp_path: Path) -> None:
    built = several_projects(tmp_path).build()
    snapshot = export(built, tmp_path / "exports")
    file = snapshot.path / "core" / "project.parquet"
    file.write_bytes(file.read_bytes() + b" ")
    with pytest.raises(SnapshotDamaged, match=r"project\.parquet is missing or was changed"):
        export(built, tmp_path / "exports")


def test_the_data_package_describes_every_file(tmp_path: Path) -> None:
    snapshot = export(several_projects(tmp_path).build(), tmp_path / "exports")
    package = json.loads((snapshot.path / "datapackage.json").read_text())
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert package["version"] == snapshot.snapshot_id
    assert package["sources"] == [{"title": "Svenska ESF-rådets projektbank (Svenska ESF-rådet; licence: not stated)"}]
    by_path = {resource["path"]: resource for resource in package["resources"]}
    names = {resource["name"] for resource in package["resources"]}
    for exported in snapshot.tables:
        resource = by_path[exported.path]
        assert re.fullmatch(r"[a-z0-9_]+", resource["name"])
        assert resource["hash"] == f"sha256:{exported.sha256}"
        fields = [field["name"] for field in resource["schema"]["fields"]]
        assert fields == [column.name for column in exported.table.exported_columns]
        assert set(resource["schema"].get("primaryKey", [])) <= set(fields)
        for key in resource["schema"].get("foreignKeys", []):
            assert key["reference"]["resource"] in names | {""}
    rate = next(f for f in by_path["core/project.parquet"]["schema"]["fields"] if f["name"] == "eu_cofinancing_rate_pct")
    assert (rate["type"], rate["constraints"], rate["article_49_3_letter"]) == ("number", {"minimum": 0, "maximum": 100}, "k")


def test_nothing_to_export_is_an_error_that_leaves_no_trace(tmp_path: Path) -> None:
    built = Raw(tmp_path).build()
    with pytest.raises(NothingToExport, match="holds no project"):
        export(built, tmp_path / "exports")
    assert list((tmp_path / "exports").iterdir()) == []
    with pytest.raises(WarehouseMissing):
        export(tmp_path / "none.duckdb", tmp_path / "exports")
