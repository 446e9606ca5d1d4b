"""Settings: what may differ between two runs of Diarium. Environment variables with the prefix DIARIUM_, or the command line.

Belongs here: the settings with their defaults and limits. Does not belong here: what follows from a registry's declaration.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field, ValidationInfo, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from pipeline.chosen_registries import no_such_registry
from pipeline.sample_faults import parse_fault
from warehouse.places import Places

VERSION = "0.1.0"
_LOOPBACK = re.compile(r"http://127\.0\.0\.1:\d{1,5}/?")


def _with_its_registries(data_dir: Path) -> Path:
    """A data folder; from now on this process knows the registries that are declared in it."""
    from parsers.registry import look_in

    root = data_dir.absolute()
    kept = [*root.glob("observations/*/state.json"), *root.glob("live/observations/*/state.json")]
    look_in(root / "registries", frozenset(file.parent.name for file in kept))
    return data_dir


def _split(words: str | tuple[str, ...]) -> tuple[str, ...]:
    """Words separated by white space; commas can be part of an address."""
    return tuple(words.split()) if isinstance(words, str) else words


def _declared(codes: str | tuple[str, ...]) -> tuple[str, ...]:
    """Registries by their codes, each once, in the order of codes. Raises `ValueError` for one that nobody declares."""
    for code in (chosen := _split(codes)):
        if told := no_such_registry(code):
            raise ValueError(told)
    return tuple(sorted(set(chosen)))


def _web_address(address: str | None) -> str | None:
    if address and not address.startswith(("http://", "https://")):
        raise ValueError("a webhook is a web address that begins with https:// (or http:// on this machine)")
    return address or None


def _reachable(contact: str | None) -> str | None:
    """An address as it can stand in a header, or nothing."""
    contact = (contact or "").strip()
    if contact and not (contact.isascii() and contact.isprintable() and ("@" in contact or contact.startswith(("http://", "https://")))):
        raise ValueError(f"{contact!r} is no e-mail address and no web address that begins with https://")
    return contact or None


def _checked(fault: str) -> str:
    parse_fault(fault)
    return fault


def _on_loopback(address: str | None, info: ValidationInfo) -> str | None:
    """The address of a server on this machine, without a closing slash, or nothing. Raises `ValueError`, also beside a fault."""
    if address and info.data.get("sample_fault"):
        raise ValueError("a fault breaks what our own server sends; it does not go with another server")
    if address and not _LOOPBACK.fullmatch(address):
        raise ValueError("the server of a sample runs on this machine: write http://127.0.0.1:PORT")
    return address.removesuffix("/") if address else None


class Settings(BaseSettings):
    """What a run of Diarium may be told. Sample and live data never share a folder: live data goes to `<data_dir>/live`.

    `registries` are the codes of those that are crawled and read, separated by white space; none: all of them.
    `contact` is an address (e-mail or web) put into the User-Agent of live requests. `total_timeout_s` limits one request, `max_pages` and
    `max_crawl_h` the crawl of one registry. `addresses` are pages of projects to visit beside what the registries' lists link to.
    Registry folders are looked for in `<data_dir>/registries`, too, for sample and live data alike.
    `schedules` turns all schedules on; `alert_webhook` is a web address that alerts are posted to as JSON.
    `sample_fault` breaks the bundled sample, to see what a broken or changed registry looks like; `pipeline.sample_faults.FAULTS` lists the
    ways. `sample_server` is a server on this machine that already runs and answers for the hosts of a sample (as
    `python -m pipeline.sample_server CODE` does); without it each crawl starts its own. It does not go with a fault.
    """

    model_config = SettingsConfigDict(env_prefix="DIARIUM_", frozen=True)

    data_dir: Annotated[Path, AfterValidator(_with_its_registries)] = Path("data")
    live: bool = False
    registries: Annotated[tuple[str, ...] | str, NoDecode, AfterValidator(_declared)] = ()
    contact: Annotated[str | None, AfterValidator(_reachable)] = None
    connect_timeout_s: Annotated[float, Field(gt=0)] = 10.0
    read_timeout_s: Annotated[float, Field(gt=0)] = 30.0
    total_timeout_s: Annotated[float, Field(gt=0)] = 120.0
    max_body_bytes: Annotated[int, Field(gt=0)] = 32 * 1024 * 1024
    max_pages: Annotated[int, Field(gt=0)] = 100_000
    max_crawl_h: Annotated[float, Field(gt=0)] = 12.0
    addresses: Annotated[tuple[str, ...] | str, NoDecode, AfterValidator(_split)] = ()
    sample_fault: Annotated[str, AfterValidator(_checked)] = ""
    sample_server: Annotated[str | None, AfterValidator(_on_loopback)] = None
    schedules: bool = False
    alert_webhook: Annotated[str | None, AfterValidator(_web_address)] = None

    @model_validator(mode="before")
    @classmethod
    def _no_name_of_before(cls, given: Any) -> Any:
        """A setting that would be ignored is refused: with it one registry was crawled, without it all are."""
        if os.environ.get("DIARIUM_REGISTRY"):
            raise ValueError("DIARIUM_REGISTRY is DIARIUM_REGISTRIES now, one or several codes; unset it")
        return given

    @property
    def places(self) -> Places:
        """Where this run keeps things."""
        root = self.data_dir.absolute()
        return Places(root / "live" if self.live else root)

    @property
    def user_agent(self) -> str:
        """Who we are and how to reach us."""
        return f"Diarium/{VERSION} (EU fund registries, research; {self.contact or 'loopback sample'})"

    def changed(self, **given: Any) -> Settings:
        """These settings, some of them changed, checked as if typed. Raises `ValidationError`, also for a name that is no setting."""
        return Settings(**{**dict(self), **given})

    def as_environment(self) -> dict[str, str]:
        """The environment variables that give these settings to another process (the Dagster UI and its runs)."""
        told = {"DIARIUM_DATA_DIR": str(self.data_dir.absolute()), "DIARIUM_LIVE": str(self.live).lower()}
        optional = {
            "REGISTRIES": " ".join(self.registries),
            "ADDRESSES": " ".join(self.addresses),
            "CONTACT": self.contact,
            "SAMPLE_FAULT": self.sample_fault,
            "SAMPLE_SERVER": self.sample_server,
            "SCHEDULES": "true" if self.schedules else None,
            "ALERT_WEBHOOK": self.alert_webhook,
        }
        return told | {f"DIARIUM_{name}": value for name, value in optional.items() if value}
