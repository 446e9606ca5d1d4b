"""The connections of a session: none to a private address, and none that takes for ever.

Belongs here: what is done to a socket. Does not belong here: requests and answers (`session`), which addresses there are (`frontier`).
"""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from contextlib import suppress
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from pipeline.fetch.errors import AddressRefusedError


class Deadline:
    """Ends the request of one session that takes longer than `seconds` in all, however slowly and steadily it trickles in.

    A timeout of a socket begins anew with each byte; this one does not. A session makes one request at a time.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._connection: HTTPConnection | None = None
        self._ends_at = 0.0
        self._is_closed = threading.Event()
        self._thread: threading.Thread | None = None

    def begin(self, connection: HTTPConnection) -> None:
        """A request goes out over the connection now."""
        self._ends_at = time.monotonic() + self.seconds
        self._connection = connection
        if self._thread is None:
            self._thread = threading.Thread(target=self._watch, name="deadline", daemon=True)
            self._thread.start()

    def over(self) -> bool:
        """Whether the request has had its time; its answer, if one was read, then is not whole. Notes that it is done."""
        self._connection = None
        return time.monotonic() >= self._ends_at

    def close(self) -> None:
        """Ends the request under way and the watching."""
        self._is_closed.set()
        self._end(self._connection)

    def _watch(self) -> None:
        while not self._is_closed.wait(min(0.25, self.seconds / 4)):
            connection = self._connection
            if connection is not None and time.monotonic() >= self._ends_at:
                self._end(connection)

    def _end(self, connection: HTTPConnection | None) -> None:
        if connection is not None and connection.sock is not None:
            with suppress(OSError, AttributeError):
                connection.sock.shutdown(socket.SHUT_RDWR)


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


class _Watched(HTTPConnection):
    deadline: Deadline
    may_reach_private: bool

    def request(self, *args: Any, **options: Any) -> None:
        self.deadline.begin(self)
        super().request(*args, **options)

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
    return ip.is_global and not ip.is_multicast


def _refuse_private(host: str, address: str) -> None:
    if not is_public(address):
        raise AddressRefusedError(
            f"{host} stands for {address}, which is no address of the public internet; a live registry is not looked for inside a network"
        )
