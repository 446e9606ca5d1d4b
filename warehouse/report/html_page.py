"""Puts the page together: template, style, script and data in one file that loads nothing and runs nothing but its own script.

Belongs here: markup and its escaping, the policy of the page. Does not belong here: data (`report_figures`, `report_projects`).

The policy forbids everything but the one style and the one script, named by their digests; in browsers that know Trusted Types the script
itself cannot turn text into markup.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import Any

from warehouse.report.packed_data import script_json

PAGE = Path(__file__).parent / "web"
SCRIPTS = (
    *("elements", "words", "opening", "state", "tips", "map", "regions", "funds", "time", "programmes"),
    *("quality", "changes", "searching", "results", "detail", "values", "start"),
)
POLICY = (
    "default-src 'none'; script-src 'sha256-{script}'; style-src 'sha256-{style}'; img-src data:; base-uri 'none'; form-action 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
_PLACE = re.compile(r"\{\{(\w+)\}\}")


def report_pieces(figures: dict[str, Any], index: str, blocks: Iterable[str]) -> Iterable[str]:
    """The pieces of the file in order. `index` and `blocks` are packed data (`warehouse.report.packed_data.packed`)."""
    style, script = read_style(), read_script()
    places = {
        "policy": escape(POLICY.format(script=inline_digest(script), style=inline_digest(style)), quote=True).replace("&#x27;", "'"),
        "style": style,
        "script": script,
        "figures": script_json(figures),
        **_words(figures),
    }
    template = (PAGE / "template.html").read_text(encoding="utf-8")
    head, _, tail = template.partition("<!-- packed -->\n")
    yield _filled(head, places)
    yield _block("packed-index", index)
    for number, block in enumerate(blocks):
        yield _block(f"packed-{number}", block)
    yield _filled(tail, places)


def read_style() -> str:
    """The style sheet as it stands in the page."""
    return "\n" + (PAGE / "report.css").read_text(encoding="utf-8")


def read_script() -> str:
    """The script as it stands in the page: its parts in order, in one scope of their own."""
    parts = "\n".join((PAGE / "script" / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS)
    return f'\n"use strict";\n(() => {{\n{parts}}})();\n'


def inline_digest(content: str) -> str:
    """What a policy calls the content of an inline element."""
    return base64.b64encode(hashlib.sha256(content.encode("utf-8")).digest()).decode("ascii")


def _words(figures: dict[str, Any]) -> dict[str, str]:
    """What stands in the page without any script: what it is of, and whether it may be cited."""
    publication = figures["publication"]
    registries = [registry["title"] for registry in figures["registry"] if registry["n_projects"]]
    when = publication["published_at"].replace("T", " ").removesuffix("Z") + " UTC"
    return {
        "title": f"{'SAMPLE: ' if publication['is_sample'] else ''}EU-funded projects, published {publication['published_at'][:10]}",
        "published": escape(when),
        "published_at": escape(publication["published_at"]),
        "sample": (PAGE / "sample.html").read_text(encoding="utf-8") if publication["is_sample"] else "",
        "n_projects": f"{publication['n_projects']:,}".replace(",", "\u202f"),
        "n_registries": str(len(registries)),
        "registries": "".join(f"<li><bdi>{escape(title)}</bdi></li>" for title in registries),
    }


def _filled(template: str, places: dict[str, str]) -> str:
    """The template with its places filled, in one pass: what goes in is not looked at again."""
    return _PLACE.sub(lambda place: places[place.group(1)], template)


def _block(name: str, words: str) -> str:
    return f'<script type="text/plain" id="{name}">{words}</script>\n'
