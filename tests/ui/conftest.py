"""What the tests of the UI start from: two runs from the command line, the UI over them, a Chromium that reaches nothing but 127.0.0.1."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from shutil import which

import pytest
from operating import ROOT, UI, Watch, diarium, end, start_ui
from playwright.sync_api import Browser, Page, expect, sync_playwright

SIZE = {"width": 1600, "height": 1000}
FAULT = "set=22-021-S03:Slutdatum=2020-01-01"  # the project ends before it starts
CHROMIUM_ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder after two runs from the command line, the second of them with an end date before its start date on one page."""
    folder = tmp_path_factory.mktemp("operator") / "data"
    for words in ([], ["--sample-fault", FAULT]):
        done = subprocess.run(
            diarium("run", "--data-dir", str(folder), *words), cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, f"diarium run {' '.join(words)} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
    return folder


@pytest.fixture(scope="session")
def ui(data: Path) -> Iterator[UI]:
    started = start_ui(data)
    yield started
    end(started)


@pytest.fixture
def untouched(tmp_path: Path) -> Iterator[UI]:
    """A UI over a data folder in which nothing was ever run."""
    started = start_ui(tmp_path / "data")
    yield started
    end(started)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    executable = which("chromium") or which("chromium-browser") or which("google-chrome")
    if executable is None:
        pytest.fail("no Chromium found: make test-ui installs Debian's")
    expect.set_options(timeout=20_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def page(chromium: Browser, ui: UI, watch: Watch) -> Iterator[Page]:
    """An empty tab of somebody who has never been here; addresses are relative to the UI."""
    context = chromium.new_context(base_url=ui.address, viewport=SIZE)
    context.set_default_timeout(20_000)
    tab = context.new_page()
    watch.follow(tab)
    yield tab
    context.close()
