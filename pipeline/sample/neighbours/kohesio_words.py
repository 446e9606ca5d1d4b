"""The words of Kohesio's interface in the languages of the Union: labels, section headings, and what it prints for a missing value.

Belongs here: the shape of the words and their loading from `kohesio_words.toml`. Does not belong here: what they mean
(`parsers.registries.kohesio`).
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Words:
    """One language: the labels in the order of `LABEL_FIELDS`, headings of sections, the headings over beneficiaries, labels of links, and
    what stands for a missing value."""

    labels: tuple[str, ...]
    sections: tuple[str, ...]
    beneficiaries: tuple[str, ...]
    links: tuple[str, ...]
    missing: str


LABEL_FIELDS = (
    "start_on",
    "end_on",
    "fund_code",
    "total_cost",
    "eu_contribution_and_rate",
    "programming_period",
    "programme_name",
    "managing_authority",
)

ROUTES = frozenset(
    (
        "hankkeet progetti proiecte projecten projects projekt projektai projekte projektek projekter projekti "
        "projektid projekty projetos projets proyectos proġetti tionscadail έργα проекти"
    ).split()
)
"""What stands before the id in the address of a project, in any language (beneficiaries have addresses of the same form)."""


def _loaded(words: dict[str, Any]) -> Words:
    labels, sections, beneficiaries, links = (tuple(words[name]) for name in ("labels", "sections", "beneficiaries", "links"))
    return Words(labels, sections, beneficiaries, links, words["missing"])


_FILE = Path(__file__).with_suffix(".toml")
INTERFACE_WORDS = {language: _loaded(words) for language, words in tomllib.loads(_FILE.read_text("utf-8")).items()}
"""By language, in the order of the interface's own list."""
