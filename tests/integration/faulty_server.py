"""Everything a web server can do wrong, by name, and a loopback server that does it.

Each `Fault` is declared once, in `faults.toml`, with what the crawler makes of it: `test_faults.py` holds the crawler to that, and
`docs/faults.md` is its table. After a change: `.venv/bin/python tests/integration/faulty_server.py > docs/faults.md`.
"""

from __future__ import annotations

import gzip
import re
import socket
import struct
import sys
import threading
import time
import tomllib
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from email.utils import formatdate
from itertools import chain, repeat
from pathlib import Path
from typing import Any, Literal

from loopback_registry import HOST, SITE

DRIP_S = 0.2
MB = 1_000_000
BODY_LIMIT = 12 * MB
FLOOD = 64 * MB

HTML = "Content-Type: text/html; charset=utf-8"
GZIP = "Content-Encoding: gzip"
CHUNKED = "Transfer-Encoding: chunked"


class Wire:
    """One request and the connection it came on. Whatever is sent raw ends with the connection; `answer` keeps it open."""

    def __init__(self, server: FaultyServer, link: socket.socket, method: str, path: str, headers: dict[str, str], body: bytes) -> None:
        self.server = server
        self.method = method
        self.path = path
        self.headers = headers
        self.body = body
        self.at = time.monotonic()
        self.nth = server.asked[path]
        self.stays_open = False
        self._link = link

    def send(self, *pieces: bytes) -> None:
        for piece in pieces:
            self._link.sendall(piece)
            self.server.sent[self.path] += len(piece)

    def head(self, *lines: str, status: str = "200 OK") -> None:
        self.send("\r\n".join((f"HTTP/1.1 {status}", *lines, "", "")).encode("latin-1"))

    def answer(self, body: bytes, *lines: str, status: str = "200 OK") -> None:
        length = () if status.startswith(("204", "304")) else (f"Content-Length: {len(body)}",)
        self.head(*(lines or (HTML,)), *length, status=status)
        self.send(body)
        self.stays_open = True

    def drip(self, pieces: Iterable[bytes]) -> None:
        """Sends a piece every now and then, for as long as anybody listens."""
        for piece in pieces:
            self.send(piece)
            if self.server.is_closing.wait(DRIP_S):
                return

    def flood(self, piece: bytes) -> None:
        """Sends as much as anybody takes, up to `FLOOD` bytes."""
        for _ in range(FLOOD // len(piece)):
            self.send(piece)

    def reset(self) -> None:
        self._link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


Act = Callable[[Wire], None]


class FaultyServer:
    """A server on the loopback interface, a thread for each connection. `acts` says what a path does; the others answer 404.

    `asked` counts the requests to each path and `sent` the bytes of the answers that could be sent.
    """

    def __init__(self) -> None:
        self.acts: dict[str, Act] = {}
        self.asked: Counter[str] = Counter()
        self.sent: Counter[str] = Counter()
        self.n_connections = 0
        self.is_closing = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self._listener.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._listen, daemon=True).start()

    def page(self, path: str, *hrefs: str) -> None:
        """A page as it should be: compressed, with an ETag, 304 where that is known."""
        body = page_of(path, *hrefs)
        etag = f'"{zlib.crc32(body):x}"'

        def act(wire: Wire) -> None:
            if wire.headers.get("if-none-match") == etag:
                wire.answer(b"", f"ETag: {etag}", status="304 Not Modified")
            else:
                wire.answer(gzip.compress(body, mtime=0), HTML, GZIP, f"ETag: {etag}")

        self.acts[path] = act

    def close(self) -> None:
        self.is_closing.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                link, _ = self._listener.accept()
                self.n_connections += 1
                threading.Thread(target=self._serve, args=(link,), daemon=True).start()

    def _serve(self, link: socket.socket) -> None:
        with link, link.makefile("rb") as stream, suppress(OSError):
            link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while len(words := stream.readline().decode("latin-1").split(" ")) == 3 and not self.is_closing.is_set():
                headers = dict(_header_lines(iter(stream.readline, b"")))
                method, path, _ = words
                self.asked[path] += 1
                wire = Wire(self, link, method, path, headers, stream.read(int(headers.get("content-length", "0"))))
                if len(path) > 8_000:
                    wire.answer(b"too long", status="414 URI Too Long")
                else:
                    self.act_for(path)(wire)
                if not wire.stays_open:
                    return

    def act_for(self, path: str) -> Act:
        """What the path does, or the path above it: a fault has everything below its own."""
        above = path
        while above:
            if above in self.acts:
                return self.acts[above]
            above = above[: max(above.rfind("/"), above.rfind("?"), 0)]
        return lambda wire: wire.answer(b"not here", status="404 Not Found")


def _header_lines(lines: Iterator[bytes]) -> Iterator[tuple[str, str]]:
    for line in lines:
        if line in (b"\r\n", b"\n"):
            return
        name, _, value = line.decode("latin-1").partition(":")
        yield name.strip().lower(), value.strip()


def page_of(text: str, *hrefs: str) -> bytes:
    """The HTML of a page that says `text` and links to the addresses."""
    links = "".join(f'<a href="{href}">on</a> ' for href in hrefs)
    return f"<html><title>{text}</title><p>A page about {text}.</p>{links}</html>".encode()


WHOLE = page_of("something of interest")
LONG = page_of("ten megabytes") + b"<!-- filling -->" * (10 * MB // 16)


Place = Literal["page", "list", "robots", "start", "other host", "live"]


@dataclass(frozen=True)
class Fault:
    """Something a server does wrong, and what is right to happen then.

    `place`: where it does so; pages and lists are linked from the start page by `hrefs` (whole, or below the fault's own address). `rows`
    are the status and the record type of what is stored of them, in order (None: any), `body` is the decoded one of the first. `told` are
    words of the one failure that is reported, None where there is none; then `seen` says what the operator has of it. `ends` where nothing
    else of the site can be had. `n_asked` is the number of requests to the address itself, `n_crawls` how often the site is crawled,
    `max_pages` the limit of the crawl. `most_sent` bounds the bytes the crawler takes in before it leaves.
    """

    name: str
    act: Act
    does: str
    place: Place = "page"
    hrefs: tuple[str, ...] = ("",)
    rows: tuple[str, ...] | None = ()
    body: bytes | None = None
    told: str | None = None
    status: int | None = None
    seen: str = "nothing: it is a page like others"
    ends: bool = False
    n_asked: int | None = None
    n_crawls: int = 1
    max_pages: int | None = None
    most_sent: int = BODY_LIMIT + 8 * MB

    @property
    def path(self) -> str:
        match self.place:
            case "robots":
                return "/robots.txt"
            case "start":
                return "/list/"
            case _:
                slug = re.sub(r"[^a-z0-9]+", "-", self.name.lower()).strip("-")
                return f"/list/{slug}" if self.place == "list" else f"/fault/{slug}"

    @property
    def links(self) -> tuple[str, ...]:
        """The addresses by which the start page links to the fault."""
        if self.place not in ("page", "list"):
            return ()
        return tuple(href if ":" in href else self.path + href for href in self.hrefs)

    @property
    def stored(self) -> str:
        """What is kept of it, in words."""
        match self.rows:
            case None:
                return "the pages that were visited"
            case ():
                return "nothing"
            case _ if all(row.startswith("30") for row in self.rows):
                return "the redirects" if len(self.rows) > 1 else "the redirect"
            case _ if "302 response" in self.rows:
                return "the redirects and the page" if len(self.rows) > 2 else "the redirect and the page"
            case _ if "200 revisit" in self.rows:
                return "the body once, then revisits"
            case _:
                return "each body" if len(self.rows) > 1 else "the page, whole" if self.body == LONG else "the page"

    @property
    def shown(self) -> str:
        """What the operator sees of it."""
        if self.told is None:
            return self.seen
        status = f" (status {self.status})" if self.status else ""
        words = f": \u201c{self.told}\u201d" if self.told else ""
        each = "a failure for each address that was tried there" if self.place == "other host" else "one failure"
        return f"{'the registry is held back: ' if self.ends or self.place == 'list' else ''}{each}{status}{words}"


def raw(*pieces: bytes) -> Act:
    """Sends just that and closes."""
    return lambda wire: wire.send(*pieces)


def answer(body: bytes, *lines: str, status: str = "200 OK") -> Act:
    """A well-formed answer."""
    return lambda wire: wire.answer(body, *lines, status=status)


def first(acts: Iterable[Act], then: Act) -> Act:
    """One act after another for the first requests, then the last for ever."""
    acts = tuple(acts)
    return lambda wire: acts[wire.nth - 1](wire) if wire.nth <= len(acts) else then(wire)


def head_then(*lines: str, then: Callable[[Wire], None]) -> Act:
    """The head of an answer 200, and what comes after it."""

    def act(wire: Wire) -> None:
        wire.head(HTML, *lines)
        then(wire)

    return act


def sent(*pieces: bytes, headers: tuple[str, ...] = ()) -> Act:
    """The head of an answer 200, and just that behind it."""
    return head_then(*headers, then=lambda wire: wire.send(*pieces))


def too_many(retry_after: str) -> Act:
    """An answer 429 that says when to come again."""
    return answer(b"", f"Retry-After: {retry_after}", status="429 Too Many Requests")


def reset_after(*pieces: bytes) -> Act:
    def act(wire: Wire) -> None:
        wire.send(*pieces)
        if pieces:
            time.sleep(0.05)  # a reset overtakes what is still on its way
        wire.reset()

    return act


def chunk_of_size(size: int) -> Act:
    """A chunk of a size that cannot be, and bytes without end."""
    return head_then(CHUNKED, then=lambda wire: (wire.send(b"%d\r\n" % size), wire.flood(b"z" * 50_000)))


def chunks(body: bytes, size: int = 20) -> bytes:
    pieces = (body[at : at + size] for at in range(0, len(body), size))
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)


def bomb(inflated: int) -> bytes:
    """Gzip of so many zeros, made from one compressed piece over and over."""
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = squeezer.compress(bytes(10 * MB)) + squeezer.flush(zlib.Z_FULL_FLUSH)
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + piece * (inflated // (10 * MB)) + b"\x03\0" + bytes(8)


def deflated(body: bytes) -> bytes:
    squeezer = zlib.compressobj(wbits=-15)
    return squeezer.compress(body) + squeezer.flush()


def redirect(location: str, status: str = "302 Found") -> Act:
    return answer(b"", f"Location: {location}", status=status)


def stepping(step: Callable[[int], str]) -> Act:
    """A redirect from the n-th address below a fault to the one `step` says."""
    return lambda wire: redirect(step(int(wire.path.rpartition("/")[2]) if wire.path[-1].isdigit() else 0))(wire)


def hang(wire: Wire) -> None:
    wire.server.is_closing.wait()


def leads_on(wire: Wire) -> None:
    """A list page that links to nothing but the next one."""
    stem, _, number = wire.path.partition("?page=")
    wire.answer(page_of("results", f"{stem}?page={int(number or 1) + 1}", stem))


def goes_deeper(wire: Wire) -> None:
    """A list page whose link leads ever deeper, because it is relative and every address answers."""
    wire.answer(page_of("results", f"{wire.path}/list"))


def breeds(wire: Wire) -> None:
    """A list page with a new project, and the next list page."""
    stem, _, number = wire.path.partition("?page=")
    page = int(number or 1)
    wire.answer(page_of("results", f"/bred/{page}", f"{stem}?page={page + 1}"))


def _soon() -> str:
    return formatdate(time.time() + 1, usegmt=True)


def _same_body_other_etag(wire: Wire) -> None:
    wire.answer(WHOLE, HTML, f'ETag: "{wire.nth}"')


def _same_etag_other_body(wire: Wire) -> None:
    wire.answer(page_of(f"version {wire.nth}"), HTML, 'ETag: "always"')


def _moved_robots(wire: Wire) -> None:
    (answer(b"User-agent: *\nAllow: /\n") if wire.path.endswith("/moved") else redirect("/robots.txt/moved"))(wire)


SELF = (
    "./", "#top", "?", "../list/", f"//{HOST}/list/", f"HTTPS://{HOST.upper()}/list/", f"{SITE}:443/list/", "/l%69st/",
    "/list/?utm_source=a", "/list/./", "/list", "/x/../list/", f"http://{HOST}/list/#end",
)  # fmt: skip

NO_ADDRESSES = (
    "http://[", "https://[::1", "http://", "//", "javascript:void(0)", "mailto:somebody@registry.example", "data:text/html,x", "tel:112",
    "ftp://registry.example/list", "file:///etc/passwd", "https://elsewhere.example/p/1", "https://registry.example@elsewhere.example/",
    "https://registry.example.elsewhere.example/", "http://127.0.0.1/", "http://2130706433/", "http://169.254.169.254/latest",
    "",
)  # fmt: skip

PAGES = {
    "whole": WHOLE,
    "long": LONG,
    "a page over the limit": bytes(BODY_LIMIT + MB),
    "ten thousand empty gzip members": gzip.compress(b"") * 10_000 + gzip.compress(WHOLE),
    "gzip announced twice": gzip.compress(gzip.compress(WHOLE)),
    "gzip that is cut off": gzip.compress(WHOLE)[:-12],
    "deflate without the zlib wrapper": deflated(WHOLE),
    "robots.txt is an error page with status 200": page_of("nothing here"),
    "robots.txt is UTF-16 with NUL bytes": "User-agent: *\nAllow: /\n".encode("utf-16"),
    "an error page with status 200 for every address": page_of("an address we do not know"),
    "latin-1 declared as UTF-8": "<p>Största stöd på ön</p>".encode("latin-1"),
    "a charset that is a codec but none of text": b"<p>St\xf6d</p>",
    "UTF-16 with a byte order mark": "<p>Största stöd på ön</p>".encode("utf-16"),
    "NUL bytes": b"<p>St\0d \0\0</p>" * 50,
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8,
    "a PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n",
    "elements nested ten thousand deep": b"<div>" * 10_000 + b"deep",
    "a list that links to itself in many spellings": page_of("a list", *SELF),
    "links that are no addresses, or not the registry's": page_of("a list", *NO_ADDRESSES),
    "a link to a port that cannot be": page_of("a list", f"https://{HOST}:99999/project/900", f"https://{HOST}:x/project/901"),
}
OK = b"HTTP/1.1 200 OK\r\n"
BREAKS_OFF = reset_after(OK + b"Content-Length: 1000\r\n\r\n", WHOLE)
FAILS = answer(b"", status="500 Internal Server Error")
WELL = answer(WHOLE)
ACTS: dict[str, Act] = {
    "reset before the answer": reset_after(),
    "closed without a byte": raw(),
    "silence": hang,
    "reset twice, then well": first([reset_after()] * 2, WELL),
    "headers that come byte by byte for ever": lambda wire: wire.drip(chain([OK + b"X-Slow: "], repeat(b"z"))),
    "100 Continue for ever": lambda wire: wire.drip(repeat(b"HTTP/1.1 100 Continue\r\n\r\n")),
    "garbage in place of a status line": raw(b"SSH-2.0-Nothing_1.0\r\n"),
    "an answer in HTTP/2": raw(b"HTTP/2 200\r\n\r\n", WHOLE),
    "a header line of 100 KB": raw(OK + b"X-Long: ", b"z" * 100_000, b"\r\n\r\n", WHOLE),
    "two hundred header lines": raw(OK, b"X-Many: z\r\n" * 200, b"\r\n", WHOLE),
    "a header line without a colon": raw(OK + b"Content-Type: text/html\r\nthis is no header\r\n\r\n", WHOLE),
    "reset in the middle of the body": BREAKS_OFF,
    "a body that breaks off once, then comes whole": first([BREAKS_OFF], WELL),
    "a body that comes byte by byte for ever": head_then(then=lambda wire: wire.drip(repeat(b"z"))),
    "a body shorter than its Content-Length": sent(WHOLE, headers=(f"Content-Length: {len(WHOLE) + 50}",)),
    "a body longer than its Content-Length": sent(WHOLE, OK + b"\r\nmore", headers=(f"Content-Length: {len(WHOLE)}",)),
    "no Content-Length": sent(WHOLE),
    "a Content-Length that is no number": sent(WHOLE, headers=("Content-Length: many",)),
    "two Content-Lengths that differ": sent(WHOLE, headers=("Content-Length: 10", "Content-Length: 20")),
    "a chunked body": sent(chunks(WHOLE), b"0\r\n\r\n", headers=(CHUNKED,)),
    "a chunked body that is cut off": sent(chunks(WHOLE), headers=(CHUNKED,)),
    "chunk sizes that are no numbers": sent(b"soon\r\n", WHOLE, b"\r\n0\r\n\r\n", headers=(CHUNKED,)),
    "a chunk size of -1": chunk_of_size(-1),
    "a chunk size of -5": chunk_of_size(-5),
    "a chunk size without end": head_then(CHUNKED, then=lambda wire: wire.flood(b"0" * 50_000)),
    "trailers without end after the last chunk": head_then(
        CHUNKED, then=lambda wire: (wire.send(chunks(WHOLE), b"0\r\n"), wire.drip(repeat(b"X-More: z\r\n")))
    ),
    "a chunked page over the limit": sent(chunks(bytes(BODY_LIMIT + MB), MB), headers=(CHUNKED,)),
    "a body without end": head_then(then=lambda wire: wire.flood(b"z" * 50_000)),
    "a gzip bomb: 1 MB that becomes 1 GB": lambda wire: wire.answer(bomb(1000 * MB), HTML, GZIP),
    "a gzip bomb of many members": lambda wire: wire.answer(gzip.compress(bytes(MB)) * 1000, HTML, GZIP),
    "a gzip bomb within gzip": lambda wire: wire.answer(gzip.compress(bomb(1000 * MB)), HTML, GZIP),
    "429 with Retry-After in seconds, then well": first([too_many("1")], WELL),
    "429 with a date in Retry-After, then well": first([lambda wire: too_many(_soon())(wire)], WELL),
    "500 twice, then well": first([FAILS] * 2, WELL),
    "103 Early Hints": raw(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + OK + b"\r\n", WHOLE),
    "304 to a request that named nothing to compare with": first([WELL], answer(b"", status="304 Not Modified")),
    "redirect to an address not in ASCII": lambda wire: (
        WELL if wire.path.endswith("/%C3%A5k") else redirect(f"{wire.path}/\u00e5k".encode().decode("latin-1"))
    )(wire),
    "redirects in a circle": stepping(lambda n: f"/fault/redirects-in-a-circle/{(n + 1) % 2}"),
    "redirects without end": stepping(lambda n: f"/fault/redirects-without-end/{n + 1}"),
    "four redirects to a page": lambda wire: (
        WELL if wire.path.endswith("/4") else stepping(lambda n: f"/fault/four-redirects-to-a-page/{n + 1}")
    )(wire),
    "robots.txt is never answered, the connection reset": reset_after(),
    "robots.txt comes byte by byte for ever": head_then(then=lambda wire: wire.drip(repeat(b"#"))),
    "robots.txt is a gzip bomb": lambda wire: wire.answer(bomb(1000 * MB), GZIP),
    "robots.txt redirects inside the host": _moved_robots,
    "another ETag each time, the body the same": _same_body_other_etag,
    "the same ETag, another body": _same_etag_other_body,
    "list pages without end, with nothing on them": leads_on,
    "list pages ever deeper, by a relative link": goes_deeper,
    "list pages without end, each with a new project": breeds,
    "a start page that breaks off": BREAKS_OFF,
}


def _declared(
    name: str,
    *,
    answers: str = "",
    headers: tuple[str, ...] = (),
    text: str = "",
    page: str | None = None,
    keeps: str | None = None,
    rows: tuple[str, ...] = (),
    hrefs: tuple[str, ...] = ("",),
    **told: Any,
) -> Fault:
    """A fault as `faults.toml` declares it: its act is an answer, or one of `ACTS`, or that of no page."""
    pages = PAGES | {"text": text.encode()}
    return Fault(
        name=name,
        act=answer(pages[page or "text"], *headers, status=answers) if answers else ACTS.get(name, raw()),
        body=pages[keeps] if keeps else None,
        rows=None if "any" in rows else tuple(rows),
        hrefs=tuple(href.format(long="a" * 100_000) for href in hrefs),
        **told,
    )


CHAPTERS = {
    chapter: tuple(_declared(**fault) for fault in told["faults"])
    for chapter, told in tomllib.loads(Path(__file__).with_name("faults.toml").read_text("utf-8")).items()
}
FAULTS = tuple(chain.from_iterable(CHAPTERS.values()))


INTRODUCTION = """# What a server can do wrong, and what happens

Made from `tests/integration/faulty_server.py`, do not edit: `.venv/bin/python tests/integration/faulty_server.py > docs/faults.md`.
Each row is a fault of a loopback server, and `tests/integration/test_faults.py` crawls a site with it: the crawl ends, every good page
of the site is stored, and the fault is reported once, with its address and what can be done. TLS is not among them.

A failure stands in the manifest of the crawl and in the metadata of the asset `capture/<registry>`; words in quotation marks are part of
it. Where more pages fail than the registry declares (`Expect.max_failed`), or a list page does, the crawl is held back.
"""


def table() -> str:
    """The text of `docs/faults.md`."""
    lines = [INTRODUCTION]
    for chapter, faults in CHAPTERS.items():
        lines += [f"## {chapter}", "", "| fault | the crawler | stored | the operator sees |", "|---|---|---|---|"]
        lines += [f"| {fault.name} | {fault.does} | {fault.stored} | {fault.shown} |" for fault in faults]
        lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(table())
