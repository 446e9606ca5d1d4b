"""Snapshots are a function of the data: same data, same bytes; other data, another id."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
import yaml
from warehouse_inputs import Raw, project, several_projects

from warehouse.connect import WarehouseMissing, writing
from warehouse.export.profile import NO_TEXTS
from warehouse.export.snapshot import NothingToExport, SnapshotDamaged, export
from warehouse.export.snapshot_contents import SAMPLE_WARNING
from warehouse.tables.catalogue import exported_tables

BESIDE = [
    *("CITATION.cff", "README.md", "SHA256SUMS", "croissant.json", "csv/project.csv", "data-dictionary.md"),
    *("datapackage.json", "dcat.jsonld", "known-issues.md", "registries.csv"),
]
"""What a snapshot has beside its Parquet files."""


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
    assert sorted(contents(snapshot.path)) == sorted([f"{table.schema}/{table.name}.parquet" for table in exported_tables()] + BESIDE)


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


def test_rows_that_stand_in_another_order_in_the_published_file_are_sorted(tmp_path: Path) -> None:
    path = several_projects(tmp_path).build()
    first = contents(export(path, tmp_path / "exports").path)
    with writing(path) as connection:
        for table in ("core.project", "mart.project_all"):
            connection.execute(f"CREATE TABLE turned AS FROM {table} ORDER BY project_id DESC")
            connection.execute(f"DELETE FROM {table}")
            connection.execute(f"INSERT INTO {table} FROM turned ORDER BY project_id DESC")
            connection.execute("DROP TABLE turned")
    assert contents(export(path, tmp_path / "again").path) == first


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


def test_the_data_package_describes_every_file(tmp_path: Path) -> None:
    snapshot = export(several_projects(tmp_path).build(), tmp_path / "exports")
    package = json.loads((snapshot.path / "datapackage.json").read_text())
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert package["version"] == snapshot.snapshot_id
    source = {"title": "Svenska ESF-rådets projektbank (Svenska ESF-rådet; licence: not stated)", "path": "https://www.esf.se/"}
    assert package["sources"] == [source]
    by_path = {resource["path"]: resource for resource in package["resources"]}
    names = {resource["name"] for resource in package["resources"]}
    assert sorted(by_path) == sorted(path for path in contents(snapshot.path) if path.endswith((".parquet", ".csv")))
    for file in snapshot.files:
        resource = by_path[file.path]
        assert re.fullmatch(r"[a-z0-9_]+", resource["name"])
        assert resource["hash"] == f"sha256:{file.sha256}"
        fields = [field["name"] for field in resource["schema"]["fields"]]
        assert fields == [column.name for column in file.columns]
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


def publish(built: Path, *, is_sample: bool) -> Path:
    with duckdb.connect(str(built)) as connection:
        connection.execute(
            "INSERT INTO ops.publication SELECT 'run', now()::TIMESTAMP, ?, 1, 1, now()::TIMESTAMP, now()::TIMESTAMP, 0", [is_sample]
        )
    return built


TEXT = "Så här går det till: vi möts på torget."


def with_texts(folder: Path, **values: str) -> Path:
    raw = Raw(folder)
    raw.crawl(0)
    raw.page("22-021-S03", project("22-021-S03", description=TEXT, **values))
    return raw.build()


def rows_of_csv(snapshot: Path) -> list[list[str]]:
    with (snapshot / "csv" / "project.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, strict=True))


def test_a_parquet_file_alone_says_what_it_is(tmp_path: Path) -> None:
    snapshot = export(several_projects(tmp_path).build(), tmp_path / "exports")
    for table in exported_tables():
        told = pq.read_schema(snapshot.path / table.schema / f"{table.name}.parquet").metadata
        assert told[b"table"].decode() == table.full_name
        assert told[b"description"].decode() == table.description
        assert told[b"profile"] == b"full"
        schema = json.loads(told[b"schema"])
        units = {field["name"]: field.get("unit") for field in schema["fields"]}
        assert units == {column.name: column.unit for column in table.exported_columns}
        assert snapshot.snapshot_id not in str(told)


def test_the_csv_has_every_value_of_the_wide_table(tmp_path: Path) -> None:
    snapshot = export(several_projects(tmp_path).build(), tmp_path / "exports")
    header, *rows = rows_of_csv(snapshot.path)
    answer = duckdb.execute(f"FROM '{snapshot.path}/mart/project.parquet'")
    assert header == [column[0] for column in answer.description or ()]
    for row, values in zip(rows, answer.fetchall(), strict=True):
        for cell, value in zip(row, values, strict=True):
            if value is None:
                assert cell == ""
            elif isinstance(value, bool):
                assert cell == str(value).lower()
            elif hasattr(value, "hour"):
                assert cell == f"{value.isoformat(timespec='microseconds')}Z"
            else:
                assert cell == str(value)


def test_the_csv_quotes_what_needs_it_and_ends_each_row_with_a_line_feed(tmp_path: Path) -> None:
    awkward = 'Två rader,\noch "citat" med åäö'
    snapshot = export(with_texts(tmp_path, title=awkward), tmp_path / "exports")
    raw = (snapshot.path / "csv" / "project.csv").read_bytes()
    assert raw.endswith(b"\n")
    assert (raw.count(b"\n"), raw.count(b"\r")) == (3, 0), "two rows, and a line feed within a quoted text"
    assert not raw.startswith(b"\xef\xbb\xbf")
    header, row = rows_of_csv(snapshot.path)
    assert row[header.index("title")] == awkward


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_the_csv_has_no_text_that_a_spreadsheet_would_run(tmp_path: Path, start: str) -> None:
    dangerous = f"{start}HYPERLINK(A1)"
    snapshot = export(with_texts(tmp_path, title=dangerous), tmp_path / "exports")
    header, row = rows_of_csv(snapshot.path)
    assert row[header.index("title")] == f"'{dangerous}"
    [(kept,)] = duckdb.execute(f"SELECT title FROM '{snapshot.path}/mart/project.parquet'").fetchall()
    assert kept == dangerous
    assert "apostrophe" in (snapshot.path / "README.md").read_text("utf-8")
    package = json.loads((snapshot.path / "datapackage.json").read_text("utf-8"))
    assert "apostrophe" in next(each["description"] for each in package["resources"] if each["path"] == "csv/project.csv")


def test_registries_are_listed_with_their_terms_and_coverage(tmp_path: Path) -> None:
    snapshot = export(several_projects(tmp_path).build(), tmp_path / "exports")
    with (snapshot.path / "registries.csv").open(encoding="utf-8", newline="") as file:
        [row] = csv.DictReader(file)
    is_listed = [listed for (listed,) in duckdb.execute(f"SELECT is_listed FROM '{snapshot.path}/core/project.parquet'").fetchall()]
    assert (row["registry"], row["licence"]) == ("esf_se", "not stated")
    assert (int(row["n_projects"]), int(row["n_listed"])) == (len(is_listed), sum(is_listed))
    scorecard = f"'{snapshot.path}/mart/registry_scorecard.parquet'"
    shares = dict(duckdb.execute(f"SELECT letter, coverage_pct FROM {scorecard} WHERE is_applicable").fetchall())
    assert {letter: row[f"coverage_{letter}_pct"] for letter in shares} == {letter: str(share) for letter, share in shares.items()}


def test_known_issues_count_what_is_wrong_and_name_no_day(tmp_path: Path) -> None:
    raw = Raw(tmp_path)
    raw.crawl(0)
    raw.page(
        "22-021-S03", project("22-021-S03"), issues=[{"code": "unknown_label", "severity": "warning", "message": "Nytt", "label": "Nytt"}]
    )
    text = (export(raw.build(), tmp_path / "exports").path / "known-issues.md").read_text("utf-8")
    assert re.search(r"\| warning \| unknown_label \|[^|]*\| 1 \|", text)
    assert not re.search(r"\d{4}-\d{2}-\d{2}", text)


def test_the_dictionary_has_the_exported_columns_and_no_other(tmp_path: Path) -> None:
    text = (export(several_projects(tmp_path).build(), tmp_path / "exports").path / "data-dictionary.md").read_text("utf-8")
    assert [line[5:-1] for line in text.splitlines() if line.startswith("### `")] == [
        table.full_name for schema in ("mart", "core") for table in exported_tables() if table.schema == schema
    ]
    assert "`last_seen_at`" not in text
    assert "`first_seen_at`" in text


def test_the_citation_has_the_id_the_day_and_the_registries(tmp_path: Path) -> None:
    snapshot = export(several_projects(tmp_path).build(), tmp_path / "exports")
    told = yaml.safe_load((snapshot.path / "CITATION.cff").read_text("utf-8"))
    assert (told["version"], told["date-released"]) == (snapshot.snapshot_id, "2024-01-01")
    assert [each["title"] for each in told["references"]] == ["Svenska ESF-rådets projektbank"]


def test_every_description_of_a_sample_says_that_it_is_one(tmp_path: Path) -> None:
    snapshot = export(publish(several_projects(tmp_path).build(), is_sample=True), tmp_path / "exports")
    assert snapshot.snapshot_id.startswith("sample-20240101-")
    for name in ("CITATION.cff", "README.md", "croissant.json", "data-dictionary.md", "datapackage.json", "dcat.jsonld", "known-issues.md"):
        assert SAMPLE_WARNING in (snapshot.path / name).read_text("utf-8"), name
    for table in exported_tables():
        told = pq.read_schema(snapshot.path / table.schema / f"{table.name}.parquet").metadata
        assert told[b"description"].decode().startswith(SAMPLE_WARNING)


def test_the_descriptions_of_live_data_do_not_speak_of_a_sample(tmp_path: Path) -> None:
    snapshot = export(publish(several_projects(tmp_path).build(), is_sample=False), tmp_path / "exports")
    assert not [name for name, found in contents(snapshot.path).items() if SAMPLE_WARNING.encode() in found]


def test_a_snapshot_without_texts_has_none_and_says_so(tmp_path: Path) -> None:
    built = with_texts(tmp_path)
    whole = export(built, tmp_path / "exports")
    bare = export(built, tmp_path / "exports", NO_TEXTS)
    assert re.fullmatch(r"no-texts-20240101-[0-9a-f]{8}", bare.snapshot_id)
    assert (tmp_path / "exports" / "LATEST").read_text() == f"{whole.snapshot_id}\n"
    assert (tmp_path / "exports" / "LATEST-no-texts").read_text() == f"{bare.snapshot_id}\n"
    for table in exported_tables():
        frame = duckdb.execute(f"FROM '{bare.path}/{table.schema}/{table.name}.parquet'")
        assert [column[0] for column in frame.description or ()] == [each.name for each in table.exported_columns if not each.text]
        assert TEXT not in str(frame.fetchall())
    assert TEXT not in (bare.path / "csv" / "project.csv").read_text("utf-8")
    assert TEXT in (whole.path / "csv" / "project.csv").read_text("utf-8")
    for name in ("CITATION.cff", "README.md", "croissant.json", "data-dictionary.md", "datapackage.json", "dcat.jsonld"):
        assert NO_TEXTS.says in (bare.path / name).read_text("utf-8"), name
        assert NO_TEXTS.says not in (whole.path / name).read_text("utf-8"), name


def test_a_free_text_that_is_exported_is_a_name_or_a_text() -> None:
    texts = {f"{table.full_name}.{column.name}" for table in exported_tables() for column in table.exported_columns if column.text}
    assert texts == {
        "core.correction.corrected_value",
        "core.correction.expected_value",
        "core.correction.found_value",
        "core.correction.reason",
        "core.funding.amount_raw",
        "core.funding.period_raw",
        "core.indicator.name",
        "core.indicator.population",
        "core.indicator.statement",
        "core.indicator.target_change_raw",
        "core.organisation_link.evidence",
        "core.project_link.evidence",
        "core.project_version.changed_values",
        "mart.conflict.evidence",
        "mart.conflict.other_value_raw",
        "mart.conflict.value_raw",
        "mart.project.description",
        "mart.project_all.description",
        "mart.project_change.new_value",
        "mart.project_change.old_value",
    }
    assert not {name for name in texts if name.endswith(("title", "_name", "_code", "_id"))}


def test_a_file_that_only_names_the_id_may_be_worded_anew(tmp_path: Path) -> None:
    built = several_projects(tmp_path).build()
    snapshot = export(built, tmp_path / "exports")
    (snapshot.path / "README.md").write_text("in the words of an earlier version", "utf-8")
    assert not export(built, tmp_path / "exports").is_new


@pytest.mark.parametrize("name", ["core/project.parquet", "registries.csv", "known-issues.md", "csv/project.csv"])
def test_what_the_id_stands_for_may_not_change(tmp_path: Path, name: str) -> None:
    built = several_projects(tmp_path).build()
    snapshot = export(built, tmp_path / "exports")
    (snapshot.path / name).write_text("changed", "utf-8")
    with pytest.raises(SnapshotDamaged, match=f"{name.rpartition('/')[2]} is missing or was changed"):
        export(built, tmp_path / "exports")
