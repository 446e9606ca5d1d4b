"""A small registry site on loopback for the tests of the crawl: routes of paths, each with its reply; what was asked is kept."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Reply:
    """What the site says to one request."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    is_chunked: bool = False
    announced: int | None = None


@dataclass
class Seen:
    """A request the site got."""

    path: str
    headers: dict[str, str]
    at: float
    method: str = "GET"
    body: bytes = b""


Route = Callable[[Seen], Reply]


def not_here(_: Seen) -> Reply:
    """The reply to a path without a route."""
    return Reply(b"not here", 404)


class Site:
    """A small server; `routes` maps a path to its reply. Pages have an ETag and answer 304 when it matches."""

    def __init__(self) -> None:
        self.routes: dict[str, Route] = {}
        self.requests: list[Seen] = []
        self.connections = 0
        self.is_stopped = False
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def setup(self) -> None:
                super().setup()
                site.connections += 1

            def do_GET(self) -> None:
                self.answer()

            def do_POST(self) -> None:
                self.answer(self.rfile.read(int(self.headers["Content-Length"])))

            def answer(self, body: bytes = b"") -> None:
                if site.is_stopped:
                    self.close_connection = True
                    return
                headers = {name.lower(): value for name, value in self.headers.items()}
                seen = Seen(self.path, headers, time.monotonic(), self.command, body)
                site.requests.append(seen)
                reply = site.routes.get(self.path, not_here)(seen)
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                if reply.is_chunked:
                    self.send_header("Transfer-Encoding", "chunked")
                    self.end_headers()
                    for start in range(0, len(reply.body), 10):
                        piece = reply.body[start : start + 10]
                        self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
                    self.wfile.write(b"0\r\n\r\n")
                    return
                if reply.status != 304:
                    self.send_header("Content-Length", str(len(reply.body) if reply.announced is None else reply.announced))
                self.end_headers()
                self.wfile.write(reply.body)
                self.close_connection = reply.announced is not None

            def log_message(self, *_: object) -> None:
                return

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: object) -> None:
                return

        self._server = Server(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def page(self, path: str, *links: str, text: str = "") -> None:
        """A page with links, gzipped, revalidated by ETag."""
        body = ("<html>" + "".join(f'<a href="{link}">x</a>' for link in links) + f"{text or path}</html>").encode()
        etag = f'"{sha256(body).hexdigest()[:12]}"'
        headers = {"ETag": etag, "Content-Type": "text/html; charset=utf-8", "Content-Encoding": "gzip"}

        def answer(seen: Seen) -> Reply:
            if seen.headers.get("if-none-match") == etag:
                return Reply(status=304, headers={"ETag": etag})
            return Reply(gzip.compress(body, mtime=0), headers=headers)

        self.routes[path] = answer

    def paths(self) -> list[str]:
        return [seen.path for seen in self.requests]

    def stop(self) -> None:
        self.is_stopped = True
        self._server.shutdown()
        self._server.server_close()
