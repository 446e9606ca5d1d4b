"""Dagster's memory in PostgreSQL, as dagster.yaml and the runbook describe it: a real server, a real run, nothing in SQLite."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.dagster.instance import INSTANCE_CONFIG

ROOT = Path(__file__).parents[2]
HOMES = [*Path("/usr/lib/postgresql").glob("*/bin"), *(Path(found).parent for found in [shutil.which("initdb")] if found)]
PROGRAMS = ("initdb", "pg_ctl", "createdb")
SERVER = next((home for home in HOMES if all((home / program).exists() for program in PROGRAMS)), None)
ROLE = "diarium"
CHANGE = "set=23-901-S02:Unionens medfinansieringsgrad=45 %"
"""Without anything new a run does not ask Dagster."""
pytestmark = pytest.mark.skipif(SERVER is None, reason="no PostgreSQL server is installed (Debian: apt-get install postgresql)")


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A PostgreSQL server of its own on loopback with an empty database; it refuses to run as root, so another user runs it there."""
    assert SERVER
    folder = Path(tempfile.mkdtemp(prefix="diarium-postgres-"))
    user = "postgres" if os.getuid() == 0 else None
    if user:
        shutil.chown(folder, user)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    def run(program: str, *arguments: str) -> None:
        done = subprocess.run([SERVER / program, *arguments], user=user, capture_output=True, text=True, check=False, cwd=folder)
        assert done.returncode == 0, done.stdout + done.stderr

    run("initdb", "-D", str(folder / "data"), "-U", ROLE, "--auth=trust", "-E", "UTF8", "--no-locale")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
    run("pg_ctl", "-D", str(folder / "data"), "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        run("createdb", "-h", "127.0.0.1", "-p", str(port), "-U", ROLE, "diarium")
        yield f"postgresql+psycopg2://{ROLE}@127.0.0.1:{port}/diarium"
    finally:
        run("pg_ctl", "-D", str(folder / "data"), "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose dagster.yaml is ours with the marks before `storage:` taken away, as the runbook says."""
    home = tmp_path_factory.mktemp("postgres") / "dagster"
    home.mkdir()
    text = INSTANCE_CONFIG.read_text("utf-8")
    asked = re.sub(r"^# (storage:|  postgres:|    postgres_url:|      env: )", r"\1", text, flags=re.MULTILINE)
    assert asked != text
    (home / "dagster.yaml").write_text(asked, "utf-8")
    return home.parent


def diarium(url: str | None, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name not in ("DIARIUM_POSTGRES_URL", "DAGSTER_HOME")}
    command = [sys.executable, "-m", "pipeline.cli", *arguments]
    told = environment | ({"DIARIUM_POSTGRES_URL": url} if url else {})
    return subprocess.run(command, env=told, capture_output=True, text=True, check=False, cwd=ROOT)


def ask(url: str, query: str) -> list[tuple[object, ...]]:
    import psycopg2

    connection = psycopg2.connect(url.replace("+psycopg2", ""))
    try:
        with connection.cursor() as cursor:
            cursor.execute(query)
            return list(cursor.fetchall())
    finally:
        connection.close()


def test_runs_and_events_are_kept_there_and_nowhere_else(url: str, data: Path) -> None:
    done = diarium(url, "run", "--registry", "esf_se", "--data-dir", str(data))
    assert done.returncode == 0, done.stdout + done.stderr
    assert ask(url, "SELECT pipeline_name, status FROM runs") == [("refresh", "SUCCESS")]
    assert ask(url, "SELECT count(*) FROM event_logs WHERE dagster_event_type = 'ASSET_MATERIALIZATION'")[0][0] > 20  # type: ignore[operator]
    assert not list((data / "dagster").rglob("*.db"))


def test_the_second_run_compares_with_the_first(url: str, data: Path) -> None:
    assert diarium(url, "run", "--registry", "esf_se", "--data-dir", str(data), "--sample-fault", CHANGE).returncode == 0
    events = ask(url, 'SELECT event FROM event_logs WHERE asset_key = \'["capture", "esf_se"]\' ORDER BY id DESC LIMIT 1')
    assert "change against last time" in str(events[0][0])


def test_without_its_address_the_run_says_which_setting_is_missing(data: Path) -> None:
    done = diarium(None, "run", "--registry", "esf_se", "--data-dir", str(data))
    assert done.returncode != 0
    assert "DIARIUM_POSTGRES_URL" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_a_server_that_does_not_answer_ends_in_a_message(data: Path) -> None:
    done = diarium("postgresql+psycopg2://diarium@127.0.0.1:9/diarium", "run", "--registry", "esf_se", "--data-dir", str(data))
    assert done.returncode != 0
    assert "the Dagster instance cannot be used" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_a_purge_cannot_see_there_and_says_so(url: str, data: Path) -> None:
    done = diarium(url, "purge", "--project", "esf_se:23-901-S02", "--reason", "a test of the purge", "--yes", "--data-dir", str(data))
    assert done.returncode == 1
    assert "PostgreSQL" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
