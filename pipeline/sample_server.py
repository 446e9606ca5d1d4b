"""The loopback HTTP server of sample pages: `python -m pipeline.sample_server CODE` to look at those of a registry in a browser.

HTTP/1.1 with keep-alive, validators (ETag, Last-Modified), HEAD and gzip. A page is found by the Host header and the path. Does not belong
here: which pages there are (`sample_site`), what is broken in them (`sample_faults`).
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import hashlib
import socket
import sys
import threading
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from parsers.registry import sources
from pipeline.sample_faults import Faults
from pipeline.sample_site import SamplePage, SampleProblem, SampleSite, path_of

LAST_MODIFIED = "Mon, 02 Jun 2025 06:00:00 GMT"
GZIP_FROM_BYTES = 1024


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """One answered request: method, path and query as asked, status sent, and whether it was conditional."""

    method: str
    path: str
    status: int
    conditional: bool


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "DiariumSample/1"
    sys_version = ""
    disable_nagle_algorithm = True
    wbufsize = 64 * 1024
    timeout = 30
    server: _Server

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet: requests are kept in `SampleServer.requests` instead."""

    def _answer(self, *, with_body: bool) -> None:
        original = self.server.site.find(f"https://{self.headers.get('Host', '')}{self.path}")
        page = self.server.faults.apply(self.path, original)
        body, etag, encoded = page.body, hashlib.sha256(page.body).hexdigest(), False
        if len(body) >= GZIP_FROM_BYTES and "gzip" in self.headers.get("Accept-Encoding", ""):
            body, etag, encoded = gzip.compress(body, mtime=0), f"{etag}-gzip", True
        unchanged = page.status == HTTPStatus.OK and self._is_unchanged(etag, dated=page is original)
        status = HTTPStatus.NOT_MODIFIED if unchanged else page.status
        conditional = "If-None-Match" in self.headers or "If-Modified-Since" in self.headers
        self.server.requests.append(RequestRecord(self.command, self.path, int(status), conditional))
        self.send_response(status)
        if page.status == HTTPStatus.OK:
            self.send_header("ETag", f'"{etag}"')
            self.send_header("Last-Modified", LAST_MODIFIED)
        self._send_rest(page, None if unchanged else body, encoded=encoded, with_body=with_body)

    def _is_unchanged(self, etag: str, *, dated: bool) -> bool:
        wanted = self.headers.get("If-None-Match")
        if wanted is not None:
            tags = {tag.strip().removeprefix("W/").strip('"').removesuffix("-gzip") for tag in wanted.split(",")}
            return "*" in tags or etag.removesuffix("-gzip") in tags
        since = self.headers.get("If-Modified-Since")
        if since is None or not dated:
            return False
        try:
            return parsedate_to_datetime(since) >= parsedate_to_datetime(LAST_MODIFIED)
        except (TypeError, ValueError):
            return False

    def _send_rest(self, page: SamplePage, body: bytes | None, *, encoded: bool, with_body: bool) -> None:
        self.send_header("Vary", "Accept-Encoding")
        if body is not None:
            self.send_header("Content-Type", page.content_type)
            if encoded:
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if body is not None and with_body:
            self.wfile.write(body)


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    block_on_close = True

    def __init__(self, address: tuple[str, int], site: SampleSite, faults: Faults) -> None:
        self.site, self.faults = site, faults
        self.requests: list[RequestRecord] = []
        self._open: set[socket.socket] = set()
        super().__init__(address, _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Quiet: a client that hangs up is not an error of the sample."""

    def end_connections(self) -> None:
        """Hang up on idle keep-alive connections, so that their threads end."""
        for connection in list(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class SampleServer:
    """A context manager that serves `site` on a port of 127.0.0.1 until its block ends.

    base_url: `http://127.0.0.1:<port>` without a closing slash. faults: what to break, changeable at run time.
    requests: every request answered so far, oldest first. port: 0 takes a free one; OSError if a given one is taken.
    """

    def __init__(self, site: SampleSite, faults: Faults | None = None, port: int = 0) -> None:
        self.faults = faults if faults is not None else Faults()
        self._server = _Server(("127.0.0.1", port), site, self.faults)
        self.base_url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, name="sample-server")

    @property
    def requests(self) -> list[RequestRecord]:
        """Every request answered so far, oldest first; `clear()` it to begin anew."""
        return self._server.requests

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.end_connections()
        self._server.server_close()


def serve_samples() -> None:
    """Serve the sample pages of a registry until Ctrl-C and print the address of the first list of them."""
    parser = argparse.ArgumentParser(
        prog="python -m pipeline.sample_server", description="Serve the sample pages of a registry on loopback."
    )
    parser.add_argument("code", choices=sorted(sources()), help="the registry")
    parser.add_argument("--port", type=int, default=0, help="port to use (a free one if not given)")
    given = parser.parse_args()
    try:
        site = SampleSite.of(sources()[given.code].folder)
    except SampleProblem as problem:
        parser.error(str(problem))
    lists = [address for address, page in site.pages.items() if page.kind == "list"]
    with SampleServer(site, port=given.port) as server:
        sys.stdout.write(f"Sample pages of {given.code}: {server.base_url}{path_of((lists or [*site.pages])[0])}  (Ctrl-C to stop)\n")
        sys.stdout.flush()
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()


if __name__ == "__main__":
    serve_samples()
