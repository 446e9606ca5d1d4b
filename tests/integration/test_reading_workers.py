"""Pages are read by processes: a page that ends its process, takes too long or too much memory is not read, and every other page is."""

from __future__ import annotations

import os
import pickle
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from assets.steps.child_process import WorkersFailed
from assets.steps.page_process import PageKey
from assets.steps.reading_workers import WAITING_BYTES, NotRead, ReadingWorkers
from parsers.reader_guards import LOGGER
from parsers.reading import Page, Reading
from parsers.registry import BUNDLED, sources
from tests.integration import page_work
from tests.processes import children, is_running, until

pytestmark = pytest.mark.slow

PROJECT = Path(__file__).parents[2]
OWN = "pl_przyklad"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a registry whose reader does what the page says."""
    folder = tmp_path_factory.mktemp("data")
    shutil.copytree(PROJECT / "tests" / "registries_of_our_own" / OWN, folder / "registries" / OWN)
    (folder / "registries" / OWN / "reader.py").write_text(page_work.OBEYING_READER, "utf-8")
    return folder


@pytest.fixture
def workers(data: Path) -> Iterator[ReadingWorkers[tuple[int, Reading]]]:
    with ReadingWorkers(page_work.parse, data, processes=2) as made:
        yield made


def samples(code: str) -> dict[PageKey, Page]:
    found = sorted((BUNDLED / code / "samples").glob("*.html"))
    return {(path.name, "digest"): Page(f"https://{code}.example/{path.stem}", path.read_bytes()) for path in found}


def orders(*words: str) -> dict[PageKey, Page]:
    """Pages that say what is to happen when they are read."""
    return {(f"{number} {order}", "digest"): Page("https://own.example/", order.encode()) for number, order in enumerate(words)}


def not_read(results: list[tuple[PageKey, Any]]) -> dict[str, str]:
    return {key[0].partition(" ")[2]: result.words for key, result in results if isinstance(result, NotRead)}


def numbers_in(file: Path) -> list[int]:
    return [int(line) for line in file.read_text().split()] if file.exists() else []


def test_a_page_gives_what_it_gives_in_this_process(workers: ReadingWorkers[tuple[int, Reading]]) -> None:
    pages = samples("esf_se")
    read = {key: reading for key, (_, reading) in workers.read("esf_se", pages.items())}
    assert read == {key: sources()["esf_se"].parse(page) for key, page in pages.items()}
    assert any(reading.observations for reading in read.values())


@pytest.mark.parametrize(
    ("order", "words"),
    [
        ("exit 1", "the process that read it ended with exit code 1"),
        ("exit 0", "the process that read it ended with exit code 0"),
        ("segfault", "the process that read it was killed by SIGSEGV"),
    ],
)
def test_a_page_that_ends_its_process_is_not_read_and_every_other_page_is(
    order: str, words: str, workers: ReadingWorkers[tuple[int, Reading]]
) -> None:
    own, others = orders("fine", order, "fine", "fine"), samples("esf_se")
    for code, pages in ((OWN, own), ("esf_se", others)):
        for key, page in pages.items():
            workers.submit(code, key, page)
    results = list(workers.results(OWN))
    assert sorted(key for key, _ in results) == sorted(own)
    assert not_read(results) == {order: words}
    of_others = list(workers.results("esf_se"))
    assert sorted(key for key, _ in of_others) == sorted(others)
    assert not_read(of_others) == {}


def test_a_page_ends_two_processes_at_most(data: Path) -> None:
    pages = orders("fine", "exit 1", "fine", "fine", "exit 2", "fine")
    with ReadingWorkers(page_work.parse, data, processes=1) as workers:
        results = list(workers.read(OWN, pages.items()))
    assert sorted(key for key, _ in results) == sorted(pages)
    assert list(not_read(results)) == ["exit 1", "exit 2"]
    assert len({result[0] for _, result in results if not isinstance(result, NotRead)}) <= 1 + 2 * 2


def test_a_page_whose_process_is_killed_each_time_is_not_read(tmp_path: Path, workers: ReadingWorkers[tuple[int, Reading]]) -> None:
    file = tmp_path / "pids"
    pages = orders("fine", f"wait {file}", "fine")
    for key, page in pages.items():
        workers.submit(OWN, key, page)
    first = until(lambda: numbers_in(file))[0]
    os.kill(first, signal.SIGKILL)
    second = until(lambda: numbers_in(file)[1:])[0]
    os.kill(second, signal.SIGKILL)
    results = list(workers.results(OWN))
    assert not_read(results) == {f"wait {file}": "the process that read it was killed by SIGKILL"}
    assert len(results) == 3


def test_a_page_whose_process_is_killed_once_is_read_by_another(tmp_path: Path, workers: ReadingWorkers[tuple[int, Reading]]) -> None:
    file = tmp_path / "pid"
    pages = orders(f"wait_once {file}", "fine")
    for key, page in pages.items():
        workers.submit(OWN, key, page)
    killed = until(lambda: numbers_in(file))[0]
    os.kill(killed, signal.SIGKILL)
    results = list(workers.results(OWN))
    assert not_read(results) == {}
    assert killed not in {pid for _, (pid, _) in results}


@pytest.mark.parametrize("order", ["wait", "backtrack"])
def test_a_page_that_takes_too_long_is_not_read(order: str, data: Path, tmp_path: Path) -> None:
    order = f"{order} {tmp_path / 'pid'}"
    with ReadingWorkers(page_work.parse, data, processes=1, seconds_a_page=2) as workers:
        results = list(workers.read(OWN, orders("fine", order, "fine").items()))
        assert not is_running(numbers_in(tmp_path / "pid")[0])
    assert not_read(results) == {order: "reading it took longer than 2 s"}
    assert len(results) == 3


@pytest.mark.parametrize("order", ["grow", "grow_in_lxml"])
def test_a_page_that_needs_too_much_memory_is_not_read(order: str, data: Path) -> None:
    with ReadingWorkers(page_work.parse, data, processes=1, megabytes=200) as workers:
        results = list(workers.read(OWN, orders("fine", order, "fine").items()))
    assert not_read(results) == {order: "the process that read it ran out of memory"}
    assert len(results) == 3


def test_a_reader_that_raises_gives_the_same_issue_and_trace_as_in_this_process(
    workers: ReadingWorkers[tuple[int, Reading]], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("ERROR", LOGGER):
        ((_, (_, reading)),) = workers.read(OWN, orders("raise Anna").items())
    (issue,) = reading.issues
    assert issue.code == "parser_crashed"
    assert issue.message.startswith(f"the reader raised ValueError in {OWN}/reader.py, line ")
    assert f"{OWN}/reader.py" in caplog.text
    assert "Anna" not in caplog.text


def test_a_mistake_in_what_is_done_with_a_page_is_raised_where_results_are_taken(data: Path) -> None:
    with ReadingWorkers(page_work.fail, data) as workers, pytest.raises(WorkersFailed, match="LookupError: a mistake in Diarium"):
        list(workers.read(OWN, orders("fine").items()))


def test_processes_that_cannot_start_are_an_error_and_nobody_waits_for_them(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    with ReadingWorkers(page_work.parse, data) as workers, pytest.raises(WorkersFailed, match="ended with exit code 1"):
        list(workers.read(OWN, orders("fine").items()))


def test_what_no_process_could_import_is_refused_at_once(data: Path) -> None:
    with pytest.raises((AttributeError, pickle.PicklingError)):
        ReadingWorkers(lambda source, key, page: None, data)


def test_nothing_starts_before_a_page_comes_or_the_workers_are_warmed_up(data: Path) -> None:
    before = children()
    with ReadingWorkers(page_work.parse, data, processes=2) as workers:
        assert list(workers.results(OWN)) == []
        assert list(workers.read(OWN, [])) == []
        assert children() == before
        workers.warm_up()
        until(lambda: len(children() - before) == 2)
        assert len(list(workers.read(OWN, orders("fine").items()))) == 1
    assert children() == before


def test_registries_in_threads_get_their_own_pages(workers: ReadingWorkers[tuple[int, Reading]]) -> None:
    def read(code: str) -> tuple[set[PageKey], list[PageKey]]:
        pages = samples(code)
        for key, page in pages.items():
            workers.submit(code, key, page)
        return set(pages), [key for key, _ in workers.results(code)]

    codes = [code for code, source in sources().items() if samples(code)]
    assert len(codes) > 3
    with ThreadPoolExecutor(len(codes)) as threads:
        for submitted, given in threads.map(read, codes):
            assert sorted(given) == sorted(submitted)


def test_few_pages_are_in_memory_at_a_time(workers: ReadingWorkers[tuple[int, Reading]]) -> None:
    size, n_taken, n_given, most = 1_000_000, 0, 0, 0

    def pages() -> Iterator[tuple[PageKey, Page]]:
        nonlocal n_taken
        for number in range(150):
            n_taken += 1
            yield (str(number), "digest"), Page("https://own.example/", b"fine" + b" " * size)

    for _ in workers.read(OWN, pages()):
        n_given += 1
        most = max(most, n_taken - n_given)
    assert n_given == 150
    assert most <= WAITING_BYTES / size + 2 * 2


def test_who_submits_waits_while_too_many_pages_wait_and_is_told_when_the_workers_are_closed(data: Path, tmp_path: Path) -> None:
    n_submitted, told = 0, []

    def submit() -> None:
        nonlocal n_submitted
        try:
            for number in range(100):
                workers.submit(
                    OWN, (str(number), "digest"), Page("https://own.example/", f"wait {tmp_path}/{number}".encode().ljust(1_000_000))
                )
                n_submitted += 1
        except WorkersFailed as error:
            told.append(str(error))

    before = children()
    with ReadingWorkers(page_work.parse, data, processes=1) as workers:
        thread = Thread(target=submit)
        thread.start()
        until(lambda: numbers_in(tmp_path / "0") and n_submitted >= WAITING_BYTES / 1_000_000)
        time.sleep(0.5)
        assert n_submitted < WAITING_BYTES / 1_000_000 + 10
    thread.join()
    assert told == ["the reading workers are closed"]
    assert children() == before


PARENT = """
import sys, time, dagster
from pathlib import Path
from assets.steps.reading_workers import ReadingWorkers
from parsers.reading import Page
from tests.integration import page_work
print("main", flush=True)
with ReadingWorkers(getattr(page_work, sys.argv[1]), Path(sys.argv[2]), processes=2) as workers:
    try:
        pages = [((body, ""), Page("https://own.example/", body.encode())) for body in sys.argv[3:]]
        for _, result in workers.read("pl_przyklad", pages):
            print(result, flush=True)
    except KeyboardInterrupt:
        time.sleep(1)  # in which a worker could say something
        print("stopped", flush=True)
"""


@pytest.fixture
def parent(tmp_path: Path, data: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts a command that imports Dagster and reads pages, in a process group of its own as a terminal does."""
    script = tmp_path / "command.py"
    script.write_text(PARENT, "utf-8")
    started: list[subprocess.Popen[str]] = []

    def start(work: str, *bodies: str) -> subprocess.Popen[str]:
        environment = os.environ | {"PYTHONPATH": str(PROJECT)}
        command = [sys.executable, str(script), work, str(data), *bodies]
        run = partial(subprocess.Popen, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, process_group=0)
        started.append(run(command, env=environment))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_a_worker_runs_no_part_of_the_command_and_imports_no_dagster(parent: Callable[..., subprocess.Popen[str]]) -> None:
    said, errors = parent("modules", "fine").communicate()
    assert errors == ""
    assert said.count("main\n") == 1
    assert "'parsers'" in said
    assert "'dagster'" not in said
    assert "'pyarrow'" not in said


def test_ctrl_c_ends_the_workers_without_a_word(parent: Callable[..., subprocess.Popen[str]], tmp_path: Path) -> None:
    process = parent("parse", f"wait {tmp_path}/0", f"backtrack {tmp_path}/1", "fine")
    pids = until(lambda: numbers_in(tmp_path / "0"))
    os.killpg(process.pid, signal.SIGINT)
    said, errors = process.communicate(timeout=30)
    assert said.endswith("stopped\n")
    assert errors == ""
    until(lambda: not any(map(is_running, pids)), 5)


def test_no_process_outlives_a_parent_that_is_killed(parent: Callable[..., subprocess.Popen[str]], tmp_path: Path) -> None:
    process = parent("parse", f"backtrack {tmp_path}/0")
    pids = until(lambda: numbers_in(tmp_path / "0"))
    process.kill()
    until(lambda: not any(map(is_running, pids)), 5)
    assert process.communicate(timeout=30)[1] == ""
