"""The commands `diarium accept` and `diarium hold`: a person decides against the gates, in writing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.run.job_run import run_job
from pipeline.terminal.options import USAGE, AsJson, DataDir, Live, fail, need_registry, settings_from

_Registry = Annotated[str, typer.Argument(help="Code of the registry, as in `diarium status`.")]
_Reason = Annotated[str, typer.Option(help="Why, in words: it is kept with the captures, for whoever asks later.")]


def accept(registry: _Registry, reason: _Reason, live: Live = False, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Let the newest crawl of a registry count although it was held back, for a reason in writing; then build, check and publish.

    Look first whether the registry is right as it is (`diarium status` says why it is held back). The decision is about that crawl alone:
    the next is judged again, in comparison with it. What the crawl lacks is withdrawn in the warehouse. Needs no network.

    Example: `diarium accept esf_se --reason 'the council removed the projects of 2014-2020, see its news of 3 March'`.
    """
    _decide(registry, "accept", reason, live, data_dir, as_json=as_json)


def hold(registry: _Registry, reason: _Reason, live: Live = False, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Hold back the newest crawl of a registry although it was accepted, for a reason in writing; then build, check and publish without it.

    The registry goes in as it was accepted before. The decision is about that crawl alone; `diarium accept` takes it back. No network.

    Example: `diarium hold esf_se --reason 'all amounts are printed ten times too large since Tuesday'`.
    """
    _decide(registry, "hold", reason, live, data_dir, as_json=as_json)


def _decide(registry: str, verb: str, reason: str, live: bool, data_dir: Path | None, *, as_json: bool) -> None:
    from assets.steps.operator_decision import is_reason

    need_registry(registry)
    settings = settings_from(data_dir, live=live, registry=registry)
    if not is_reason(reason):
        fail("--reason: write it in words; it is kept with the captures, for whoever asks later", USAGE)
    config = {"ops": {f"observation__{registry}": {"config": {f"{verb}_because": reason}}}}
    told = "lets the newest crawl count" if verb == "accept" else "holds the newest crawl back"
    run_job(settings, "reread", f"Diarium {told}: {registry}; data in {settings.places.root}", as_json=as_json, config=config)
