"""A loopback server of pages in memory, in a process of its own, so that its time is in no candidate's: 200 with an ETag, 304, or 404.

The module that has the pages is run with `--serve` and calls `serve`; whoever measures opens `served`.
"""

from __future__ import annotations

import contextlib
import hashlib
import subprocess
import sys
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def serve(bodies: Mapping[str, bytes]) -> None:
    """Serves pages by path on a free port, which it prints, until it is ended."""
    pages = {path: (body, f'"{hashlib.sha256(body).hexdigest()[:16]}"') for path, body in bodies.items()}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = 65_536

        def do_GET(self) -> None:
            body, etag = pages.get(self.path, (b"not here", ""))
            is_known = bool(etag) and self.headers.get("If-None-Match") == etag
            self.send_response(304 if is_known else 200 if etag else 404)
            if etag:
                self.send_header("ETag", etag)
            if not is_known:
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if not is_known:
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


@contextlib.contextmanager
def served(module: str, n_pages: int) -> Iterator[str]:
    """The address of the site of so many pages that `module` serves in another process."""
    with subprocess.Popen([sys.executable, "-m", module, str(n_pages), "--serve"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.terminate()
