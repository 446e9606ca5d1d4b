"""The `diarium` command: exit codes and messages a stranger can act on, never a traceback."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "parsers/registries/esf_se/samples/22-044-S07.html"
URL = "https://www.esf.se/resultat/projektbanken/projekt/?dnr=22-044-S07"


def diarium(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pipeline.cli", *arguments]
    told = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **environment}
    return subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, env=told, cwd=ROOT, check=False)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A published warehouse of one table."""
    file = tmp_path / "warehouse" / "diarium.duckdb"
    file.parent.mkdir()
    with duckdb.connect(str(file)) as connection:
        connection.execute("CREATE SCHEMA mart")
        connection.execute(
            "CREATE TABLE mart.sums AS SELECT * FROM (VALUES ('Å', 1234567.50::DECIMAL(18,2)), (NULL, NULL)) t(region, amount)"
        )
    return tmp_path


@pytest.mark.parametrize(
    "command", ["run", "reparse", "ui", "sql", "report", "parse", "export", "status", "import", "captures", "purge", "new-registry"]
)
def test_every_command_explains_itself(command: str) -> None:
    done = diarium(command, "--help")
    assert done.returncode == 0
    assert len(done.stdout) > 300


def test_a_query_may_begin_with_a_comment(data: Path) -> None:
    done = diarium("sql", "-- how many regions?\nSELECT count(*) AS n FROM mart.sums", "--format", "csv", "--data-dir", str(data))
    assert (done.returncode, done.stdout, done.stderr) == (0, "n\n2\n", "")


def test_reading_again_where_nothing_was_ever_crawled_says_so(tmp_path: Path) -> None:
    done = diarium("reparse", "--data-dir", str(tmp_path / "empty"))
    assert done.returncode == 1
    assert "no registry was ever crawled" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_parse_prints_a_record_whose_spans_hold() -> None:
    done = diarium("parse", str(PAGE), "--url", URL)
    text = diarium("parse", str(PAGE), "--url", URL, "--text").stdout
    [record] = map(json.loads, done.stdout.splitlines())
    assert (done.returncode, record["project_code"]) == (0, "22-044-S07")
    assert {name: text[start:end] for name, (start, end) in record["spans"].items()} == record["raw"]


def test_a_page_of_no_registry_is_read_as_a_projects_page_and_pages_that_share_text_say_so(tmp_path: Path) -> None:
    shared = (
        "Prosjektet skal få flere unge på begge sider av grensen til å velge naturfag, og det skal vare lenge etter at pengene er brukt."
    )
    for name, amount in (("a", "3 000 000"), ("b", "2 000 000")):
        (tmp_path / f"{name}.txt").write_text(
            f"Interreg-prosjektet Grensen\n\n{shared}\n\nProsjektets totale budsjett er {amount} euro.\n", "utf-8"
        )
    done = diarium("parse", str(tmp_path / "a.txt"), str(tmp_path / "b.txt"))
    left, right = map(json.loads, done.stdout.splitlines())
    assert (left["authority"], left["total_cost"], right["total_cost"]) == ("project_page", 3_000_000, 2_000_000)
    assert [each["file"] for each in left["shares_text_with"]] == [str(tmp_path / "b.txt")]


def test_a_page_of_a_registry_without_its_address_is_told_to_need_one() -> None:
    done = diarium("parse", str(PAGE))
    assert "has the labels of esf_se; give its address with --url" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["parse", "nowhere.html", "--url", "https://www.esf.se/"], 2, "nowhere.html: No such file"),
        (["parse", str(PAGE), str(PAGE), "--url", "https://www.esf.se/"], 2, "2 files but 1 addresses"),
        (["parse", str(PAGE), "--url", "http://["], 2, "not an address"),
        (["run", "--registry", "nope"], 2, "no registry 'nope'; there is erhvervsfremme_dk, esf_se"),
        (["run", "--sample-fault", "nope"], 2, "there is dead: nobody answers"),
        (["run", "--sample-fault", "set=x"], 2, "no sample fault"),
        (["sql", "--format", "xml", "SELECT 1"], 2, "there is table, record, csv, json, parquet"),
        (["sql", "SELECT 1", "--data-dir", "/nonexistent"], 1, "run 'diarium run' first"),
        (["export", "--data-dir", "/nonexistent"], 1, "run 'diarium run' first, or name the folder that has one with --data-dir"),
        (
            ["sql", "SELECT 1", "--live", "--data-dir", "/nonexistent"],
            1,
            "/nonexistent/live/warehouse/diarium.duckdb yet: run 'diarium run --live'",
        ),
        (["run", "--sample-fault", "nope"], 2, "diarium: --sample-fault: no sample fault 'nope'"),
    ],
)
def test_bad_usage_ends_in_one_line_that_says_what_to_do(arguments: list[str], code: int, told: str) -> None:
    done = diarium(*arguments)
    assert done.returncode == code
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("DIARIUM_REGISTRIES", "nope", "no registry 'nope'; there is erhvervsfremme_dk, esf_se"),
        ("DIARIUM_REGISTRIES", "esf_se,kohesio", "no registry 'esf_se,kohesio'; there is"),
        ("DIARIUM_MAX_PAGES", "-3", "Input should be greater than 0"),
        ("DIARIUM_CONTACT", "somebody", "'somebody' is no e-mail address"),
        ("DIARIUM_CONTACT", "me@example.org\nX-Other: 1", "is no e-mail address"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_by_the_name_it_has_in_the_environment(
    name: str, value: str, told: str, tmp_path: Path
) -> None:
    done = diarium("run", "--data-dir", str(tmp_path), **{name: value})
    assert done.returncode == 2
    assert done.stderr.startswith(f"diarium: {name}: ")
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "command",
    [["run"], ["reparse"], ["ui", "--port", "3987"], ["purge", "--text", "Anna Exempel", "--reason", "request of 12 May", "--dry-run"]],
)
def test_a_folder_that_cannot_be_written_to_is_a_message(command: list[str], tmp_path: Path) -> None:
    (tmp_path / "dagster").write_text("a file where a folder must be")
    (tmp_path / "run.lock").mkdir()
    done = diarium(*command, "--data-dir", str(tmp_path))
    assert done.returncode in {1, 2}
    assert done.stderr.startswith(f"diarium: {tmp_path}/")
    assert len(done.stderr.splitlines()) == 1


def test_a_page_that_lost_its_project_exits_1_and_says_which(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text("<p>Sidan kunde inte hittas</p>", "utf-8")
    done = diarium("parse", str(file), "--url", "https://www.esf.se/resultat/projektbanken/projekt/?dnr=22-021-S03")
    assert (done.returncode, done.stdout) == (1, "")
    assert f"{file}: esf_se: unreadable_page" in done.stderr


def test_a_page_that_is_no_project_gives_nothing_and_says_so(tmp_path: Path) -> None:
    file = tmp_path / "page.txt"
    file.write_text("Om oss\n", "utf-8")
    done = diarium("parse", str(file), "--url", "https://www.esf.se/om-oss/")
    assert (done.returncode, done.stdout) == (0, "")
    assert "not a project page" in done.stderr


@pytest.mark.parametrize(
    ("output", "expected"),
    [("csv", "region,amount\nÅ,1234567.50\n,\n"), ("json", '{"region": "Å", "amount": 1234567.5}\n{"region": null, "amount": null}\n')],
)
def test_sql_answers_for_programs(data: Path, output: str, expected: str) -> None:
    done = diarium("sql", "FROM mart.sums", "--format", output, "--data-dir", str(data))
    assert (done.returncode, done.stdout) == (0, expected)


def test_sql_answers_for_people(data: Path) -> None:
    done = diarium("sql", "FROM mart.sums", "--data-dir", str(data))
    assert "1\u202f234\u202f567.5" in done.stdout


def test_sql_cannot_write(data: Path) -> None:
    done = diarium("sql", "DROP TABLE mart.sums", "--data-dir", str(data))
    assert done.returncode == 2
    assert "read-only" in done.stderr


def test_a_wrong_query_says_where(data: Path) -> None:
    done = diarium("sql", "SELECT nonsense FROM mart.sums", "--data-dir", str(data))
    assert done.returncode == 2
    assert "nonsense" in done.stderr
    assert "Traceback" not in done.stderr


def test_status_without_anything_says_how_to_begin(tmp_path: Path) -> None:
    done = diarium("status", "--data-dir", str(tmp_path))
    assert done.returncode == 1
    assert f"run --data-dir '{tmp_path}'" in done.stdout
    told = json.loads(diarium("status", "--json", DIARIUM_DATA_DIR=str(tmp_path)).stdout)
    assert told["publication"] is None
    assert told["registries"][0]["state"] == "never read"


def test_a_live_crawl_needs_somebody_to_reach(tmp_path: Path) -> None:
    done = diarium("run", "--live", "--data-dir", str(tmp_path), HOME=str(tmp_path))
    assert done.returncode == 2
    assert "DIARIUM_CONTACT" in done.stderr
    assert not (tmp_path / "warehouse").exists()


def test_addresses_of_a_host_that_nobody_declares_are_refused_with_their_line(tmp_path: Path) -> None:
    listed = tmp_path / "addresses.txt"
    listed.write_text("# of a letter\nhttps://www.esf.se/a\n\nhttps://elsewhere.example/p\n")
    done = diarium("run", "--addresses", str(listed), "--data-dir", str(tmp_path / "data"))
    assert done.returncode == 2
    assert done.stderr.startswith(f"diarium: {listed}, line 4: no registry declares the host of https://elsewhere.example/p;")
    assert not (tmp_path / "data").exists()
    missing = diarium("run", "--addresses", str(tmp_path / "none.txt"))
    assert (missing.returncode, missing.stderr.count("\n")) == (2, 1)
