"""Everything a web server can do wrong, by name, and a loopback server that does it.

Each `Fault` is declared once, with what the crawler makes of it: `test_faults.py` holds the crawler to that, and `docs/faults.md` is its
table. After a change here: `.venv/bin/python tests/integration/faulty_server.py > docs/faults.md`.
"""

from __future__ import annotations

import gzip
import re
import socket
import struct
import sys
import threading
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from email.utils import formatdate
from itertools import chain, repeat
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

    def __init__(self, server: FaultyServer, link: socket.socket, path: str, headers: dict[str, str], nth: int) -> None:
        self.server = server
        self.path = path
        self.headers = headers
        self.nth = nth
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
                path = words[1]
                self.asked[path] += 1
                wire = Wire(self, link, path, headers, self.asked[path])
                if len(path) > 8_000:
                    wire.answer(b"too long", status="414 URI Too Long")
                else:
                    self._act_for(path)(wire)
                if not wire.stays_open:
                    return

    def _act_for(self, path: str) -> Act:
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


def kept(name: str, act: Act, does: str, **more: Any) -> Fault:
    """A fault that costs nothing: the page is stored as it is."""
    return Fault(name, act, does, rows=("200 response",), body=WHOLE, **more)


def breaks_off(name: str, act: Act, **more: Any) -> Fault:
    """A body that does not come whole."""
    return Fault(name, act, ASKS_ONCE_MORE, told="broke off", status=200, **more)


def too_large(name: str, act: Act) -> Fault:
    """A body over the limit."""
    return Fault(name, act, CUT, told="larger than", status=200)


def too_slow(name: str, act: Act) -> Fault:
    """An answer that never ends, however lively the server."""
    return Fault(name, act, IN_ALL, told="longer than", n_asked=1)


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
    return answer(b"", retry_after, status="429 Too Many Requests")


def reset_after(*pieces: bytes) -> Act:
    def act(wire: Wire) -> None:
        wire.send(*pieces)
        if pieces:
            time.sleep(0.05)  # a reset overtakes what is still on its way
        wire.reset()

    return act


def _chunk_below_zero(size: int) -> Act:
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

AGAIN = "asks again"
LATER = "asks again, then gives the page up"
GIVES_UP = "gives the page up"
ASKS_ONCE_MORE = "asks once more, then gives the page up"
FOLLOWS_NOT = "does not follow"
AS_SENT = "takes the bytes as they are; what they are is for the reading to tell"
READING = "nothing of the crawl; the reading notes what it cannot read"
CUT = "leaves as soon as the limit is passed"
WAITS = "waits as long as it is asked to, and asks again"
IN_ALL = "leaves when the time for one request is over, however lively the server"

CONNECTIONS = (
    Fault("reset before the answer", reset_after(), LATER, told="did not answer", n_asked=3),
    Fault("closed without a byte", raw(), LATER, told="did not answer", n_asked=3),
    Fault("silence", hang, LATER, told="did not answer"),
    kept("reset twice, then well", first([reset_after()] * 2, answer(WHOLE)), AGAIN),
    too_slow("headers that come byte by byte for ever", lambda wire: wire.drip(chain([b"HTTP/1.1 200 OK\r\nX-Slow: "], repeat(b"z")))),
    too_slow("100 Continue for ever", lambda wire: wire.drip(repeat(b"HTTP/1.1 100 Continue\r\n\r\n"))),
    Fault("garbage in place of a status line", raw(b"SSH-2.0-Nothing_1.0\r\n"), LATER, told="SSH-2.0-Nothing", n_asked=3),
    Fault("an answer in HTTP/2", raw(b"HTTP/2 200\r\n\r\n", WHOLE), LATER, told="HTTP/2", n_asked=3),
    Fault("a header line of 100 KB", raw(b"HTTP/1.1 200 OK\r\nX-Long: ", b"z" * 100_000, b"\r\n\r\n", WHOLE), LATER, told="65536 bytes"),
    Fault("two hundred header lines", raw(b"HTTP/1.1 200 OK\r\n", b"X-Many: z\r\n" * 200, b"\r\n", WHOLE), LATER, told="100 headers"),
    kept(
        "a header line without a colon",
        raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nthis is no header\r\n\r\n", WHOLE),
        "reads the headers before it",
    ),
    kept(
        "headers not in ASCII, and folded over lines",
        answer(WHOLE, HTML, "Server: \xc3\xa5\xc3\xa4\xc3\xb6", "X-Folded: one\r\n two", status="200 Allt v\xc3\xa4l"),
        "takes the headers as they are",
    ),
    Fault(
        "an address of another host that refuses the connection",
        raw(),
        "gives up that host, whose robots.txt cannot be had, and visits the others",
        place="other host",
        told="refused",
    ),
    Fault(
        "another host whose robots.txt fails",
        raw(),
        "gives up that host, whose robots.txt cannot be had, and visits the others",
        place="other host",
        told="robots.txt",
    ),
    Fault(
        "a live registry whose name means this machine",
        raw(),
        "looks the name up and connects to no private or loopback address",
        place="live",
        told="public internet",
        ends=True,
    ),
)

BODIES = (
    breaks_off("reset in the middle of the body", reset_after(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", WHOLE)),
    kept(
        "a body that breaks off once, then comes whole",
        first([reset_after(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", WHOLE)], answer(WHOLE)),
        AGAIN,
    ),
    too_slow("a body that comes byte by byte for ever", head_then(then=lambda wire: wire.drip(repeat(b"z")))),
    Fault(
        "a body shorter than its Content-Length",
        sent(WHOLE, headers=(f"Content-Length: {len(WHOLE) + 50}",)),
        ASKS_ONCE_MORE,
        told=f"broke off after {len(WHOLE)} bytes",
        status=200,
    ),
    kept(
        "a body longer than its Content-Length",
        sent(WHOLE, b"HTTP/1.1 200 OK\r\n\r\nmore", headers=(f"Content-Length: {len(WHOLE)}",)),
        "takes as many bytes as announced, and leaves the connection",
    ),
    kept("no Content-Length", sent(WHOLE), "reads until the server closes"),
    kept("a Content-Length that is no number", sent(WHOLE, headers=("Content-Length: many",)), "reads until the server closes"),
    Fault(
        "two Content-Lengths that differ",
        sent(
            WHOLE,
            headers=(
                "Content-Length: 10",
                "Content-Length: 20",
            ),
        ),
        GIVES_UP,
        told="Content-Length",
    ),
    kept("a chunked body", sent(chunks(WHOLE), b"0\r\n\r\n", headers=(CHUNKED,)), "puts it together"),
    breaks_off("a chunked body that is cut off", sent(chunks(WHOLE), headers=(CHUNKED,))),
    breaks_off("chunk sizes that are no numbers", sent(b"soon\r\n", WHOLE, b"\r\n0\r\n\r\n", headers=(CHUNKED,))),
    *(breaks_off(f"a chunk size of {size}", _chunk_below_zero(size), most_sent=20 * MB) for size in (-1, -5)),
    breaks_off("a chunk size without end", head_then(CHUNKED, then=lambda wire: wire.flood(b"0" * 50_000)), most_sent=20 * MB),
    too_slow(
        "trailers without end after the last chunk",
        head_then(CHUNKED, then=lambda wire: (wire.send(chunks(WHOLE), b"0\r\n"), wire.drip(repeat(b"X-More: z\r\n")))),
    ),
    Fault("ten megabytes", answer(LONG), "takes them: the limit is higher", rows=("200 response",), body=LONG),
    too_large("a page over the limit", answer(bytes(BODY_LIMIT + MB))),
    too_large("a chunked page over the limit", sent(chunks(bytes(BODY_LIMIT + MB), MB), headers=(CHUNKED,))),
    too_large("a body without end", head_then(then=lambda wire: wire.flood(b"z" * 50_000))),
)

ENCODINGS = (
    too_large("a gzip bomb: 1 MB that becomes 1 GB", lambda wire: wire.answer(bomb(1000 * MB), HTML, GZIP)),
    too_large("a gzip bomb of many members", lambda wire: wire.answer(gzip.compress(bytes(MB)) * 1000, HTML, GZIP)),
    kept("ten thousand empty gzip members", answer(gzip.compress(b"") * 10_000 + gzip.compress(WHOLE), HTML, GZIP), "reads them"),
    Fault(
        "a gzip bomb within gzip",
        lambda wire: wire.answer(gzip.compress(bomb(1000 * MB)), HTML, GZIP),
        "undoes the one encoding that is announced, and no more",
        rows=("200 response",),
    ),
    Fault(
        "gzip announced twice",
        answer(gzip.compress(gzip.compress(WHOLE)), HTML, "Content-Encoding: gzip, gzip"),
        GIVES_UP,
        told="Content-Encoding 'gzip, gzip'",
        status=200,
    ),
    Fault("gzip that is cut off", answer(gzip.compress(WHOLE)[:-12], HTML, GZIP), GIVES_UP, told="ends before its end mark", status=200),
    Fault("gzip in name only", answer(WHOLE, HTML, GZIP), GIVES_UP, told="not valid gzip", status=200),
    Fault(
        "Brotli, which nobody asked for", answer(WHOLE, HTML, "Content-Encoding: br"), GIVES_UP, told="Content-Encoding 'br'", status=200
    ),
    kept("deflate without the zlib wrapper", answer(deflated(WHOLE), HTML, "Content-Encoding: deflate"), "reads it"),
)

STATUSES = (
    kept("429 with Retry-After in seconds, then well", first([too_many("Retry-After: 1")], answer(WHOLE)), WAITS, n_asked=2),
    kept(
        "429 with a date in Retry-After, then well",
        first([lambda wire: too_many(f"Retry-After: {_soon()}")(wire)], answer(WHOLE)),
        WAITS,
        n_asked=2,
    ),
    Fault(
        "429 that asks for an hour", too_many("Retry-After: 3600"), "does not ask again", told="Retry-After: 3600", status=429, n_asked=1
    ),
    Fault("429 with nonsense in Retry-After", too_many("Retry-After: when it suits us"), LATER, told="429", status=429, n_asked=3),
    Fault(
        "429 with a date beyond all calendars",
        too_many("Retry-After: Fri, 31 Dec 99999 23:59:59 GMT"),
        "takes it for nonsense or for too long",
        told="429",
        status=429,
    ),
    Fault("503", answer(b"", status="503 Service Unavailable"), LATER, told="503", status=503, n_asked=3),
    Fault("500 for ever", answer(b"", status="500 Internal Server Error"), LATER, told="500", status=500, n_asked=3),
    kept("500 twice, then well", first([answer(b"", status="500 Internal Server Error")] * 2, answer(WHOLE)), AGAIN, n_asked=3),
    *(
        Fault(status, answer(b"no", status=status), "does not ask again", told=told, status=int(status[:3]), n_asked=1)
        for status, told in {
            "401 Unauthorized": "ask the publisher",
            "403 Forbidden": "ask the publisher",
            "404 Not Found": "the page is gone",
            "410 Gone": "the page is gone",
            "206 Partial Content": "this is no page",
            "999 Go Away": "999",
        }.items()
    ),
    Fault("204 No Content", answer(b"", status="204 No Content"), "does not ask again", told="this is no page", status=204, n_asked=1),
    Fault(
        "103 Early Hints",
        raw(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", WHOLE),
        "takes it for the answer, and leaves the connection",
        told="this is no page",
        status=103,
    ),
    Fault("200 without a body", answer(b""), GIVES_UP, told="empty", status=200),
    Fault("304 where nothing is known", answer(b"", status="304 Not Modified"), GIVES_UP, told="nothing to compare with", status=304),
    Fault(
        "304 to a request that named nothing to compare with",
        first([answer(WHOLE)], answer(b"", status="304 Not Modified")),
        "does not believe it: keeps what is stored, and says that the page could not be had",
        n_crawls=2,
        rows=("200 response",),
        told="nothing to compare with",
        status=304,
    ),
)

PRIVATE = (
    "http://127.0.0.1/",
    "http://10.0.0.1/",
    "http://[::1]/",
    "http://169.254.169.254/latest",
    "http://localhost/",
    "http://2130706433/",
)

REDIRECTS = (
    *(
        Fault(f"redirect to `{location}`", redirect(location), FOLLOWS_NOT, rows=("302 response",), told=location, status=302)
        for location in ("https://elsewhere.example/", f"https://{HOST}@elsewhere.example/", *PRIVATE)
    ),
    *(
        Fault(f"redirect to `{location}`", redirect(location), FOLLOWS_NOT, rows=("302 response",), told=location, status=302)
        for location in ("file:///etc/passwd", f"ftp://{HOST}/", "javascript:alert(1)", "http://[", f"https://{HOST}:99999/")
    ),
    Fault(
        "redirect without Location",
        answer(b"", HTML, status="301 Moved Permanently"),
        GIVES_UP,
        rows=("301 response",),
        told="without saying where",
        status=301,
    ),
    Fault(
        "redirect to an address not in ASCII",
        lambda wire: (answer(WHOLE) if wire.path.endswith("/%C3%A5k") else redirect(f"{wire.path}/\u00e5k".encode().decode("latin-1")))(
            wire
        ),
        "reads the address as UTF-8 and follows",
        rows=("302 response", "200 response"),
    ),
    Fault(
        "redirects in a circle",
        stepping(lambda n: f"/fault/redirects-in-a-circle/{(n + 1) % 2}"),
        "follows five",
        rows=("302 response",) * 6,
        told="more than 5 redirects",
    ),
    Fault(
        "redirect to itself",
        redirect("/fault/redirect-to-itself"),
        "follows five",
        rows=("302 response",) * 6,
        told="more than 5 redirects",
    ),
    Fault(
        "redirects without end",
        stepping(lambda n: f"/fault/redirects-without-end/{n + 1}"),
        "follows five",
        rows=("302 response",) * 6,
        told="more than 5 redirects",
    ),
    Fault(
        "four redirects to a page",
        lambda wire: (answer(WHOLE) if wire.path.endswith("/4") else stepping(lambda n: f"/fault/four-redirects-to-a-page/{n + 1}"))(wire),
        "follows them",
        rows=("302 response",) * 4 + ("200 response",),
    ),
    Fault(
        "redirect to the list, for a page that is gone",
        redirect("/list/"),
        "knows the list already",
        rows=("302 response",),
        seen="the redirect among the captures; the number of pages falls",
    ),
)

ROBOTS = (
    Fault(
        "robots.txt disallows a page",
        answer(b"User-agent: *\nDisallow: /disallowed\n", "Content-Type: text/plain"),
        "does not ask for the page; it counts neither as had nor as failed",
        place="robots",
        told="robots.txt does not allow us this page",
    ),
    Fault(
        "robots.txt disallows the start page",
        answer(b"User-agent: *\nDisallow: /list/\n", "Content-Type: text/plain"),
        "asks for nothing",
        place="robots",
        told="robots.txt does not allow us",
        ends=True,
    ),
    *(
        Fault(f"robots.txt {name}", act, "asks for nothing: what is allowed is unknown", place="robots", told=told, ends=True)
        for name, act, told in (
            ("fails with 500", answer(b"", status="500 Internal Server Error"), "500"),
            ("is answered with 429", answer(b"", "Retry-After: 3600", status="429 Too Many Requests"), "429"),
            ("is never answered, the connection reset", reset_after(), "robots.txt"),
            ("comes byte by byte for ever", head_then(then=lambda wire: wire.drip(repeat(b"#"))), "robots.txt"),
            ("is a gzip bomb", lambda wire: wire.answer(bomb(1000 * MB), GZIP), "larger than"),
            ("redirects to itself", redirect("/robots.txt"), "more than 5 redirects"),
            ("redirects to another host", redirect("https://elsewhere.example/robots.txt"), "elsewhere.example"),
            ("redirects to this machine", redirect("http://127.0.0.1/robots.txt"), "127.0.0.1"),
        )
    ),
    *(
        Fault(f"robots.txt {name}", act, does, place="robots", seen="nothing")
        for name, act, does in (
            ("is not there (404)", answer(b"", status="404 Not Found"), "knows no rules"),
            ("is not there (410)", answer(b"", status="410 Gone"), "knows no rules"),
            ("is empty", answer(b""), "finds no rules in it"),
            ("is an error page with status 200", answer(page_of("nothing here")), "finds no rules in it"),
            ("is UTF-16 with NUL bytes", answer("User-agent: *\nAllow: /\n".encode("utf-16")), "finds no rules in it"),
            ("redirects inside the host", _moved_robots, "follows"),
            (
                "has rules full of wildcards",
                answer(b"User-agent: *\nDisallow: /" + b"*a" * 30 + b"b\n"),
                "obeys them, in no time",
            ),
            ("asks for a delay that is no number", answer(b"User-agent: *\nCrawl-delay: inf\n"), "keeps the registry's own delay"),
        )
    ),
    Fault(
        "robots.txt asks for a delay of a day",
        answer(b"User-agent: *\nCrawl-delay: 86400\n", "Content-Type: text/plain"),
        "does not begin a crawl that would never end",
        place="robots",
        told="Crawl-delay",
        ends=True,
    ),
)

VALIDATORS = (
    Fault(
        "another ETag each time, the body the same",
        _same_body_other_etag,
        "compares the bodies",
        rows=("200 response", "200 revisit"),
        body=WHOLE,
        n_crawls=2,
        seen="nothing: the page counts as unchanged",
    ),
    Fault("the same ETag, another body", _same_etag_other_body, "compares the bodies", rows=("200 response", "200 response"), n_crawls=2),
    Fault(
        "an ETag folded over two lines",
        answer(WHOLE, HTML, 'ETag: "one\r\n two"'),
        "joins the lines, and sends it back as one",
        rows=("200 response", "200 revisit"),
        n_crawls=2,
        seen="nothing: the page counts as unchanged",
    ),
    Fault(
        "an ETag and a Last-Modified that are none",
        answer(WHOLE, HTML, "ETag: \xe5\xe4\xf6 not quoted", "Last-Modified: the other day"),
        "sends them back as they came",
        rows=("200 response", "200 revisit"),
        n_crawls=2,
        seen="nothing: the page counts as unchanged",
    ),
)

CONTENTS = (
    Fault(
        "an error page with status 200 for every address",
        answer(page_of("an address we do not know")),
        "cannot tell it from a page; stores the one body once",
        hrefs=("", "/2", "/3"),
        rows=("200 response", "200 revisit", "200 revisit"),
        seen="pages without a record in the reading, which is held back where they are many",
    ),
    *(
        Fault(name, answer(body, content_type), AS_SENT, rows=("200 response",), body=body, seen=READING)
        for name, body, content_type in (
            ("latin-1 declared as UTF-8", "<p>Största stöd på ön</p>".encode("latin-1"), HTML),
            ("UTF-8 declared as latin-1", "<p>Största stöd på ön</p>".encode(), "Content-Type: text/html; charset=iso-8859-1"),
            ("a charset that does not exist", "<p>Största stöd på ön</p>".encode(), "Content-Type: text/html; charset=x-nonsense-8"),
            ("a charset that is a codec but none of text", b"<p>St\xf6d</p>", "Content-Type: text/html; charset=base64"),
            ("UTF-16 with a byte order mark", "<p>Största stöd på ön</p>".encode("utf-16"), "Content-Type: text/html"),
            ("NUL bytes", b"<p>St\0d \0\0</p>" * 50, HTML),
            ("a picture", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "Content-Type: image/png"),
            ("a PDF", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n", "Content-Type: application/pdf"),
            ("no Content-Type", WHOLE, "X-Nothing: at all"),
            ("a Content-Type that is none", WHOLE, "Content-Type: ;;;/\xe5; charset="),
            ("elements nested ten thousand deep", b"<div>" * 10_000 + b"deep", HTML),
        )
    ),
)

LISTS = (
    Fault(
        "a list page that fails",
        answer(b"", status="500 Internal Server Error"),
        "visits the projects it knows of",
        place="list",
        told="500",
        status=500,
    ),
    Fault(
        "a list that links to itself in many spellings",
        answer(page_of("a list", *SELF)),
        "knows most of them for the same address, and asks for each of the others once",
        place="list",
        rows=("200 response",),
        n_asked=1,
    ),
    Fault(
        "links that are no addresses, or not the registry's",
        answer(page_of("a list", *NO_ADDRESSES)),
        "follows none of them",
        place="list",
        rows=("200 response",),
        seen="no more than a number, `CrawlProgress.outside`",
        n_asked=1,
    ),
    Fault(
        "a link to a port that cannot be",
        answer(page_of("a list", f"https://{HOST}:99999/project/900", f"https://{HOST}:x/project/901")),
        "follows none of them",
        place="list",
        rows=("200 response",),
        seen="no more than a number, `CrawlProgress.outside`",
        n_asked=1,
    ),
    kept(
        "a link in capitals and with the port",
        answer(WHOLE),
        "knows the host: the same robots.txt, the same distance between requests",
        hrefs=(f"HTTPS://{HOST.upper()}:443/fault/a-link-in-capitals-and-with-the-port",),
    ),
    Fault(
        "an address of 100 KB",
        answer(WHOLE),
        "does not ask for it",
        hrefs=("/" + "a" * 100_000,),
        seen="no more than a number, `CrawlProgress.outside`",
        n_asked=0,
    ),
    Fault(
        "list pages without end, with nothing on them",
        leads_on,
        "leaves them after 25 in a row that link to no new project, and visits the projects it knows of",
        place="list",
        rows=None,
        told="is there an end to them?",
    ),
    Fault(
        "list pages ever deeper, by a relative link",
        goes_deeper,
        "leaves them after 25 in a row that link to no new project, and visits the projects it knows of",
        place="list",
        rows=None,
        told="is there an end to them?",
    ),
    Fault(
        "list pages without end, each with a new project",
        breeds,
        "ends at the limit of pages or of time",
        place="list",
        rows=None,
        max_pages=120,
        told="limit of 120 pages",
        ends=True,
    ),
    Fault(
        "a start page that fails",
        answer(b"", status="500 Internal Server Error"),
        "ends the crawl, which is held back",
        place="start",
        told="500",
        status=500,
        ends=True,
    ),
    Fault(
        "a start page that breaks off",
        reset_after(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", WHOLE),
        "ends the crawl, which is held back",
        place="start",
        told="broke off",
        status=200,
        ends=True,
    ),
)

CHAPTERS = {
    "The connection and the head of the answer": CONNECTIONS,
    "The body": BODIES,
    "The encoding of the body": ENCODINGS,
    "The status": STATUSES,
    "Redirects": REDIRECTS,
    "robots.txt": ROBOTS,
    "ETags and what is unchanged": VALIDATORS,
    "What is on the page": CONTENTS,
    "Lists and links": LISTS,
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
