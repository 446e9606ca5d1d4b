"""A small registry site on loopback for the tests of the crawl: routes of paths, each with its reply; what was asked is kept."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus

from faulty_server import Act, FaultyServer, Wire, page_of


@dataclass
class Reply:
    """What the site says to one request."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


Seen = Wire
Route = Callable[[Seen], Reply]


class Site(FaultyServer):
    """A server without faults; `routes` maps a path to its reply, and a path without one is answered 404."""

    def __init__(self) -> None:
        super().__init__()
        self.routes: dict[str, Route] = {}
        self.requests: list[Seen] = []

    def page(self, path: str, *hrefs: str, text: str = "") -> None:
        """A page with links, gzipped, with an ETag, answered 304 when that matches."""
        body = page_of(text or path, *hrefs)
        headers = {"ETag": f'"{zlib.crc32(body):x}"', "Content-Type": "text/html; charset=utf-8", "Content-Encoding": "gzip"}

        def answer(seen: Seen) -> Reply:
            if seen.headers.get("if-none-match") == headers["ETag"]:
                return Reply(status=304, headers={"ETag": headers["ETag"]})
            return Reply(gzip.compress(body, mtime=0), headers=headers)

        self.routes[path] = answer

    def paths(self) -> list[str]:
        return [seen.path for seen in self.requests]

    def act_for(self, path: str) -> Act:
        def act(seen: Seen) -> None:
            self.requests.append(seen)
            reply = self.routes.get(path, lambda _: Reply(b"not here", 404))(seen)
            lines = [f"{name}: {value}" for name, value in reply.headers.items()]
            seen.answer(reply.body, *lines, status=f"{reply.status} {HTTPStatus(reply.status).phrase}")

        return act
