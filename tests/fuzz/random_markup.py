"""Random pages of broken markup, and what must hold of the text of each: the tree that is read loses and adds no character.

    python -m tests.fuzz.random_markup --pages 100000 [--seed N]

Belongs here: the pages, and the characters that the events of lxml's parser tell of, in their order, without any tree. Does not belong
here: damaged pages of registries (`tests.fuzz.fuzz_bytes`). Exit code 1 with a finding, which is printed.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections.abc import Iterator, Mapping

from lxml import etree

from parsers.page.html import page_text
from parsers.page.html_lines import SKIPPED, SKIPPED_OUTSIDE_MAIN

TAGS = (
    "html head body main header footer nav aside section article div p span b i a em h1 h2 h6 ul ol li dl dt dd table thead tbody tr th td"
    " caption form button select option textarea script style noscript template svg title iframe object sup ruby rt br hr img pre o:p x-y"
).split()
ATTRIBUTES = (
    "hidden", "class='b a'", "class=cookie-x", "role=navigation", "role=main", "aria-hidden=true", "style='display: none'", "style=x",
    "alt='Flag of X'", "id=1 id=2", "title='a>b'", "xml:lang=sv", "=x", "\"", "/",
)  # fmt: skip
PIECES = (
    "x", "word ", " ", "\n\t", "å\u00a0b", "\u2003", "\u00ad", "L:", "<", "< p>", "a<b", "</ p>", "<>", "</>", "<a", "</p", "<p class=\"q",
    "&amp;", "&nbsp;", "&#0;", "&#xD800;", "&nonsense;", "&", "\0", "\x01", "\x1c", "\r", "\ufeff", "\U0001F600", "]]>", "<!-- c -->",
    "<!-->", "<!-- a --!>", "<![CDATA[ <p>c ]]>", "<?pi a?>", "<!doctype html>", "<!x>", "<meta charset=utf-16>", "</body>", "</html>",
    "<html hidden class=z>", "<body hidden>", "<main>", "</main>", "<table><form><tr><td>f</form>g</table>h", "<script>a<b</p></script>",
    "<plaintext>", "<tr><th>a<td>b", "<b>L:</b><!-- c --><i>v</i>", "</br>", "<p/>",
)  # fmt: skip


def page(rng: random.Random) -> str:
    """Tags that close each other or not, in any order, between text; most often in the surroundings of a whole page."""
    tags, opened, parts = rng.sample(TAGS, rng.choice((4, 10, len(TAGS)))), [""], []
    for _ in range(rng.choice((3, 10, 30, 80))):
        draw = rng.random()
        if draw < 0.35:
            opened.append(rng.choice(tags))
            parts.append(f"<{' '.join((opened[-1], *rng.choices(ATTRIBUTES, k=rng.choice((0, 0, 1, 3)))))}>")
        elif draw < 0.6:
            parts.append(f"</{opened.pop() if rng.random() < 0.7 and len(opened) > 1 else rng.choice(tags)}>")
        else:
            parts.append(rng.choice(PIECES))
    inside = "".join(parts)
    return rng.choice((inside, f"<main>{inside}</main>", f"<html><body>{inside}</body></html>", f"x<main>{inside}</main>y</html>{inside}"))


class _Visible:
    """The text outside skipped and hidden elements, as a parser target."""

    def __init__(self, skipped: frozenset[str]) -> None:
        self.skipped, self.depth, self.text = skipped, 0, ""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        told = dict(attributes)
        is_banner = tag in ("div", "section", "dialog") and "cookie" in told.get("class", "")
        is_hidden = "hidden" in told or told.get("role") == "navigation" or "aria-hidden" in told or "none" in told.get("style", "")
        if self.depth or tag in self.skipped or is_hidden or is_banner:
            self.depth += 1
        elif tag == "img":
            self.text += told.get("alt", "")

    def end(self, _tag: str) -> None:
        self.depth -= bool(self.depth)

    def data(self, text: str) -> None:
        self.text += "" if self.depth else text

    def close(self) -> str:
        return self.text


def visible(markup: str) -> str:
    """The visible characters of a page, white space aside: of its one main element where there is one, and else of all of it."""
    [*mains], [*ends] = re.finditer("<main[ >]", markup), re.finditer("</main>", markup)
    whole = len(mains) != 1 or len(ends) != 1 or mains[0].end() > ends[0].start()
    parser = etree.HTMLParser(target=_Visible(SKIPPED | SKIPPED_OUTSIDE_MAIN if whole else SKIPPED))
    parser.feed(markup.removeprefix("\ufeff") if whole else markup[mains[0].start() : ends[0].end()])
    return "".join(parser.close().split())


def faults(markup: str) -> Iterator[str]:
    """What is wrong with how a page is read."""
    read = page_text(markup.encode())
    if "".join(read.text.split()) != visible(markup):
        yield f"other characters: {visible(markup)!r} became {read.text!r}"
    if "".join(("\n\n" if line.after_gap else "\n") + read.of(line) for line in read.lines)[1:].removeprefix("\n") != read.text:
        yield f"its lines are not its text: {read.text!r} {read.lines}"
    for line in read.lines:
        if line.lead_end is not None and not line.start < line.lead_end < line.end:
            yield f"a leading element that does not end within its line: {line}"


def findings(n_pages: int, seed: int) -> Iterator[str]:
    """What is wrong with how `n_pages` random pages are read."""
    rng = random.Random(seed)
    for _ in range(n_pages):
        markup = page(rng)
        yield from (f"{markup!r}: {fault}" for fault in faults(markup))


def main() -> int:
    """Reads random pages; prints the first finding."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pages", type=int, default=100_000)
    options.add_argument("--seed", type=int, default=20_261_130)
    chosen = options.parse_args()
    found = next(findings(chosen.pages, chosen.seed), None)
    sys.stdout.write(f"{found or f'{chosen.pages} pages, nothing found'}\n")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
