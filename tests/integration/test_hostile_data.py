"""Pages full of script, formulas, escape sequences, direction marks and endless words: nothing of it acts, at any way out of Diarium."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pyarrow.parquet as pq
import pytest
import yaml
from test_snapshot_validators import cffconvert, frictionless, mlcroissant, pyshacl, sha256sum

from pipeline.run_outcome import RunReport
from pipeline.settings import Settings
from tests.hostile_pages import CODES, HELD, HOSTILE, SIZE, words_of
from tests.report_warehouses import generated_warehouse, hostile_warehouse
from warehouse.export.profile import PROFILES
from warehouse.export.snapshot import export
from warehouse.spreadsheets import STARTS_A_FORMULA
from warehouse.visible import visible

ROOT = Path(__file__).parents[2]
COMMANDS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e007f]")
"""What no line for people may hold: controls but the line feed, direction marks, tags."""

IN_JSON = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
MARKUP = re.compile(r"<(?=[A-Za-z/!?])|\]\(\s*(?!data:image/svg\+xml;base64,|https://)\w")
"""What begins HTML in Markdown, and the links in it that lead elsewhere than to the web or to a plot of ours."""

TABLES = ("mart.project", "mart.participation", "mart.project_change", "core.organisation_name", "core.location", "staging.observation")
TITLED = {
    name: next(code for code in CODES if words_of(code) == HOSTILE[name]) for name in ("script", "colour", "override", "long", "unbroken")
}
PAGE = "https://www.esf.se/resultat/projektbanken/projekt/?dnr="


@dataclass(frozen=True)
class Ran:
    """A data folder after a run over the sample as it is and one over its hostile pages; what that run said."""

    data: Path
    done: subprocess.CompletedProcess[bytes]

    @property
    def warehouse(self) -> Path:
        return self.data / "warehouse" / "diarium.duckdb"

    @property
    def snapshot(self) -> Path:
        return max((self.data / "exports").glob("sample-*"), key=lambda folder: folder.stat().st_mtime)


def diarium(*words: str, module: str = "pipeline.cli", **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", module, *words],
        cwd=ROOT,
        env=os.environ | {"COLUMNS": "120"} | environment,
        capture_output=True,
        timeout=300,
        check=False,
    )


def said(done: subprocess.CompletedProcess[bytes]) -> str:
    return (done.stdout + done.stderr).decode("utf-8")


@pytest.fixture(scope="module")
def ran(first: tuple[Settings, RunReport], tmp_path_factory: pytest.TempPathFactory) -> Ran:
    data = tmp_path_factory.mktemp("hostile") / "data"
    shutil.copytree(first[0].data_dir, data)
    return Ran(data, diarium("run", "--registry", "esf_se", "--data-dir", str(data), module="tests.hostile_pages"))


@pytest.fixture(scope="module")
def held(ran: Ran, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """The same after one more run, whose crawl is held back for a hostile label."""
    data = tmp_path_factory.mktemp("held") / "data"
    shutil.copytree(ran.data, data)
    return Ran(data, diarium("run", "--registry", "esf_se", "--data-dir", str(data), module="tests.hostile_pages", **{HELD: "yes"}))


def asked(ran: Ran, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(ran.warehouse), read_only=True) as connection:
        return connection.execute(query).fetchall()


# ---- what comes in


def test_the_run_ends_as_runs_do_and_publishes_the_words_as_they_are(ran: Ran) -> None:
    assert (ran.done.returncode, b"Traceback" in ran.done.stderr) == (1, False)  # two pages without a title are quarantined
    titles = {title for (title,) in asked(ran, "SELECT title FROM mart.project")}
    assert {HOSTILE[name] for name in ("script", "image", "command", "colour", "owned", "c1", "override", "unbroken", "drop")} <= titles
    assert max(map(len, titles)) == SIZE


def test_every_value_is_proved_against_its_page(ran: Ran) -> None:
    done = diarium("verify", "--data-dir", str(ran.data))
    assert (done.returncode, b"All proved" in done.stdout) == (0, True), said(done)


# ---- terminal


def test_a_run_says_nothing_that_commands_a_terminal(ran: Ran, held: Ran) -> None:
    assert b"invoice\\u202egpj.exe" in ran.done.stdout  # the address of the page that failed
    assert b"\\x1b[31m\\u202e[x](javascript:" in held.done.stderr  # why the crawl is held back
    assert COMMANDS.findall(said(ran.done) + said(held.done)) == []


@pytest.mark.parametrize(
    "words",
    [
        "status",
        "status --check core.project",
        "status --check titles_are_not_owners",
        *(f"sql --format {output} FROM|{table}" for output in ("table", "record") for table in (*TABLES, "ops.issue", "ops.check_result")),
        "diff previous latest",
        "diff previous latest --limit 500",
        "captures ls",
        "captures ls --url dnr",
        f"captures show {PAGE}{TITLED['colour']}",
        *(f"cite esf_se:{code} title" for code in TITLED.values()),
        f"cite esf_se:{TITLED['override']} beneficiary_name",
        f"cite esf_se:{TITLED['colour']} description",
        "cite esf_se:\x1b[31m title",
        "report --out OUT/report.html",
    ],
)
def test_no_command_lets_words_command_the_terminal(ran: Ran, tmp_path: Path, words: str) -> None:
    given = [word.replace("OUT", str(tmp_path)).replace("|", " ") for word in words.split(" ")]
    done = diarium(*given, "--exports", str(ran.data / "exports")) if given[0] == "diff" else diarium(*given, "--data-dir", str(ran.data))
    assert b"Traceback" not in done.stderr
    assert len(said(done)) > 20
    assert COMMANDS.findall(said(done)) == []


def test_status_says_why_without_obeying(held: Ran) -> None:
    told = said(diarium("status", "--data-dir", str(held.data)))
    assert "why: unknown labels" in told
    assert COMMANDS.findall(told) == []


def test_an_alert_is_lines_of_a_bearable_length(ran: Ran, held: Ran) -> None:
    alerts = [file.read_text("utf-8") for each in (ran, held) for file in (each.data / "alerts").glob("*.txt")]
    assert any("javascript:" in words for words in alerts)
    assert [COMMANDS.findall(words) for words in alerts if COMMANDS.search(words)] == []
    assert max(len(line) for words in alerts for line in words.split("\n")) < 1_000


@pytest.mark.parametrize("code", TITLED.values())
def test_a_page_that_is_parsed_alone_says_its_words_as_json(ran: Ran, tmp_path: Path, code: str) -> None:
    page = tmp_path / "page.html"
    diarium("captures", "extract", f"{PAGE}{code}", "-o", str(page), "--data-dir", str(ran.data))
    done = diarium("parse", str(page), "--url", f"{PAGE}{code}")
    assert done.returncode == 0
    assert json.loads(done.stdout)["title"] == words_of(code)
    assert re.findall("[\x00-\x09\x0b-\x1f]", done.stdout.decode("utf-8")) == []
    assert COMMANDS.findall(done.stderr.decode("utf-8")) == []


# ---- files for other programs


@pytest.mark.parametrize("table", TABLES)
def test_csv_holds_every_text_and_no_formula(ran: Ran, tmp_path: Path, table: str) -> None:
    query = f"SELECT * FROM {table} ORDER BY ALL"
    target = tmp_path / "answer.csv"
    target.write_bytes(diarium("sql", "--format", "csv", query, "--data-dir", str(ran.data)).stdout)
    _same_rows(target, asked(ran, query))


def test_the_csv_of_the_snapshot_holds_every_text_and_no_formula(ran: Ran) -> None:
    file = ran.snapshot / "csv" / "project.csv"
    with file.open(encoding="utf-8", newline="") as stream:
        header = next(csv.reader(stream))
    _same_rows(file, asked(ran, f"SELECT {', '.join(header)} FROM mart.project ORDER BY project_id"))


def _same_rows(file: Path, rows: list[tuple[Any, ...]]) -> None:
    csv.field_size_limit(10 * SIZE)
    with file.open(encoding="utf-8", newline="") as stream:
        cells = list(csv.reader(stream))[1:]
    assert len(cells) == len(rows)
    texts = [
        (cell, value)
        for line, row in zip(cells, rows, strict=True)
        for cell, value in zip(line, row, strict=True)
        if isinstance(value, str)
    ]
    assert [cell for cell, _ in texts if cell.startswith(STARTS_A_FORMULA)] == []
    assert [cell for cell, value in texts if cell != (f"'{value}" if value.startswith(STARTS_A_FORMULA) else value)] == []
    guarded = sum(cell != value for cell, value in texts)
    assert guarded or "project.csv" not in file.name


def test_json_and_parquet_hold_every_text_and_json_commands_no_terminal(ran: Ran, tmp_path: Path) -> None:
    query = "SELECT project_id, title, beneficiary_name, description FROM mart.project ORDER BY ALL"
    rows = asked(ran, query)
    told = diarium("sql", "--format", "json", query, "--data-dir", str(ran.data)).stdout.decode("utf-8")
    assert IN_JSON.findall(told) == []
    assert [tuple(json.loads(line).values()) for line in told.split("\n") if line] == rows
    diarium("sql", "--out", str(tmp_path / "answer.parquet"), query, "--data-dir", str(ran.data))
    assert [tuple(row.values()) for row in pq.read_table(tmp_path / "answer.parquet").to_pylist()] == rows


# ---- what Dagster keeps


def test_what_dagster_shows_is_text_of_a_bearable_length(ran: Ran, held: Ran) -> None:
    words = [each for folder in (ran.data, held.data) for each in _shown_by_dagster(folder)]
    markdown = [text for kind, _, text in words if kind == "md"]
    assert any("javascript:" in text for text in markdown)  # a label, in why the crawl is held back
    assert any("javascript:" in text for kind, _, text in words if kind == "text")
    titles = [visible(words_of(code))[:50] for name, code in TITLED.items() if name != "script"]  # which is a label, too
    assert [(name, title) for _, name, text in words for title in titles if title in text] == []
    assert [(name, found.group()) for kind, name, text in words if kind == "md" and (found := MARKUP.search(text))] == []
    assert [(name, found.group()) for _, name, text in words if (found := COMMANDS.search(text))] == []
    assert max(len(text) for _, _, text in words) < 20_000


def _shown_by_dagster(data: Path) -> Iterator[tuple[str, str, str]]:
    """Kind (md or text), name and words of all descriptions, metadata, errors and log lines of the runs in a data folder."""
    with dg.DagsterInstance.from_config(str(data / "dagster")) as instance:
        for run in instance.get_runs():
            for entry in instance.all_logs(run.run_id):
                yield "text", "message", entry.message
                event = entry.dagster_event
                if event is None:
                    continue
                if event.event_type == dg.DagsterEventType.ASSET_CHECK_EVALUATION:
                    found = event.asset_check_evaluation_data
                    yield "md", f"{found.asset_key} {found.check_name}", found.description or ""
                    metadata = found.metadata
                elif event.event_type == dg.DagsterEventType.ASSET_MATERIALIZATION:
                    yield "md", str(event.asset_key), event.materialization.description or ""
                    metadata = event.materialization.metadata
                elif event.is_step_failure and event.step_failure_data.user_failure_data:
                    yield "text", "failure", event.step_failure_data.user_failure_data.description or ""
                    continue
                else:
                    continue
                for name, value in metadata.items():
                    yield "md" if isinstance(value, dg.MarkdownMetadataValue) else "text", f"{event.asset_key} {name}", str(value.value)


# ---- what is exported


def test_validators_of_others_accept_the_snapshot(ran: Ran) -> None:
    assert sha256sum(ran.snapshot).returncode == 0
    report = json.loads(frictionless(ran.snapshot).stdout)
    assert (report["valid"], report["stats"]["errors"], report["stats"]["warnings"]) == (True, 0, 0)


@pytest.mark.parametrize("validate", [mlcroissant, cffconvert, pyshacl])
def test_readers_of_others_accept_its_descriptions(ran: Ran, validate: Any) -> None:
    done = validate(ran.snapshot)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_word_of_a_page_is_in_a_document_of_the_snapshot(ran: Ran) -> None:
    documents = [file for file in ran.snapshot.iterdir() if file.is_file()]
    assert len(documents) == 9
    assert [file.name for file in documents if re.search(r"hacked|evil\.example|DROP TABLE|\x1b", file.read_text("utf-8"))] == []


def test_even_names_of_registries_and_codes_of_issues_are_text_there(tmp_path: Path) -> None:
    poisoned = hostile_warehouse(generated_warehouse(tmp_path / "made", 60), tmp_path / "poisoned" / "diarium.duckdb")
    folder = export(poisoned, tmp_path / "exports", PROFILES["full"]).path
    for name in ("known-issues.md", "README.md"):
        words = (folder / name).read_text("utf-8")
        assert MARKUP.findall(words) == []
        assert COMMANDS.findall(words) == []
    assert "&lt;script>" in (folder / "known-issues.md").read_text("utf-8")
    assert yaml.safe_load((folder / "CITATION.cff").read_text("utf-8"))["references"][0]["publisher"]["name"].startswith("<script>")
    for name in ("datapackage.json", "croissant.json", "dcat.jsonld"):
        json.loads((folder / name).read_text("utf-8"))
    with (folder / "registries.csv").open(encoding="utf-8", newline="") as stream:
        assert not [cell for row in csv.reader(stream) for cell in row if cell.startswith(STARTS_A_FORMULA)]
