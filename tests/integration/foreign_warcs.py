"""WARC and ARC files as others make them, written byte by byte, so that no library of ours decides what is in them."""

from __future__ import annotations

import gzip
import hashlib
from base64 import b32encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

Headers = Sequence[tuple[str, str]]

HTML: Headers = (("Content-Type", "text/html; charset=utf-8"),)
SAMPLE_INFO = "software: made by others\r\nisSample: true\r\n"
LIVE_INFO = "software: made by others\r\n"


def sha1(payload: bytes) -> str:
    return "sha1:" + b32encode(hashlib.sha1(payload, usedforsecurity=False).digest()).decode()


def message(payload: bytes, headers: Headers = HTML, *, first: str = "HTTP/1.1 200 OK") -> bytes:
    return "\r\n".join([first, *(f"{name}: {value}" for name, value in headers), "", ""]).encode("latin-1") + payload


def chunked(payload: bytes, size: int = 1000) -> bytes:
    pieces = [payload[at : at + size] for at in range(0, len(payload), size)]
    return b"".join(f"{len(piece):x}\r\n".encode() + piece + b"\r\n" for piece in pieces) + b"0\r\n\r\n"


def record(kind: str, block: bytes, fields: Headers, *, version: str = "1.0", content_type: str = "application/http") -> bytes:
    told = [("WARC-Type", kind), *fields, ("Content-Type", content_type), ("Content-Length", str(len(block)))]
    head = "\r\n".join([f"WARC/{version}", *(f"{name}: {value}" for name, value in told), "", ""]).encode()
    return head + block + b"\r\n\r\n"


def iso(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass
class Foreign:
    """A file being written. `records` may be reordered, damaged or left out before it is packed."""

    records: list[bytes] = field(default_factory=list)
    version: str = "1.0"

    def info(self, told: str = SAMPLE_INFO) -> Foreign:
        self.records.append(
            record(
                "warcinfo",
                told.encode(),
                [("WARC-Date", "2020-01-01T00:00:00Z")],
                version=self.version,
                content_type="application/warc-fields",
            )
        )
        return self

    def add(
        self, kind: str, url: str, date: str, block: bytes, *fields: tuple[str, str], content_type: str = "application/http"
    ) -> Foreign:
        told = [("WARC-Target-URI", url), ("WARC-Date", date), ("WARC-Record-ID", f"<urn:uuid:{len(self.records)}>"), *fields]
        self.records.append(record(kind, block, told, version=self.version, content_type=content_type))
        return self

    def page(
        self,
        url: str,
        at: datetime,
        payload: bytes,
        headers: Headers = HTML,
        *fields: tuple[str, str],
        first: str = "HTTP/1.1 200 OK",
        date: str = "",
    ) -> Foreign:
        return self.add("response", url, date or iso(at), message(payload, headers, first=first), *fields)

    def plain(self) -> bytes:
        return b"".join(self.records)

    def packed(self) -> bytes:
        """A gzip member a record, as the standard has it."""
        return b"".join(gzip.compress(each, mtime=0) for each in self.records)

    def packed_in_one(self) -> bytes:
        """One gzip member for the whole file, as `gzip file.warc` makes it."""
        return gzip.compress(self.plain(), mtime=0)


def common_crawl(pages: Iterable[tuple[str, datetime, bytes]]) -> Foreign:
    """Request, response, metadata for each page; bodies without chunks and decoded, headers that tell so under other names."""
    made = Foreign().info(SAMPLE_INFO + "robots: checked via crawler-commons 1.4\r\nformat: WARC File Format 1.0\r\n")
    for url, at, body in pages:
        asked = b"GET / HTTP/1.1\r\nUser-Agent: CCBot/2.0 (https://commoncrawl.org/faq/)\r\nAccept-Encoding: br,gzip\r\nHost: x\r\n\r\n"
        headers = [
            ("Date", "Mon, 06 Feb 2023 11:39:34 GMT"),
            ("Content-Type", "text/html; charset=utf-8"),
            ("X-Crawl-Transfer-Encoding", "chunked"),
            ("X-Crawl-Content-Encoding", "gzip"),
            ("Content-Length", str(len(body))),
        ]
        made.add("request", url, iso(at), asked)
        made.page(url, at, body, headers, ("WARC-Payload-Digest", sha1(body)), ("WARC-Identified-Payload-Type", "text/html"))
        told = b"fetchTimeMs: 321\r\ncharset-detected: UTF-8\r\n"
        made.add("metadata", url, iso(at), told, content_type="application/warc-fields")
    return made


def heritrix(pages: Iterable[tuple[str, datetime, bytes]], revisits: Iterable[tuple[str, datetime, bytes]]) -> Foreign:
    """Responses as they came (HTTP/1.0 or chunked and gzip), then revisits of later dates that name the payload only."""
    made = Foreign().info(SAMPLE_INFO + "hostname: crawling-host\r\nrobots: obey\r\n")
    for number, (url, at, body) in enumerate(pages):
        packed = gzip.compress(body, mtime=0)
        if number % 2:
            headers = [("content-type", "text/html"), ("transfer-encoding", "chunked"), ("content-encoding", "gzip")]
            made.page(url, at, chunked(packed), headers, ("WARC-Payload-Digest", sha1(packed)))
        else:
            made.page(url, at, body, [("Content-Type", "text/html; charset=iso-8859-1")], first="HTTP/1.0 200 OK")
    for url, at, payload in revisits:
        made.add(
            "revisit",
            url,
            iso(at),
            message(b"", [("Content-Type", "text/html"), ("Content-Length", str(len(payload)))]),
            ("WARC-Profile", "http://netpreserve.org/warc/1.0/revisit/identical-payload-digest"),
            ("WARC-Payload-Digest", sha1(payload)),
            ("WARC-Truncated", "length"),
        )
    return made


def wget(pages: Iterable[tuple[str, datetime, bytes]]) -> Foreign:
    """Addresses in angle brackets, requests and answers, its log and arguments as resource records."""
    made = Foreign().info(SAMPLE_INFO + "software: Wget/1.21.3 (linux-gnu)\r\n")
    for url, at, body in pages:
        made.add("request", f"<{url}>", iso(at), b"GET / HTTP/1.1\r\nUser-Agent: Wget/1.21.3\r\nHost: x\r\n\r\n")
        headers = [("Content-Type", "text/html"), ("Content-Length", str(len(body)))]
        made.page(f"<{url}>", at, body, headers, ("WARC-Block-Digest", sha1(message(body, headers))))
    made.add("metadata", "metadata://gnu.org/software/wget/warc/MANIFEST.txt", "2021-05-05T00:00:00Z", b"", content_type="text/plain")
    made.add("resource", "metadata://gnu.org/software/wget/warc/wget.log", "2021-05-05T00:00:00Z", b"log", content_type="text/plain")
    return made


def browsertrix(pages: Iterable[tuple[str, datetime, bytes]]) -> Foreign:
    """WARC 1.1 with fractions of seconds, digests in SHA-256 and hexadecimal digits, bodies decoded under headers that say gzip."""
    made = Foreign(version="1.1").info(SAMPLE_INFO + "software: Browsertrix-Crawler 1.0.0 (with warcio.js 2.2.1)\r\n")
    for number, (url, at, body) in enumerate(pages):
        date = at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{100 + number}Z"
        digest = ("WARC-Payload-Digest", "sha256:" + hashlib.sha256(body).hexdigest())
        headers = [("content-encoding", "gzip"), ("content-type", "text/html; charset=utf-8"), ("content-length", "1234")]
        if number % 3 == 2:
            made.add("resource", url, date, body, digest, content_type="text/html")
        else:
            made.page(url, at, body, headers, digest, first="HTTP/2 200", date=date)
        made.add("resource", f"urn:text:{url}", date, b"text of the page", content_type="text/plain")
        made.page(f"{url}&x=/style.css", at, b"a {}", [("Content-Type", "text/css")])
    return made


def arc(pages: Iterable[tuple[str, datetime, bytes]]) -> bytes:
    """An ARC 1 file of the Internet Archive's early years."""
    told = b"1 0 InternetArchive\nURL IP-address Archive-date Content-type Archive-length\n"
    made = [f"filedesc://old.arc 0.0.0.0 20050101000000 text/plain {len(told)}\n".encode() + told + b"\n"]
    for url, at, body in pages:
        block = message(body, [("Content-Type", "text/html")], first="HTTP/1.0 200 OK")
        made.append(f"{url} 192.0.2.1 {at:%Y%m%d%H%M%S} text/html {len(block)}\n".encode() + block + b"\n")
    return b"".join(gzip.compress(each, mtime=0) for each in made)
