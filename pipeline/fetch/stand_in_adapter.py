"""A loopback server that stands in for real hosts, so that a sample run makes real requests and keeps the real addresses.

Does not belong here: the server itself (`pipeline.sample_server`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from requests import PreparedRequest, Response
from requests.exceptions import InvalidURL

from pipeline.fetch.connections import Deadline, WatchedAdapter


class StandInAdapter(WatchedAdapter):
    """Sends a request for `https://<host>/...` to the server that stands in for that host, with the logical Host header.

    `stand_ins` maps a host to a base address such as `http://127.0.0.1:8000`. A host without one is refused, so nothing gets out.
    """

    def __init__(self, deadline: Deadline, stand_ins: Mapping[str, str], **options: Any) -> None:
        super().__init__(deadline, may_reach_private=True, **options)
        self._stand_ins = {host.lower(): urlsplit(base) for host, base in stand_ins.items()}

    def send(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
        """Sends the request to the stand-in; the response speaks of the logical address."""
        asked = urlsplit(str(request.url))
        base = self._stand_ins.get((asked.hostname or "").lower())
        if base is None:
            raise InvalidURL(f"no stand-in for host {asked.hostname!r}, and a run with stand-ins asks nobody else", request=request)
        logical = request.url
        request.url = urlunsplit((base.scheme, base.netloc, asked.path or "/", asked.query, ""))
        request.headers["Host"] = asked.netloc
        try:
            response = super().send(request, *args, **kwargs)
        finally:
            request.url = logical
        response.url = str(logical)
        return response
