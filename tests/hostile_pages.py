"""The bundled sample of esf_se with hostile words in all that a page can say: titles, owners, places, codes, labels, prose, addresses.

`python -m tests.hostile_pages run ...` is `diarium run ...` over these pages. With `HELD` in the environment many pages have one hostile
label, so that the crawl is held back for a reason that names it.
"""

from __future__ import annotations

import html
import os
import re
import sys

from parsers.registry import sources
from pipeline import cli
from pipeline.fetch import crawlers
from pipeline.sample_faults import Faults
from pipeline.sample_site import SampleSite

HELD = "DIARIUM_TEST_HELD"
SIZE = 100_000
HACKED = "window.hacked=1"
HOSTILE = {
    "script": f"<script>{HACKED}</script>",
    "image": f'<img src=x onerror="{HACKED}">',
    "attribute": f'"><svg/onload={HACKED}>',
    "link": f"[x](javascript:{HACKED})",
    "picture": "![x](https://evil.example/p.png) <https://evil.example/>",
    "command": "=cmd|'/C calc'!A0",
    "hyperlink": '=HYPERLINK("http://evil.example","x")',
    "plus": "+1+1",
    "at": "@SUM(1)",
    "minus": "-2+3",
    "tab": "\t=1+1",
    "return": "\r=1+1",
    "quoted": '"=1+1',
    "colour": "\x1b[31mred\x1b[0m",
    "owned": "\x1b]0;owned\x07",
    "c1": "\x9b31mred \x7f\x08\x84",
    "override": "invoice \u202egpj.exe",
    "isolates": "a \u2066b \u2067c \u2068d \u2069e \u200ff",
    "nul": "nul\0 in it",
    "lone return": "before\rafter",
    "separators": "a\u2028b\u2029c\x0bd\x0ce\x85f",
    "long": "Långt ord, " * (SIZE // 11) + "slut",
    "unbroken": "x" * SIZE,
    "emoji": "👩‍👩‍👧‍👦 🇸🇪 \ufeff",
    "zalgo": "Z" + "\u0301\u0323\u0489" * 300,
    "template": "{{7*7}} ${7*7} {% raw %} {0} {x!r}",
    "format": "%s%n%d %(x)s",
    "ticks": "`a` ``b`` ```c",
    "pipes": "a | b || c \\| d",
    "drop": "'; DROP TABLE mart.project; --",
    "table": "| a | b | |---|---| | c | d |",
    "end": f"</script><script>{HACKED}</script>",
    "comment": "<!-- <b>",
    "cdata": "]]> <![CDATA[",
    "heading": "# one ## two - three * four _five_ **six**",
    "entity": f"&lt;script&gt;{HACKED}&lt;/script&gt; &#60;b&#62;",
    "console": "[bold red]rich[/] [link=https://evil.example]x[/link] \\[",
    "address": "http://evil.example/x www.evil.example someone@evil.example",
    "tags": "tag \U000e0041\U000e0042 \ufff9x\ufffb",
}
WORDS = tuple(HOSTILE.values())
LIST_PATH = "/resultat/projektbanken/"
PROJECT_PATH = f"{LIST_PATH}projekt/"
SITE = SampleSite.of(sources()["esf_se"].folder)
CODES = tuple(address.partition("?dnr=")[2] for address, page in SITE.pages.items() if page.kind == "project")
NEVER_THERE = f"{PROJECT_PATH}?dnr=" + "".join(HOSTILE[name] for name in ("script", "link", "override", "ticks", "pipes")).replace(" ", "")
"""An address a list page links to and that answers 404, as it stands there."""

_FACTS = {
    "Projektägare": 1,
    "Stödmottagare ort": 2,
    "Stödmottagarens ort": 2,
    "Region": 3,
}
"""Labels whose words any page may choose, with the turn of each: no two of a page say the same."""

_CODED = {"Startdatum": 5, "Interventionstyp": 7, "Programområde": 11, "Specifikt mål": 13, "Program CCI": 17, "Beviljat ESF-stöd": 19}
"""Labels of codes, days and amounts: every ninth page cannot be read there."""


def words_of(code: str, turn: int = 0) -> str:
    """The hostile words a project's page has in its title (turn 0) or elsewhere."""
    return WORDS[(CODES.index(code) + turn) % len(WORDS)]


def rewritten(address: str, body: bytes) -> bytes:
    """The page as it is sent: hostile words as text of the page, and the same as markup in its prose."""
    page = body.decode("utf-8")
    if address.startswith(LIST_PATH) and not address.startswith(PROJECT_PATH):
        link = f'<li class="hit"><h2><a href="{_text(NEVER_THERE)}">x</a></h2></li>'
        return page.replace("</ol>", f"{link}</ol>", 1).encode("utf-8")
    code = address.removeprefix(f"{PROJECT_PATH}?dnr=")
    if code not in CODES:
        return body
    at = CODES.index(code)
    page = re.sub(r"(<h1>\s*\S+ - )[^<]*", lambda found: found[1] + _text(words_of(code)), page, count=1)
    page = _set(page, "Namn", words_of(code))
    for label, turn in _FACTS.items():
        if label != "Region" or at % 12 == 0:
            page = _set(page, label, words_of(code, turn) + (" AB" if label == "Projektägare" else ""))
    for label, turn in _CODED.items():
        if at % 15 == turn % 15:
            page = _set(page, label, words_of(code, turn))
    if at % 10 == 4:
        page = _labelled(page, words_of(code, 23))
    if os.environ.get(HELD):
        page = _labelled(page, f"Ny <script>{HACKED}</script> \x1b[31m\u202e[x](javascript:{HACKED})")
    prose = "".join(f"<p>{_text(words)}</p><p>{words}</p>" for words in (words_of(code, 29), words_of(code, 31)))
    return page.replace("<h2>Sammanfattning</h2>", f"<h2>Sammanfattning</h2>{prose}", 1).encode("utf-8")


def faults(_fault: str, _site: SampleSite) -> Faults:
    """In place of `pipeline.sample_faults.faults_for`."""
    return Faults(rewrite=rewritten)


def _text(words: str) -> str:
    """Words as text of an HTML page, control characters as they are."""
    return html.escape(words)


def _set(page: str, label: str, words: str) -> str:
    pattern = re.compile(rf"(>\s*{re.escape(label)}(?:\s*:?\s*<[^>]*>)+:?\s*)[^<]*")
    return pattern.sub(lambda found: found[1] + _text(words), page, count=1)


def _labelled(page: str, label: str) -> str:
    """One more fact behind the first, under another label."""
    fact = re.compile(r"(<(?:dt|th|td)[^>]*>)[^<]*(</\w+>\s*<(?:dd|td)[^>]*>)[^<]*(</\w+>)")
    return fact.sub(lambda found: f"{found[0]}{found[1]}{_text(label)}:{found[2]}{_text(label)}{found[3]}", page, count=1)


if __name__ == "__main__":
    crawlers.faults_for = faults
    sys.argv[0] = "diarium"
    cli.main()
