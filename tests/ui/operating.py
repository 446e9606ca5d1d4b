"""`diarium ui` as an operator starts and ends it, what it leaves behind, and what a page of it does besides showing itself."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import ConsoleMessage, Page

ROOT = Path(__file__).parents[2]
SCREENSHOTS = Path(__file__).with_name("screenshots")
PATIENCE_S = 60
MARK = "DIARIUM_TEST_MARK"  # an environment variable that children inherit, so none can hide by changing its parent or its group


@dataclass
class UI:
    """A running `diarium ui`: its data folder, its address and its processes."""

    data: Path
    process: subprocess.Popen[str]
    port: int
    mark: str

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def processes(self) -> dict[int, str]:
        """Its processes that live, by number, with their command lines."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if f"{MARK}={self.mark}".encode() in (folder / "environ").read_bytes().split(b"\0"):
                    found[int(folder.name)] = (folder / "cmdline").read_text("utf-8", "replace").replace("\0", " ")[:120]
            except OSError:
                continue
        return found

    def listens_on(self) -> set[tuple[str, int]]:
        """The TCP addresses its processes listen on, whichever address family."""
        inodes = {_inode(each) for number in self.processes() for each in Path(f"/proc/{number}/fd").glob("*")}
        return {address for table in ("tcp", "tcp6") for address, inode in _listening(table) if inode in inodes}

    def stop(self, sent: signal.Signals) -> int:
        """What the operator does at the end; the exit code."""
        self.process.send_signal(sent)
        return self.process.wait(30)


@dataclass
class Watch:
    """What a page did besides showing itself."""

    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("websocket", lambda socket: self.requests.append(socket.url))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._heard)

    def foreign_requests(self, port: int) -> list[str]:
        ours = (f"http://127.0.0.1:{port}/", f"ws://127.0.0.1:{port}/", "data:", "blob:")
        return [url for url in self.requests if not url.startswith(ours)]

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(message.text)


def diarium(*words: str) -> list[str]:
    return [sys.executable, "-m", "pipeline.cli", *words]


def start_ui(data: Path, *words: str) -> UI:
    """Starts `diarium ui` and returns once it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    mark = uuid.uuid4().hex
    log = (data.parent / f"ui-{port}.log").open("w")
    process = subprocess.Popen(
        diarium("ui", "--data-dir", str(data), "--port", str(port), *words),
        cwd=ROOT,
        env=os.environ | {MARK: mark},
        stdout=log,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    ui = UI(data, process, port, mark)
    last = time.monotonic() + PATIENCE_S
    while time.monotonic() < last and process.poll() is None:
        try:
            with urlopen(f"{ui.address}/server_info", timeout=5):
                return ui
        except URLError:
            time.sleep(0.2)
    end(ui)
    pytest.fail(f"diarium ui does not answer (exit code {process.returncode}):\n{Path(log.name).read_text()}")


def end(ui: UI) -> None:
    """Ends it whatever it does, so that a failed test leaves nothing behind."""
    if ui.process.poll() is None:
        try:
            ui.stop(signal.SIGINT)
        except subprocess.TimeoutExpired:
            ui.process.kill()
    for number in ui.processes():
        os.kill(number, signal.SIGKILL)


def shoot(page: Page, name: str) -> None:
    """Keeps a picture for a person to look at."""
    SCREENSHOTS.mkdir(exist_ok=True)
    page.wait_for_load_state("networkidle")  # colours and figures come later than names
    page.screenshot(path=SCREENSHOTS / f"{name}.png", animations="disabled")


def _inode(descriptor: Path) -> str:
    try:
        return str(descriptor.readlink()).removeprefix("socket:[").removesuffix("]")
    except OSError:
        return ""


def _listening(table: str) -> Iterator[tuple[tuple[str, int], str]]:
    """Addresses in state LISTEN with the inode of their socket, from /proc/net."""
    for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
        _, local, _, state, *rest = line.split()
        host, port = local.split(":")
        if state == "0A":
            yield (_readable(bytes.fromhex(host)), int(port, 16)), rest[5]


def _readable(address: bytes) -> str:
    """/proc/net keeps addresses in words of the machine's byte order."""
    words = b"".join(address[at : at + 4][::-1] for at in range(0, len(address), 4)) if sys.byteorder == "little" else address
    return socket.inet_ntop(socket.AF_INET if len(words) == 4 else socket.AF_INET6, words)
