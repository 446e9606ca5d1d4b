"""The connections of a session: none to a private address, none that takes for ever, and those of a sample run to a server that stands in.

Belongs here: what is done to a socket. Does not belong here: requests and answers (`session`), which addresses there are (`frontier`),
the server that stands in (`pipeline.sample_server`)."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from requests.exceptions import InvalidURL
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from pipeline.fetch.fetch_errors import AddressRefusedError, UnansweredError


class Deadline:
    """Ends the request of one session that takes longer than `seconds` in all, however slowly and steadily it trickles in.

    A timeout of a socket begins anew with each byte; this one does not. A session makes one request at a time.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.is_over = False
        self._socket: socket.socket | None = None
        self._ends_at = 0.0
        self._is_closed = threading.Event()
        self._thread: threading.Thread | None = None

    def begin(self) -> None:
        """A request goes out now; forgets the one before."""
        self.is_over = False
        self._socket = None

    def watch(self, connected: socket.socket | None) -> None:
        """The request has gone out over this socket, the first time or again. Raises `UnansweredError` where its time was over already."""
        if self.is_over or self._is_closed.is_set():
            raise UnansweredError("its time is over")
        self._ends_at = time.monotonic() + self.seconds
        self._socket = connected
        if self._thread is None:
            self._thread = threading.Thread(target=self._watch, name="deadline", daemon=True)
            self._thread.start()

    def end(self) -> bool:
        """The request is done; whether its time ran out, so that its answer, if one was read, is not whole."""
        self._socket = None
        return self.is_over

    def close(self) -> None:
        """Ends the request under way and the watching."""
        self._is_closed.set()
        self._shut(self._socket)

    def _watch(self) -> None:
        while not self._is_closed.wait(min(0.25, self.seconds / 4)):
            watched = self._socket
            if watched is not None and time.monotonic() >= self._ends_at:
                self.is_over = True
                self._shut(watched)

    def _shut(self, watched: socket.socket | None) -> None:
        if watched is not None:
            with suppress(OSError):
                watched.shutdown(socket.SHUT_RDWR)


class WatchedAdapter(HTTPAdapter):
    """An adapter whose connections keep to `deadline` and, unless `may_reach_private`, connect to public addresses only."""

    def __init__(self, deadline: Deadline, *, may_reach_private: bool = False, **options: Any) -> None:
        self._about = {"deadline": deadline, "may_reach_private": may_reach_private}
        super().__init__(**options)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        """Makes the pools of our connections."""
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = {
            "http": type("Pool", (HTTPConnectionPool,), {"ConnectionCls": type("Http", (_Watched, HTTPConnection), self._about)}),
            "https": type("SecurePool", (HTTPSConnectionPool,), {"ConnectionCls": type("Https", (_Watched, HTTPSConnection), self._about)}),
        }


class _Answer(http.client.HTTPResponse):
    def _safe_read(self, amt: int) -> bytes:
        """Refuses a chunk of a size below zero; the standard library would read all there is, or raise what nobody expects."""
        if amt < 0:
            raise http.client.HTTPException(f"a chunk of {amt} bytes")
        return super()._safe_read(amt)  # type: ignore[misc, no-any-return]


class _Watched(HTTPConnection):
    deadline: Deadline
    may_reach_private: bool
    response_class = _Answer

    def request(self, *args: Any, **options: Any) -> None:
        self.deadline.watch(None)
        super().request(*args, **options)
        # kept by the deadline: the connection forgets its socket once it knows that nothing follows the answer
        self.deadline.watch(self.sock)

    def _new_conn(self) -> socket.socket:
        """Connects, and looks twice: at all that the name stands for, before a packet is sent, and at where the connection leads."""
        if self.may_reach_private:
            return super()._new_conn()
        with suppress(OSError, UnicodeError):  # a name that cannot be looked up is reported by the connection itself
            for *_, address in socket.getaddrinfo(self._dns_host, self.port, type=socket.SOCK_STREAM):
                _refuse_private(self.host, str(address[0]))
        connected = super()._new_conn()
        try:
            _refuse_private(self.host, str(connected.getpeername()[0]))
        except AddressRefusedError:
            connected.close()
            raise
        return connected


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, also where it carries an IPv4 address inside."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inside = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in ipaddress.ip_network("64:ff9b::/96"):
            inside = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inside is not None:
            return is_public(str(inside))
        return ip in ipaddress.ip_network("2000::/3") and ip.is_global and ip not in ipaddress.ip_network("3fff::/20")
    return ip.is_global and not ip.is_multicast


def _refuse_private(host: str, address: str) -> None:
    if not is_public(address):
        raise AddressRefusedError(
            f"{host} stands for {address}, which is no address of the public internet; a live registry is not looked for inside a network"
        )


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
