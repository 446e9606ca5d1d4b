"""`diarium purge` on a warehouse of the bundled sample: what is erased is gone from every file, and the search that says so can fail."""

from __future__ import annotations

import gzip
import json
import shutil
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.commands.purge import purge_command, purge_steps
from pipeline.commands.purge.purge_request import Request, UnusableRequestError, needles_of
from pipeline.commands.purge.purge_steps import DataInUseError, PurgeReport, purge
from pipeline.commands.verify.verification import verify
from pipeline.run_outcome import ProblemKind, RunProblem, RunReport
from pipeline.settings import Settings
from tests.exchanges import warcio_check
from warehouse.captures.capture_store import CaptureStore
from warehouse.connect import reading
from warehouse.erasure.phrases import phrase_of
from warehouse.erasure.purge_record import purges
from warehouse.erasure.search.file_contents import kind_of
from warehouse.erasure.search.file_search import search
from warehouse.erasure.search.text_matcher import Look
from warehouse.erasure.suppression import Suppressions
from warehouse.erasure.withdrawn_snapshots import withdrawn
from warehouse.lock import FileLock
from warehouse.observations.observation_store import ObservationStore
from warehouse.observations.records import observations_of
from warehouse.progress import silent
from warehouse.report.packed_data import packed

PROJECT, CODE, TITLE = "esf_se:22-021-S03", "22-021-S03", "Koordinerad kompetensförstärkning i glesbygd"
OWNER = "Region Exempelbygden"
REASON = "asked for on 12 May"
REQUEST = Request(reason=REASON, projects=(PROJECT,), texts=(OWNER,))
LOOK = Look([phrase_of(CODE), phrase_of(TITLE), phrase_of(OWNER)])


@pytest.fixture(scope="module")
def sample(first: tuple[Settings, RunReport]) -> Settings:
    """A run of one registry. Nothing may be changed in its folder."""
    return first[0]


@pytest.fixture
def no_rebuild(monkeypatch: pytest.MonkeyPatch) -> None:
    """The warehouse is not built anew: seconds less a test."""
    monkeypatch.setattr(
        purge_steps, "rebuild", lambda settings, progress: RunReport("", (RunProblem(ProblemKind.STEP_FAILED, "not built in this test"),))
    )


@pytest.fixture(scope="module")
def erased(sample: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Settings, PurgeReport]]:
    """A copy of the run after the erasure, with what crashes may leave behind in it before. Nothing may be changed in its folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAGSTER_HOME", "")
        root = tmp_path_factory.mktemp("erased") / "data"
        shutil.copytree(sample.places.root, root)
        settings = Settings(data_dir=root, registries="esf_se")
        (root / "exports" / ".export-1").mkdir()
        (root / "exports" / ".export-1" / "project.csv").write_text(TITLE, "utf-8")
        (root / "warehouse" / "build" / "notes.txt").write_text(CODE, "utf-8")
        (root / "observations" / "esf_se" / ".page.parquet.tmp").write_text(CODE, "utf-8")
        yield settings, purge(settings, REQUEST, silent)


def text_of(file: Path) -> str:
    return gzip.decompress(file.read_bytes()).decode("utf-8", "replace")


def test_the_search_finds_what_is_there_before(sample: Settings) -> None:
    found = search(sample.places.root, LOOK, silent)
    parts = {hit.file.split("/")[0] for hit in found.hits}
    assert parts == {"captures", "observations", "warehouse", "exports", "dagster", "report.html"}


def test_the_search_afterwards_finds_nothing_in_any_file(erased: tuple[Settings, PurgeReport]) -> None:
    settings, report = erased
    assert (report.search.hits, report.search.unsearchable) == ([], [])
    assert report.is_proved
    assert sum(search(settings.places.root, LOOK, silent).counts.values()) == sum(
        file.is_file() for file in settings.places.root.rglob("*")
    )
    assert {"WARC", "Parquet", "DuckDB", "SQLite", "JSON"} <= set(report.search.counts)


def test_the_warehouse_is_built_anew_without_the_project_and_is_proved(erased: tuple[Settings, PurgeReport], sample: Settings) -> None:
    settings, report = erased
    counts = []
    for places in (sample.places, settings.places):
        with reading(places.warehouse) as connection:
            counts.append(
                connection.execute("SELECT count(*), count(*) FILTER (project_id = ?) FROM core.project", [PROJECT]).fetchall()[0]
            )
    assert report.rebuilt
    assert report.problems == ()
    assert counts == [(counts[0][0], 1), (counts[0][0] - 1, 0)]
    assert verify(settings.places, silent).is_proved


def test_captures_stay_readable_by_others_and_their_index_is_what_they_say(erased: tuple[Settings, PurgeReport]) -> None:
    settings, _ = erased
    [warc] = (settings.places.captures / "esf_se").glob("*.warc.gz")
    warcio_check(settings.places.captures)
    store = CaptureStore(settings.places.captures)
    indexed = store.index("esf_se")
    for index in (settings.places.captures / "esf_se").glob("*.index.parquet"):
        index.unlink()
    assert store.mend("esf_se")
    assert store.index("esf_se").equals(indexed)
    assert CODE not in text_of(warc)
    assert "Diarium-Redacted: " in text_of(warc)


def test_the_rest_of_a_masked_page_is_read_as_before(erased: tuple[Settings, PurgeReport], sample: Settings) -> None:
    """The projects of the erased owner are still there, all of their other values at the same places; a masked name is no value."""
    rows = []
    for places in (sample.places, erased[0].places):
        seen = observations_of(ObservationStore(places.observations).load("esf_se")["record"]).to_pylist()
        rows.append(
            {(row["canonical_url"], row["field"], row["value"], row["span_start"]) for row in seen if CODE not in row["canonical_url"]}
        )
    lost, fresh = rows[0] - rows[1], rows[1] - rows[0]
    assert {field for _, field, _, _ in lost} == {"beneficiary_name", "description"}
    assert {field for _, field, _, _ in fresh} == {"description"}
    assert all("•••••• •••••••••••••" in value for _, _, value, _ in fresh)


def test_snapshots_that_held_it_are_withdrawn_and_one_without_it_takes_their_place(erased: tuple[Settings, PurgeReport]) -> None:
    settings, report = erased
    [entry] = withdrawn(settings.places.exports)
    assert [entry["snapshot"]] == report.snapshots
    assert entry["reason"] == REASON
    assert not (settings.places.exports / entry["snapshot"]).exists()
    latest = (settings.places.exports / "LATEST").read_text("utf-8").strip()
    assert (settings.places.exports / latest).is_dir()
    assert not list(settings.places.exports.glob(".*"))


def test_the_record_says_that_and_why_but_not_what(erased: tuple[Settings, PurgeReport]) -> None:
    settings, report = erased
    [entry] = purges(settings.places.captures)
    assert entry["reason"] == REASON
    assert [each["kind"] for each in entry["asked"]] == ["text", "project"]
    assert entry["counts"] == report.counts | {"files_searched": entry["counts"]["files_searched"]}
    assert entry["proved"]
    assert entry["counts"]["records_dropped"] >= 2


def test_a_later_crawl_does_not_bring_it_back(erased: tuple[Settings, PurgeReport], sample: Settings) -> None:
    """Every exchange of the first crawl, fetched again, goes through the check that the writer asks."""
    suppressions = Suppressions.load(erased[0].places.captures)
    store = CaptureStore(sample.places.captures)
    stored = {row["canonical_url"] for row in store.index("esf_se").to_pylist()}
    kept = {row["canonical_url"] for row in CaptureStore(erased[0].places.captures).index("esf_se").to_pylist()}
    assert {url for url in stored if suppressions.is_suppressed(url)} == stored - kept
    for row in store.index("esf_se").to_pylist():
        if row["body_sha256"] and not suppressions.is_suppressed(row["canonical_url"]):
            body = store.body("esf_se", row["body_sha256"])
            assert not LOOK.finds(suppressions.masked(body.decode("utf-8")))


def test_erasing_again_finds_nothing_to_do(erased: tuple[Settings, PurgeReport], tmp_path: Path, no_rebuild: None) -> None:
    shutil.copytree(erased[0].places.root, tmp_path / "data")
    again = purge(Settings(data_dir=tmp_path / "data"), REQUEST, silent)
    assert (again.captures, again.n_pages_reread, again.snapshots, again.runs, again.problems) == ({}, 0, [], [], ())
    assert again.is_proved


class Killed(Exception):
    pass


@pytest.mark.usefixtures("no_rebuild")
def test_an_erasure_that_is_killed_is_finished_by_asking_again(copied: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def killing(*_: object, **__: object) -> None:
        raise Killed

    with pytest.raises(Killed):
        purge(copied, REQUEST, silent, step=killing)
    for name in ("withdraw", "forget_runs", "remove_leftovers", "read_again", "search"):
        with monkeypatch.context() as patch:
            patch.setattr(purge_steps, name, killing)
            with pytest.raises(Killed):
                purge(copied, REQUEST, silent)

    report = purge(copied, REQUEST, silent)

    assert report.is_proved, report.search


@pytest.mark.usefixtures("no_rebuild")
def test_a_held_registry_loses_it_from_its_observations_too(copied: Settings) -> None:
    store = ObservationStore(copied.places.observations)
    state = json.loads((copied.places.observations / "esf_se" / "state.json").read_text("utf-8"))
    url = f"https://www.esf.se/resultat/projektbanken/projekt/?dnr={CODE}"
    held = state | {
        "state": "held",
        "ring": "reading",
        "reason": f"{TITLE} has no start",
        "quarantined": [[url, "no title"], ["https://x", OWNER]],
    }
    (copied.places.observations / "esf_se" / "state.json").write_text(json.dumps(held), "utf-8")

    report = purge(copied, REQUEST, silent)

    assert report.is_proved, report.search
    after = store.state("esf_se")
    assert after is not None
    assert after.n_projects == state["n_projects"] - 1
    assert [each[0] for each in after.quarantined] == ["https://x"]


def test_a_dry_run_changes_nothing_and_says_what_would_go(copied: Settings) -> None:
    before = {
        file: file.read_bytes()
        for file in copied.places.root.rglob("*")
        if file.is_file() and file.name not in ("run.lock", ".writer.lock")
    }
    report = purge(copied, REQUEST, silent, dry_run=True)
    assert report.captures["esf_se"].n_dropped >= 2
    assert report.snapshots
    assert report.runs
    assert report.search.hits
    assert not report.is_proved
    assert {file: file.read_bytes() for file in before} == before
    assert not (copied.places.captures / "suppressed.json").exists()


def test_nothing_is_erased_while_another_is_at_work(copied: Settings) -> None:
    with FileLock(copied.places.captures / "esf_se" / ".writer.lock"), pytest.raises(DataInUseError, match="process"):
        purge(copied, REQUEST, silent)
    with FileLock(copied.places.root / "run.lock"), pytest.raises(DataInUseError, match="wait for it"):
        purge(copied, REQUEST, silent)


@pytest.mark.parametrize(
    ("request_", "why"),
    [
        (Request(reason=f"{OWNER} asked", texts=(OWNER,)), "--reason holds"),
        (Request(reason="  ", texts=(OWNER,)), "--reason is empty"),
        (Request(reason="x"), "nothing to erase"),
        (Request(reason="x", texts=("Bo",)), "fewer than 3"),
        (Request(reason="x", texts=("--- !",)), "fewer than 3"),
        (Request(reason="x", addresses=("www.esf.se/x",)), "not an address"),
        (Request(reason="x", projects=("nowhere:1",)), "registries are"),
        (Request(reason="x", projects=("npa:CHANGE",)), "too short or common"),
    ],
)
def test_what_cannot_be_erased_as_it_is_asked_is_refused(sample: Settings, request_: Request, why: str) -> None:
    with pytest.raises(UnusableRequestError, match=why) as refused:
        needles_of(request_, sample.places)
    assert not LOOK.finds(str(refused.value))


def test_a_name_is_erased_in_the_genitive_too(sample: Settings) -> None:
    needles = needles_of(Request(reason="x", texts=("Anna Exempel",)), sample.places)
    assert Suppressions(b"").with_phrases(needles.phrases).masked("Anna Exempels projekt") == "•••• •••••••• projekt"
    assert needles.look.finds("Anna Exempels projekt")


def test_a_title_that_other_projects_have_too_is_not_erased_by_its_words(copied: Settings) -> None:
    store = ObservationStore(copied.places.observations)
    tables = store.load("esf_se")
    rows = tables["record"].to_pylist()
    other = next(item for row in rows for item in row["evidence"] if item["field"] == "title" and item["value_raw"] != TITLE)
    other["value"] = TITLE
    store.save("esf_se", {**tables, "record": pa.Table.from_pylist(rows, tables["record"].schema)})
    copied.places.warehouse.unlink()

    needles = needles_of(REQUEST, copied.places)

    assert phrase_of(TITLE) not in needles.phrases
    assert any("title(s) not erased" in note for note in needles.notes)


# The search is able to fail


def in_parquet(file: Path) -> None:
    pq.write_table(pa.table({"n": [1, 2], "parts": [["a"], ["b", TITLE.upper()]]}), file, compression="zstd")


def in_duckdb(file: Path) -> None:
    with duckdb.connect(str(file)) as connection:
        connection.execute("CREATE SCHEMA core; CREATE TABLE core.t AS SELECT range AS n, 'x' || range AS words FROM range(5000)")
        connection.execute("INSERT INTO core.t VALUES (-1, ?)", [TITLE])


def in_sqlite(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE event (id INTEGER, body BLOB)")
        connection.execute("INSERT INTO event VALUES (1, ?)", [zlib.compress(json.dumps({"a": TITLE}).encode())])
        connection.commit()


def in_freed_pages(file: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete = OFF")
        connection.execute("CREATE TABLE event (body TEXT)")
        connection.executemany("INSERT INTO event VALUES (?)", [[TITLE]] * 200)
        connection.execute("DROP TABLE event")


def in_warc(file: Path) -> None:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-16\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(
        TITLE.encode("utf-16")
    )
    head = f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/\r\nContent-Length: {len(block)}\r\n\r\n".encode()
    file.write_bytes(gzip.compress(head + block + b"\r\n\r\n"))


PLANTED = {
    "a.parquet": in_parquet,
    "a.duckdb": in_duckdb,
    "a.db": in_sqlite,
    "b.db": in_freed_pages,
    "a.warc.gz": in_warc,
    "a.json": lambda file: file.write_text(json.dumps({"x": [{TITLE: 1}]}), "ascii"),
    "a.csv.gz": lambda file: file.write_bytes(gzip.compress(TITLE.encode())),
    "a.html": lambda file: file.write_text(f"<script>{packed({'title': TITLE})}</script>", "utf-8"),
    "a.log": lambda file: file.write_bytes(b"\x00\x01" + TITLE.encode("latin-1")),
    "b.log": lambda file: file.write_bytes(b"\x01" + TITLE.encode("utf-16-le")),
    "c.log": lambda file: file.write_bytes(b"x " * (2 << 20) + TITLE.encode() + b" y" * 100),
    "d.log": lambda file: file.write_text("<p>Koordinerad&nbsp;kompetensf&ouml;rst&#228;rkning i%20glesbygd", "utf-8"),
    f"{TITLE}.txt": lambda file: file.write_text("", "utf-8"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_the_search_sees_it_in_every_kind_of_file(tmp_path: Path, name: str) -> None:
    PLANTED[name](tmp_path / name)
    found = search(tmp_path, Look([phrase_of(TITLE)]), silent)
    assert len(found.hits) == 1
    assert not found.unsearchable
    assert TITLE not in str(found.hits)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.warc.gz", gzip.compress(b"WARC/1.1\r\n", mtime=0)[:-9]),
        ("a.parquet", b"PAR1 and no more"),
        ("a.duckdb", b"\0" * 8 + b"DUCK and no more"),
        ("a.db", b"SQLite format 3\0 and no more"),
        ("a.pdf", b"%PDF-1.7"),
        ("a.xlsx", b"PK\x03\x04 and no more"),
        ("a.zst", b"\x28\xb5\x2f\xfd"),
    ],
)
def test_a_file_that_cannot_be_searched_is_no_pass(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    found = search(tmp_path, Look([phrase_of(TITLE)]), silent)
    assert [each.file for each in found.unsearchable] == [name]
    assert not found.is_clean


def test_kinds_are_told_by_what_is_in_a_file_not_by_its_name(tmp_path: Path) -> None:
    in_parquet(tmp_path / "a.bak")
    assert kind_of(tmp_path / "a.bak") == "Parquet"
    assert search(tmp_path, Look([phrase_of(TITLE)]), silent).hits


def test_the_command_exits_0_only_when_nothing_is_left(copied: Settings, no_rebuild: None, capsys: pytest.CaptureFixture[str]) -> None:
    import typer
    from typer.testing import CliRunner

    app = typer.Typer()
    app.command()(purge_command.purge)
    (copied.places.root / "corrections.csv").write_text(f"esf_se,{CODE},title\n", "utf-8")
    told = ["--text", OWNER, "--project", PROJECT, "--reason", REASON, "--data-dir", str(copied.data_dir)]

    refused = CliRunner().invoke(app, told, input="n\n")
    left = CliRunner().invoke(app, [*told, "--yes"])
    (copied.places.root / "corrections.csv").unlink()
    done = CliRunner().invoke(app, [*told, "--yes", "--json"])

    assert (refused.exit_code, left.exit_code, done.exit_code) == (1, 1, 0)
    assert "corrections.csv" in left.output
    assert not LOOK.finds(left.output)
    assert json.loads(done.stdout)["is_proved"]
