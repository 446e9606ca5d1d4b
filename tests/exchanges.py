"""HTTP exchanges as a crawl hands them on, and the check of WARC files, for the tests of all that stores, imports, erases or reads them."""

from __future__ import annotations

import gzip
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from warehouse.captures.exchange import Exchange

Headers = tuple[tuple[str, str], ...]
REASONS = {200: "OK", 301: "Moved Permanently", 304: "Not Modified"}
ASKED: Headers = (("Host", "www.esf.se"), ("User-Agent", "test"))


def exchange_of(url: str, body: bytes, at: datetime, status: int = 200, *, canonical_url: str = "", headers: Headers = ()) -> Exchange:
    """An answer to a request; its body is sent compressed where the headers say so."""
    is_packed = bool(body) and ("Content-Encoding", "gzip") in headers
    return Exchange(
        url=url,
        canonical_url=canonical_url or url,
        fetched_at=at,
        status=status,
        reason=REASONS.get(status, ""),
        request_headers=ASKED,
        response_headers=headers,
        raw_body=gzip.compress(body, mtime=0) if is_packed else body,
        body=body,
    )


def headers_of(named: Mapping[str, str]) -> Headers:
    """Header lines from keyword arguments, an underscore for each hyphen."""
    return tuple((name.replace("_", "-"), value) for name, value in named.items())


def warcio_check(folder: Path) -> None:
    """Asserts that a tool of others finds every WARC file below the folder sound."""
    files = [str(file) for file in folder.rglob("*.warc.gz")]
    assert files
    done = subprocess.run([sys.executable, "-m", "warcio.cli", "check", *files], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
