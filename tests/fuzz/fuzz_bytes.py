"""Feeds damaged pages to every reader and looks for what must never happen.

    python -m tests.fuzz.fuzz_bytes --minutes 10 [--seed N] [--out FOLDER]

Belongs here: real-shaped pages, their damage at the level of bytes, the checks on what comes out, and the shrinking of what fails. A
finding is an exception, a span that does not hold, a value that is not in the canonical form of its field, or a page under 1 MB that
takes more than five seconds. Each is saved (body, address and content type, traceback), shrunk and printed. Exit code 1 with findings.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import FrameType

from parsers.reading import Page, Reading
from parsers.record.json_records import records
from parsers.record.shared_paragraphs import paragraphs_of_both
from parsers.registry import source_for, sources
from parsers.vocabulary.fields import FIELDS
from parsers.vocabulary.reading_words import Precision
from pipeline.sample_site import SampleSite

SLOW_S = 5.0
HUNG_S = 30.0
LARGEST_TIMED = 1_000_000
_CONTENT_TYPES = (
    "text/html", "text/html; charset=utf-8", "text/html; charset=iso-8859-1", "text/html; charset=utf-16", "text/html; charset=utf-7",
    "text/plain", "text/plain; charset=windows-1252", "TEXT/PLAIN;charset=x-none", "application/pdf", "", ";", "text/html; charset=",
    "text/html; charset=idna", "text/html; charset=punycode", "text/html; charset=rot13", "text/html; charset=base64",
    "text/html; charset=unicode_escape", "text/html; charset=cp037", "text/html; charset=undefined", "text/html; charset=mbcs",
)  # fmt: skip
_STRANGE = (
    "", "x", "http://", "https://[", "https://[::1", "http://[x]/", "https://www.esf.se:x/", "https://www.esf.se:99999/", "//",
    "https://www.esf.se/resultat/projektbanken/projekt/?dnr=%FF%00&dnr=\u202e", "https://www.esf.se/\udcff?dnr=\ud800",
    "https://WWW.ESF.SE./resultat/projektbanken/projekt?dnr=", "https://user:pass@www.esf.se/", "javascript:alert(1)",
    "https://\u00e5.se/", "https://kohesio.ec.europa.eu/xx/projects/Q1", "https://kohesio.ec.europa.eu//////Q1",
    "https://kohesio.ec.europa.eu/en/projects/%51%31", "http://www.interreg.no/IREG/Web.nsf/x?" + "&".join(f"ID={n}" for n in range(400)),
    "https://www.eura2014.fi/rrtiepa/projekti.php?%", "https://www.interreg-sverige-norge-2014-2020.com/?portfolio=a%0ab",
    "https://example.org/" + "a/" * 3000, "https://a\x00b/\n", "https://xn--/", "https://\u2100.se/", "https://www.esf.se\\@evil/",
    "mailto:a@b.se", "https://www.esf.se/?dnr=" + ";" * 500,
)  # fmt: skip
_INSERTS = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xc3", b"\xe2\x80\xae", b"\xe2\x80\x8f", b"\xc2\xad", b"\xc2\xa0", b"\xe2\x80\xaf", b"\r",
    b"\x0b\x0c", b"\xe2\x80\xa8", b"\xc2\x85", b"\xe2\x80\xa2", b"\xc4\xb0", b"\xc3\x9f", b"\xef\xac\x81", b"\xcd\x8f" * 9, b"\xc2\xb2",
    b"\xe0\xa5\xa7\xe0\xa5\xa8", b"&nbsp;", b"&#0;", b"&#xD800;", b"&#x110000;", b"&#99999999999;", b"&shy;", b"&lt;main&gt;", b"&",
    b"&#x202E;", b"&euro;", b"&sup2;", b"<dl>", b"</dl>", b"<dt>", b"<dd>", b"<main>", b"</main>", b"<table><tr><th>", b"<td>", b"</td>",
    b"<p>", b"<br>", b"<h1>", b"<li>", b"<!--", b"-->", b"<script>", b"</script>", b"<![CDATA[", b"]]>", b"<?x", b"<strong>",
    b"</strong>", b"<svg><title>", b"<base href='//['>", b"<plaintext>", b"<template>", b"<noscript>", b"<meta charset=utf-16>",
    b"<a href='http://['>x</a>", b"<a href='//\xff'>", b"<body hidden>", b"9" * 400, b"1" + b" 000" * 40, b"0" * 50, b"-1", b"1e999",
    b"100,000 %", b"99999999999999 kr", b"3 000 000 000 miljarder kr", b"0,0 mkr", b"0000-00-00", b"9999-99-99", b"31.02.2020", b"0 %",
    b"1 januari 0000", b"12.12.0000 - 11.11.0000", b"300000 \xc3\xa5r", b"0 \xc3\xa5r", b": ", b":", b"\n\n", b"\n", b" - ", b" och ",
    b", ", b"(", b")", b"\xc2\xab", b"\xe2\x80\x9d", b" f\xc3\xa5r 5 miljoner kronor till projektet ", b"EU-st\xc3\xb6d",
    b"Totalbudget: ", b"Projektperiod", b"Lead partner: ", b"Flag of ", b"KOHESIO \xc2\xb7 Q1 \xc2\xb7 XX", b"Fakta", b"anna@x.se",
    b"varav h\xc3\xa4lften \xc3\xa4r EU-st\xc3\xb6d", b"delat in i tre delprojekt: a, b och c.", b"med 999,9 % innen juni 2018",
    b"(R&D) (SE)", b"\xc2\xa9" * 30,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """One page as fed to the readers."""

    url: str
    body: bytes
    content_type: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What went wrong with a case. `key` is equal for findings of one cause; `told` is the traceback or the values in question."""

    key: str
    told: str
    case: Case


class _Hung(BaseException):  # no Exception: a source turns those of its reader into issues
    """The reader did not come back in time."""


@cache
def corpus() -> tuple[Case, ...]:
    """The pages to damage: the samples of every registry."""
    sites = (SampleSite.of(source.folder) for source in sources().values())
    pages = (entry for site in sites for entry in site.pages.items())
    return tuple(Case(address, page.body, page.content_type) for address, page in pages if page.kind != "document")


def damaged(rng: random.Random, pages: tuple[Case, ...]) -> Case:
    """A page with one to eight damages, and sometimes another content type or address."""
    case = rng.choice(pages)
    body = bytearray(case.body)
    for _ in range(rng.choice((1, 1, 2, 3, 5, 8))):
        rng.choice(_DAMAGES)(rng, body, pages)
    body = body[:LARGEST_TIMED]
    content_type = rng.choice(_CONTENT_TYPES) if rng.random() < 0.15 else case.content_type
    return Case(_address(rng, case.url, pages), bytes(body), content_type)


def _address(rng: random.Random, url: str, pages: tuple[Case, ...]) -> str:
    draw = rng.random()
    if draw < 0.7:
        return url
    if draw < 0.8:
        return rng.choice(pages).url
    if draw < 0.85:
        return rng.choice(_STRANGE)
    source = rng.choice(list(sources().values()))
    if draw < 0.95:
        start = rng.choice(source.registry.start_urls)
        return start + rng.choice(("", "Q87431", "x-y/", "?portfolio=x", "?projektikoodi=S21744", "a/b/c", "%00", "?page=2", "#x", "../.."))
    letters = list(url)
    for _ in range(rng.randint(1, 4)):
        letters[rng.randrange(len(letters))] = chr(rng.choice((0, 9, 10, 32, 37, 47, 58, 63, 91, 93, 0xE5, 0x202E, rng.randrange(33, 127))))
    return "".join(letters)


def _flip(rng: random.Random, body: bytearray, _pages: tuple[Case, ...]) -> None:
    for _ in range(rng.randint(1, 6)):
        if body:
            body[rng.randrange(len(body))] ^= 1 << rng.randrange(8)


def _cut(rng: random.Random, body: bytearray, _pages: tuple[Case, ...]) -> None:
    if rng.random() < 0.2:
        del body[rng.randint(0, len(body)) :]
    else:
        start, end = _range(rng, body, 400)
        del body[start:end]


def _splice(rng: random.Random, body: bytearray, pages: tuple[Case, ...]) -> None:
    other = bytearray(rng.choice(pages).body)
    start, end = _range(rng, other, 4000)
    at = rng.randint(0, len(body))
    body[at : at + rng.choice((0, 0, end - start))] = other[start:end]


def _repeat(rng: random.Random, body: bytearray, _pages: tuple[Case, ...]) -> None:
    start, end = _range(rng, body, rng.choice((3, 30, 600)))
    at = rng.choice((end, rng.randint(0, len(body))))
    body[at:at] = body[start:end] * rng.choice((1, 1, 2, 5, 50, 2000 if end - start < 40 else 3))


def _move(rng: random.Random, body: bytearray, _pages: tuple[Case, ...]) -> None:
    start, end = _range(rng, body, 300)
    moved = body[start:end]
    del body[start:end]
    at = rng.randint(0, len(body))
    body[at:at] = moved


def _insert(rng: random.Random, body: bytearray, _pages: tuple[Case, ...]) -> None:
    for _ in range(rng.choice((1, 1, 1, 4))):
        at = rng.randint(0, len(body))
        body[at:at] = rng.choice(_INSERTS) * rng.choice((1, 1, 1, 1, 2, 300))


def _change_digits(rng: random.Random, body: bytearray, _pages: tuple[Case, ...]) -> None:
    digits = [at for at, byte in enumerate(body) if 48 <= byte <= 57]
    for at in rng.sample(digits, min(len(digits), rng.randint(1, 12))):
        body[at : at + 1] = rng.choice((b"0", b"9", b"7", b".", b",", b" ", b"%", b"\xc2\xa0"))[:1]


def _change_lines(rng: random.Random, body: bytearray, _pages: tuple[Case, ...]) -> None:
    lines = bytes(body).split(b"\n")
    for _ in range(rng.randint(1, 5)):
        at, other = rng.randrange(len(lines)), rng.randrange(len(lines))
        match rng.randrange(4):
            case 0:
                lines[at], lines[other] = lines[other], lines[at]
            case 1:
                lines.insert(at, b"")
            case 2:
                lines.insert(at, lines[other])
            case _:
                lines[at] = b" ".join((lines[at], lines[other]))
    body[:] = b"\n".join(lines)


def _range(rng: random.Random, body: bytearray, longest: int) -> tuple[int, int]:
    start = rng.randint(0, len(body))
    return start, min(len(body), start + rng.randint(1, longest))


_DAMAGES: tuple[Callable[[random.Random, bytearray, tuple[Case, ...]], None], ...] = (
    *(_flip, _cut, _splice, _repeat, _move, _insert, _insert, _change_digits, _change_lines),
)


def findings_of(case: Case, other: Case | None = None) -> list[Finding]:
    """Everything that is wrong with how the readers take a case; `other` is a page to look for shared paragraphs with."""
    found: list[Finding] = []
    began = time.process_time()
    try:
        with _watched(HUNG_S):
            found += [Finding(key, told, case) for key, told in _read(case, other)]
    except _Hung:
        found.append(Finding(f"hung in {_innermost()}", traceback.format_exc(), case))
    except Exception as error:  # noqa: BLE001  (every exception is a finding, whatever it is)
        found.append(Finding(f"{type(error).__name__} in {_innermost()}", traceback.format_exc(limit=-12), case))
    took = time.process_time() - began
    if took > SLOW_S and len(case.body) <= LARGEST_TIMED and not found:
        found.append(Finding(f"slow: {source_for(case.url).registry.code}", f"{took:.1f} s for {len(case.body)} bytes", case))
    return found


def _read(case: Case, other: Case | None) -> Iterator[tuple[str, str]]:
    source = source_for(case.url)
    page = Page(case.url, case.body, case.content_type)
    canonical = source.canonical_url(case.url)
    if case.url.startswith(("http://", "https://")) and source.canonical_url(canonical) != canonical:
        yield (
            f"canonical_url of {source.registry.code} is not stable",
            f"{case.url!r} -> {canonical!r} -> {source.canonical_url(canonical)!r}",
        )
    reading = source.parse(page)
    yield from faults(page, reading)
    for link in source.discover(page):
        source.canonical_url(link.url)
    json.dumps(records(reading), allow_nan=False)
    if other is not None:
        right = Page(other.url, other.body, other.content_type)
        for shared in paragraphs_of_both(page.text, right.text):
            left_words = page.text.text[shared.left.start : shared.left.end]
            if not left_words or not right.text.text[shared.right.start : shared.right.end]:
                yield "an empty shared paragraph", repr(shared)


def faults(page: Page, reading: Reading) -> Iterator[tuple[str, str]]:
    """What is wrong with a reading by the contract alone: spans, canonical forms, shares."""
    text = page.text.text
    for issue in reading.issues:
        if issue.code == "parser_crashed":
            yield f"crashed: {issue.message.partition(';')[0]}", issue.message
    if not 0 <= reading.unclaimed_share <= 1:
        yield "unclaimed_share is no share", str(reading.unclaimed_share)
    if reading.text_length != len(text):
        yield "text_length is not the length of the text", f"{reading.text_length} {len(text)}"
    for line in page.text.lines:
        if not 0 <= line.start < line.end <= len(text):
            yield "a line outside the text", repr(line)
    places: set[tuple[int, str, int]] = set()
    for seen in reading.observations:
        told = repr(seen)[:2000]
        if seen.method == "derived":
            if seen.start is not None or seen.end is not None:
                yield "a derived value with a span", told
        elif seen.start is None or seen.end is None or not 0 <= seen.start < seen.end <= len(text):
            yield "a span outside the text", told
        elif text[seen.start : seen.end] != seen.value_raw:
            yield "a span that does not hold", told
        if (seen.record_no, seen.field, seen.item_no) in places:
            yield "two values of one field", told
        places.add((seen.record_no, seen.field, seen.item_no))
        if seen.field not in FIELDS:
            yield "an undeclared field", told
        elif bool(seen.item_no) != bool(FIELDS[seen.field].group):
            yield f"a field of a group outside it, or the reverse: {seen.field}", told
        elif not is_canonical(seen.field, seen.value, seen.precision):
            yield f"not canonical: {seen.field}", told
    for issue in reading.issues:
        if not issue.message or not issue.code:
            yield "an issue that says nothing", repr(issue)


def is_canonical(name: str, value: str, precision: Precision | None) -> bool:
    """Whether a value is in the canonical form of its field."""
    kind = FIELDS[name].kind
    if kind == "date":
        return _is_date(value, precision)
    if kind == "list":
        listed = json.loads(value)
        return isinstance(listed, list) and all(isinstance(each, str) and each for each in listed)
    if kind == "fund":
        return value in ("ERDF", "ESF", "ESF+", "CF", "JTF", "YEI", "EMFF", "EMFAF", "AMIF", "ISF", "BMVI", "EAFRD")
    if kind == "period":
        first, _, last = value.partition("/")
        return all(re.fullmatch(r"\d{4}(?:-(?:\d\d|H[12])(?:-\d\d)?)?", part, re.A) for part in (first, last))
    if kind == "rate":
        return _is_plain(value) and 0 <= Decimal(value) <= 100
    if kind == "amount":
        return _is_plain(value) and 0 < Decimal(value) < Decimal(10) ** 15
    pattern = _PATTERNS.get(kind)
    return bool(re.fullmatch(pattern, value, re.A)) if pattern else bool(value.strip()) and not re.search(r"[\ud800-\udfff]", value)


_PATTERNS = {
    "integer": r"0|[1-9]\d*",
    "boolean": r"true|false",
    "organisation_number": r"\d{8,10}",
    "postcode": r"[0-9A-Z -]{3,10}",
    "country": r"[A-Z]{2}",
    "cci": r"20\d{2}[A-Z]{2}\d{2}[A-Z0-9]{2}[A-Z]{2}(?:\d{3})?",
    "nuts": r"[A-Z]{2}[A-Z0-9]{0,3}",
    "currency": r"EUR|SEK|NOK|DKK",
}


def _is_plain(value: str) -> bool:
    return bool(re.fullmatch(r"(?:0|[1-9]\d*)(?:\.\d*[1-9])?", value, re.A))


def _is_date(value: str, precision: Precision | None) -> bool:
    match precision:
        case "day":
            try:
                return date.fromisoformat(value).isoformat() == value
            except ValueError:
                return False
        case "month":
            return bool(re.fullmatch(r"\d{4}-(?:0[1-9]|1[0-2])", value, re.A))
        case "term":
            return bool(re.fullmatch(r"\d{4}-H[12]", value, re.A))
        case "year":
            return bool(re.fullmatch(r"\d{4}", value, re.A))
        case None:
            return False


@contextmanager
def _watched(seconds: float) -> Iterator[None]:
    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise _Hung(f"no answer after {seconds} s")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _innermost() -> str:
    """The innermost place of our own code in the exception being handled."""
    frames = traceback.extract_tb(sys.exc_info()[2])
    ours = [frame for frame in frames if "parsers" in Path(frame.filename).parts or "<string>" in frame.filename] or frames[-1:]
    return f"{Path(ours[-1].filename).name}:{ours[-1].name}:{ours[-1].lineno}"


def shrunk(finding: Finding, seconds: float) -> Finding:
    """The same finding with as little of the body as a simple removal of chunks leaves in `seconds`."""
    best, until = finding, time.monotonic() + seconds
    size = max(1, len(best.case.body) // 2)
    while size and time.monotonic() < until:
        at, smaller = 0, False
        while at < len(best.case.body) and time.monotonic() < until:
            body = best.case.body[:at] + best.case.body[at + size :]
            again = next((each for each in findings_of(replace(best.case, body=body)) if each.key == finding.key), None)
            if again:
                best, smaller = again, True
            else:
                at += size
        if not smaller or size > len(best.case.body):
            size //= 2
    return best


def fuzz(seconds: float, seed: int, tell: Callable[[Finding], None]) -> tuple[int, dict[str, int]]:
    """Reads every page as it is, then damages pages for so many seconds; `tell` hears of the first finding of each cause. Returns how many
    pages were damaged, and findings by cause."""
    rng, pages = random.Random(seed), corpus()
    counts: dict[str, int] = {}
    n_pages = 0
    for case in pages:
        _count(findings_of(case, pages[0]), counts, tell)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        n_pages += 1
        case = damaged(rng, pages)
        _count(findings_of(case, rng.choice(pages) if n_pages % 5 == 0 else None), counts, tell)
    return n_pages, counts


def _count(found: Iterable[Finding], counts: dict[str, int], tell: Callable[[Finding], None]) -> None:
    for finding in found:
        counts[finding.key] = counts.get(finding.key, 0) + 1
        if counts[finding.key] == 1:
            tell(finding)


def save(folder: Path, finding: Finding) -> None:
    """Writes a finding: the body, and beside it what is needed to feed it again."""
    folder.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"[^\w.-]+", "_", finding.key)[:80]
    (folder / f"{name}.body").write_bytes(finding.case.body)
    about = {"key": finding.key, "url": finding.case.url, "content_type": finding.case.content_type, "told": finding.told}
    (folder / f"{name}.json").write_text(json.dumps(about, indent=1) + "\n", "utf-8")


def main() -> int:
    """The command line."""
    options = argparse.ArgumentParser(description="feeds damaged pages to every reader")
    options.add_argument("--minutes", type=float, default=10.0)
    options.add_argument("--seed", type=int, default=None, help="for the same run again (default: by the clock)")
    options.add_argument("--out", type=Path, default=Path("fuzz-findings"), help="folder for the inputs that fail")
    given = options.parse_args()
    seed: int = given.seed if given.seed is not None else time.time_ns() % 2**32
    sys.stdout.write(f"seed {seed}, {len(corpus())} pages to damage, {given.minutes:g} minutes\n")

    def tell(finding: Finding) -> None:
        save(given.out, finding)
        small = shrunk(finding, 20.0)
        save(given.out, small)
        about = f"{small.case.url!r} {small.case.content_type!r}, {len(small.case.body)} bytes: {small.case.body[:300]!r}"
        sys.stdout.write(f"\nFINDING {finding.key}\n  {about}\n{small.told[-1500:]}\n")
        sys.stdout.flush()

    n_pages, counts = fuzz(given.minutes * 60, seed, tell)
    sys.stdout.write(f"\n{n_pages} damaged pages read, {len(counts)} kinds of findings\n")
    for key, n in sorted(counts.items(), key=lambda entry: -entry[1]):
        sys.stdout.write(f"{n:8} {key}\n")
    return 1 if counts else 0


if __name__ == "__main__":
    sys.exit(main())
