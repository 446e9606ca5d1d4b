"""The command `diarium ui`: the Dagster UI over the instance that command-line runs use, on 127.0.0.1 only; it leaves no child behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.terminal.options import USAGE, DataDir, Live, fail, foreseen, make_dagster_home, settings_from

if TYPE_CHECKING:
    from pipeline.settings import Settings

WORKSPACE = Path(__file__).parents[2] / "workspace.yaml"


def ui(
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1.", min=1, max=65535)] = 3000,
    live: Live = False,
    data_dir: DataDir = None,
    sample_fault: Annotated[str | None, typer.Option(help="As for `diarium run`.", show_default=False)] = None,
) -> None:
    """Open the Dagster UI on 127.0.0.1 over the same runs: assets, checks, runs made here or from the command line. Ctrl-C stops it."""
    settings = settings_from(data_dir, live=live, sample_fault=sample_fault)
    make_dagster_home(settings)
    raise typer.Exit(_serve_ui(settings, port))


def _serve_ui(settings: Settings, port: int) -> int:
    """Runs web server and daemon until they end or Ctrl-C; returns the exit code. Its processes end as a group."""
    from pipeline.dagster.instance import open_instance
    from pipeline.dagster.untold_runs import tell_runs

    if _is_taken(port):
        fail(f"port {port} on 127.0.0.1 is taken; choose another: diarium ui --port {port + 1}", USAGE)
    with foreseen(), open_instance(settings.places.dagster) as instance:
        tell_runs(instance, settings.places)
    environment = os.environ | settings.as_environment() | {"PYTHONWARNINGS": "ignore"}
    command = [sys.executable, "-m", "dagster", "dev", "-h", "127.0.0.1", "-p", str(port), "-w", str(WORKSPACE), "--log-level", "warning"]
    sys.stdout.write(f"Dagster UI: http://127.0.0.1:{port}  (Ctrl-C stops it)\n")
    sys.stdout.flush()
    process = subprocess.Popen(command, env=environment, cwd=WORKSPACE.parent, start_new_session=True)
    for stop in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(stop, signal.default_int_handler)
    try:
        return process.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends the whole process group: `dagster dev` leaves children otherwise."""
    for send, patience in ((signal.SIGINT, 10), (signal.SIGKILL, 5)):
        try:
            os.killpg(process.pid, send)
            process.wait(patience)
        except (ProcessLookupError, PermissionError):
            return
        except subprocess.TimeoutExpired:
            continue


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False
