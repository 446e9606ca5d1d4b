"""What is exported can be made again from the captures alone, without network, byte for byte."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import pytest

from assets.steps.build_inputs import inputs_for
from assets.steps.registry_crawl import take_capture
from assets.steps.registry_reading import read_registry
from parsers.registry import sources
from pipeline.dagster.execution import run_pipeline
from pipeline.fetch.crawlers import SampleCrawler
from pipeline.run_outcome import RunReport
from pipeline.settings import Settings
from warehouse.build import build_core, build_mart
from warehouse.captures.capture_store import CaptureStore
from warehouse.export.snapshot import export
from warehouse.observations.observation_store import ObservationStore
from warehouse.places import Places
from warehouse.progress import silent

ROOT = Path(__file__).parents[2]
DNR = "23-901-S02"
CHANGED = f"set={DNR}:Unionens medfinansieringsgrad=45 %"
CHANGED_AGAIN = f"set={DNR}:Unionens medfinansieringsgrad=50 %"
WITHDRAWN = f"withdrawn={DNR}"
OFFLINE = """
import sys

def refuse(event, arguments):
    if event in ("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname"):
        raise PermissionError(f"there is no network: {event} {arguments[1:]}")

sys.addaudithook(refuse)
from pipeline.cli import main
main()
"""


def offline(*arguments: str) -> subprocess.CompletedProcess[str]:
    """`diarium` in a process that can open no connection, not even to loopback."""
    return subprocess.run([sys.executable, "-c", OFFLINE, *arguments], capture_output=True, text=True, check=False, cwd=ROOT)


def sums(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


def latest(exports: Path) -> Path:
    return exports / (exports / "LATEST").read_text("utf-8").strip()


def test_a_process_without_network_cannot_crawl_the_sample(tmp_path: Path) -> None:
    done = offline("run", "--registry", "esf_se", "--data-dir", str(tmp_path))
    assert done.returncode == 1
    assert "there is no network" in done.stdout + done.stderr


def test_reparse_from_the_captures_alone_exports_the_same_bytes(first: tuple[Settings, RunReport], tmp_path: Path) -> None:
    whole, bare = tmp_path / "whole", tmp_path / "bare"
    shutil.copytree(first[0].data_dir, whole, ignore=shutil.ignore_patterns("dagster"))
    for fault in (CHANGED, WITHDRAWN):
        report = run_pipeline(Settings(data_dir=whole, registries="esf_se", sample_fault=fault), silent)
        assert report.published, report.problems
    shutil.copytree(whole / "captures", bare / "captures")
    done = offline("reparse", "--data-dir", str(bare))
    assert done.returncode == 0, done.stdout + done.stderr
    again, before = latest(bare / "exports"), latest(whole / "exports")
    assert again.name == before.name
    assert sums(again) == sums(before)
    assert sums(bare / "captures") == sums(whole / "captures")


def crawled_and_read(places: Places, fault: str) -> str | None:
    """Crawls the sample with a fault and reads it, as a run does; why it was held back, if it was."""
    source, crawler = sources()["esf_se"], SampleCrawler(Settings(data_dir=places.root, sample_fault=fault))
    take_capture(source, crawler, CaptureStore(places.captures), silent)
    return only_read(places)


def only_read(places: Places) -> str | None:
    return read_registry(sources()["esf_se"], CaptureStore(places.captures), ObservationStore(places.observations), silent).state.reason


def exported(places: Places) -> dict[str, str]:
    """What is exported of what was read, the checks left out."""
    build_core(inputs_for(places), places.warehouse)
    build_mart(places.warehouse)
    snapshot = export(places.warehouse, places.exports)
    return {f"{snapshot.snapshot_id}/{name}": digest for name, digest in sums(snapshot.path).items()}


@pytest.mark.parametrize(
    ("history", "is_held"),
    [
        pytest.param(["", WITHDRAWN, "", CHANGED], "....", id="a project comes back"),
        pytest.param(["", f"gone={DNR}", f"garble={DNR}", CHANGED], "....", id="a page could not be had, then not be read"),
        pytest.param(["", "half", CHANGED], ".h.", id="half of the pages failed"),
        pytest.param(
            ["", "rename=Startdatum", "rename=Antal deltagare", CHANGED, CHANGED_AGAIN], ".hh..", id="two crawls did not read well"
        ),
        pytest.param(["", CHANGED, "half"], "..h", id="half of the pages failed in the newest crawl"),
        pytest.param(["", CHANGED, "rename=Antal deltagare"], "..h", id="the newest crawl does not read well"),
    ],
)
def test_any_history_is_told_by_its_captures(history: Sequence[str], is_held: str, tmp_path: Path) -> None:
    whole, bare = Places(tmp_path / "whole"), Places(tmp_path / "bare")
    assert "".join("h" if crawled_and_read(whole, fault) else "." for fault in history) == is_held
    shutil.copytree(whole.captures, bare.captures)
    assert ("h" if only_read(bare) else ".") == is_held[-1]
    assert exported(bare) == exported(whole)
