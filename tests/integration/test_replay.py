"""Our captures belong to everybody: `warcio` finds them right, and `pywb`, the usual tool for replay, shows the very bytes."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
from foreign_warcs import heritrix

from parsers.registry import sources
from pipeline.commands.importing.import_run import bring_in
from pipeline.sample_site import SampleSite
from tests.exchanges import exchange_of
from warehouse.captures.capture_store import CaptureStore
from warehouse.captures.exchange import Exchange, FetchFailure
from warehouse.places import Places
from warehouse.progress import silent

PYWB = Path(sys.prefix) / "readers" / "pywb"
"""Where `make test` puts pywb (tests/readers/pywb.lock)."""

T0 = datetime(2024, 1, 8, 4, 0, 0, 250_000, tzinfo=UTC)
OLD = datetime(2019, 2, 3, 4, 5, 6, tzinfo=UTC)
SITE = SampleSite.of(sources()["esf_se"].folder)
PROJECT = "/resultat/projektbanken/projekt/?dnr="
URL = f"https://www.esf.se{PROJECT}22-021-S03"
OTHER = f"https://www.esf.se{PROJECT}23-051-S01"
BODY, OTHER_BODY = (SITE.find(url.removeprefix("https://www.esf.se")).body for url in (URL, OTHER))


def exchange(url: str, body: bytes, at: datetime, status: int = 200) -> Exchange:
    headers = (
        ("ETag", '"1"'),
        ("Transfer-Encoding", "chunked"),
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Encoding", "gzip"),
    )
    canonical_url = sources()["esf_se"].canonical_url(url)
    return exchange_of(url, body, at, status, canonical_url=canonical_url, headers=headers if body else headers[:1])


@pytest.fixture(scope="module")
def captures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store after two crawls, the second of which found one page unchanged, and an import of older captures."""
    root = tmp_path_factory.mktemp("replayed")
    store = CaptureStore(root / "captures")
    failure = FetchFailure(
        url="https://www.esf.se/gone/", canonical_url="https://www.esf.se/gone/", fetched_at=T0, status=None, error="lost"
    )
    for week, exchanges in enumerate(((exchange(URL, BODY, T0),), (exchange(URL, b"", T0 + timedelta(weeks=1), 304),))):
        with store.begin("esf_se", is_sample=True, software="test", now=T0 + timedelta(weeks=week)) as writer:
            for each in exchanges:
                writer.add(each)
            writer.finish("accepted", None, [failure])
    packed = gzip.compress(OTHER_BODY, mtime=0)
    older = heritrix([(URL, OLD, b"<html>other page"), (OTHER, OLD, OTHER_BODY)], [(OTHER, OLD + timedelta(days=30), packed)])
    (root / "others.warc.gz").write_bytes(older.packed())
    outcome = bring_in([root / "others.warc.gz"], Places(root), silent, live=False)
    assert outcome.is_whole
    assert not outcome.unresolved
    return root / "captures" / "esf_se"


def warcio(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "warcio.cli", *arguments], capture_output=True, text=True, check=False)


def test_warcio_finds_every_digest_right(captures: Path) -> None:
    files = [str(file) for file in captures.glob("*.warc.gz")]
    assert len(files) == 3
    done = warcio("check", "-v", *files)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "digest pass" in done.stdout
    assert not done.stderr


def test_warcio_lists_what_we_know_of_a_crawl_as_metadata(captures: Path) -> None:
    told = [
        json.loads(line)
        for file in captures.glob("*.warc.gz")
        for line in warcio("index", "-f", "warc-type,warc-target-uri", str(file)).stdout.splitlines()
    ]
    about = sorted(each["warc-target-uri"].partition("crawl:")[0] for each in told if each["warc-type"] == "metadata")
    assert about == ["https://www.esf.se/gone/"] * 2 + ["urn:diarium:"] * 3
    assert {each["warc-type"] for each in told} == {"warcinfo", "response", "revisit", "request", "metadata"}


@dataclass(frozen=True, slots=True)
class Replay:
    """A running pywb with our captures in a collection."""

    port: int
    log: Path

    def get(self, at: datetime, url: str) -> requests.Response:
        with requests.Session() as session:
            session.trust_env = False
            return session.get(f"http://127.0.0.1:{self.port}/coll/{at:%Y%m%d%H%M%S}id_/{url}", timeout=10, allow_redirects=False)


@pytest.fixture(scope="module")
def replay(captures: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replay]:
    if not PYWB.is_dir() and not os.environ.get("CI"):
        pytest.skip(f"{PYWB} is not there: make test puts pywb into it")
    folder = tmp_path_factory.mktemp("pywb")
    nowhere = {"HTTP_PROXY": "http://127.0.0.1:9", "HTTPS_PROXY": "http://127.0.0.1:9", "NO_PROXY": "localhost,127.0.0.1"}
    environment = {**os.environ, "PYTHONPATH": str(PYWB), "TLDEXTRACT_CACHE": str(folder / "tld"), **nowhere}
    python = [sys.executable, "-W", "ignore", "-c"]
    for name in ("archive", "indexes", "static", "templates"):
        (folder / "collections" / "coll" / name).mkdir(parents=True)
    for file in captures.glob("*.warc.gz"):
        shutil.copy(file, folder / "collections" / "coll" / "archive")
    index = "from pywb.manager.manager import main; main(['reindex', 'coll'])"
    made = subprocess.run([*python, index], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = folder / "wayback.log"
    serve = f"from pywb.apps.cli import wayback; wayback(['-b', '127.0.0.1', '-p', '{port}'])"
    with log.open("wb") as told, subprocess.Popen([*python, serve], cwd=folder, env=environment, stdout=told, stderr=told) as server:
        try:
            await_port(port, server, log)
            yield Replay(port, log)
        finally:
            server.terminate()
            server.wait(10)


def await_port(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        assert server.poll() is None, log.read_text()
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    pytest.fail(f"pywb does not answer: {log.read_text()}")


@pytest.mark.parametrize(
    ("at", "url", "body"),
    [
        (T0, URL, BODY),
        (T0 + timedelta(weeks=1), URL, BODY),
        (OLD, URL, b"<html>other page"),
        (OLD, OTHER, OTHER_BODY),
        (OLD + timedelta(days=30), OTHER, OTHER_BODY),
    ],
    ids=["a page", "a 304 of a later crawl", "an imported page", "an imported page in chunks", "an imported revisit"],
)
def test_pywb_replays_the_bytes(replay: Replay, at: datetime, url: str, body: bytes) -> None:
    answer = replay.get(at, url)
    assert answer.status_code == 200, replay.log.read_text()[-2000:]
    assert answer.content == body
    assert answer.headers["Memento-Datetime"] == at.strftime("%a, %d %b %Y %H:%M:%S GMT")
    assert answer.headers["Content-Type"].startswith("text/html")


def test_pywb_has_nothing_of_a_page_that_could_not_be_had(replay: Replay) -> None:
    assert replay.get(T0, "https://www.esf.se/gone/").status_code == 404
