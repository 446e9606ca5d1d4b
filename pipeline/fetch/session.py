"""One request at a time: the session, its limits, and the exchange it gives. Redirects, pacing and robots.txt are the crawl's."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError

from pipeline.fetch.connections import Deadline, StandInAdapter, WatchedAdapter
from pipeline.fetch.fetch_errors import AddressRefusedError, BodyTooLargeError, BrokenBodyError, FetchError, TornBodyError, UnansweredError
from pipeline.fetch.frontier import FetchTarget, host_key
from pipeline.fetch.pacing import RetryPause, retry_rules
from warehouse.captures.content_encoding import ContentDecoder, UndecodableBodyError
from warehouse.captures.exchange import Exchange

CHUNK_BYTES = 65_536
_PLAIN = re.compile(r"https?://[a-z0-9.-]+(?::\d+)?/[A-Za-z0-9._~/?=&+,;:@!$'()*-]*")
"""Addresses that stay as they are when they are prepared for sending: nothing in them need be quoted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchPolicy:
    """How we behave on the network. Seconds and bytes.

    `user_agent` must say who we are and how to reach us. `attempts` counts the first request too. `max_body_bytes` holds for the body
    as transferred and after decompression, `total_timeout_s` for one request with its whole body. A server that asks to wait
    `retry_after_max_s` or longer is left alone. `may_reach_private` lets requests go to private and loopback addresses (tests).
    """

    user_agent: str
    connect_timeout_s: float = 10.0
    read_timeout_s: float = 30.0
    total_timeout_s: float = 120.0
    attempts: int = 4
    backoff_s: float = 1.0
    backoff_max_s: float = 60.0
    retry_after_max_s: float = 120.0
    max_body_bytes: int = 32 * 1024 * 1024
    max_redirects: int = 5
    may_reach_private: bool = False


@dataclass(slots=True)
class Session:
    """Sends the requests of one crawl to one host, one at a time.

    The adapter of `requests` alone, without its sessions: no proxies or credentials from the environment, no cookies, no redirects
    followed; TLS is always verified.
    """

    policy: FetchPolicy
    deadline: Deadline
    pause: RetryPause
    adapter: WatchedAdapter

    def send(self, target: FetchTarget, conditions: Mapping[str, str]) -> tuple[requests.PreparedRequest, requests.Response]:
        """The request and the head of its answer, whose body is still to be read. Raises what `requests` raises."""
        post = target.post
        request = requests.PreparedRequest()
        request.prepare_method("POST" if post else "GET")
        if _PLAIN.fullmatch(target.url):
            request.url = target.url
        else:
            request.prepare_url(target.url, None)
        own = {"User-Agent": self.policy.user_agent, "Accept": "*/*", "Accept-Encoding": "gzip, deflate", "Connection": "keep-alive"}
        request.prepare_headers(own | dict(conditions) | ({"Content-Type": post.content_type} if post else {}))
        request.prepare_body(post.body.encode() if post else None, None)
        if host_key(str(request.url)) != target.host:  # requests reads the address otherwise than we do
            raise AddressRefusedError(f"{target.url} is not an address we fetch: it may mean another host")
        timeout = (self.policy.connect_timeout_s, self.policy.read_timeout_s)
        return request, self.adapter.send(request, stream=True, timeout=timeout, verify=True)

    def close(self) -> None:
        """Closes the connections, also one that is being read."""
        self.deadline.close()
        self.adapter.close()


def open_session(policy: FetchPolicy, stand_ins: Mapping[str, str] | None = None) -> Session:
    """A session for one crawl of one host. `stand_ins` (host to base address) sends every request to loopback stand-ins; see
    `StandInAdapter`."""
    deadline = Deadline(policy.total_timeout_s)
    pause = RetryPause(deadline.end)
    rules = retry_rules(
        pause,
        attempts=policy.attempts,
        backoff_s=policy.backoff_s,
        backoff_max_s=policy.backoff_max_s,
        retry_after_max_s=policy.retry_after_max_s,
    )
    adapter = (
        WatchedAdapter(deadline, may_reach_private=policy.may_reach_private, max_retries=rules)
        if stand_ins is None
        else StandInAdapter(deadline, stand_ins, max_retries=rules)
    )
    return Session(policy, deadline, pause, adapter)


def fetch(session: Session, policy: FetchPolicy, target: FetchTarget, conditions: Mapping[str, str]) -> Exchange:
    """Fetches the target, with the request headers of `conditions` added. Any HTTP status is an answer; a body that breaks off is asked for
    once more.

    Raises `UnansweredError` where nobody answered, `BodyTooLargeError`, `BrokenBodyError`, `AddressRefusedError`, or `FetchError`.
    """
    try:
        return _fetch(session, policy, target, conditions)
    except TornBodyError:
        time.sleep(max(policy.backoff_s, session.pause.least_s))
        return _fetch(session, policy, target, conditions)


def _fetch(session: Session, policy: FetchPolicy, target: FetchTarget, conditions: Mapping[str, str]) -> Exchange:
    url = target.url
    late = f"{url}: the answer took longer than {policy.total_timeout_s:g} s in all; try again later, or raise the limit"
    session.deadline.begin()
    try:
        request, response = session.send(target, conditions)
    except (requests.exceptions.InvalidURL, requests.exceptions.MissingSchema, requests.exceptions.InvalidSchema) as error:
        raise AddressRefusedError(f"{url} is not an address we fetch: {error}") from error
    except (requests.exceptions.ConnectionError, requests.exceptions.Timeout, UnansweredError) as error:
        if session.deadline.end():
            raise UnansweredError(late) from error
        tried = f"{policy.attempts} attempts made ({_root(error)})"
        told = f"{url}: the host did not answer, or not in HTTP; {tried}; check that the site is up and reachable from here"
        raise UnansweredError(told) from error
    except (requests.exceptions.RequestException, HTTPError, ValueError) as error:
        raise FetchError(f"{url}: the request failed ({_root(error)}); look at the address in a browser") from error
    with response:
        fetched_at = datetime.now(UTC)
        try:
            raw_body, body = _read(response, url, policy.max_body_bytes)
        except BrokenBodyError as error:
            raise BrokenBodyError(late, status=response.status_code) if session.deadline.end() else error from None
        if session.deadline.end():
            raise BrokenBodyError(late, status=response.status_code)
    sent = {"Host": urlsplit(str(request.url)).netloc, **request.headers}
    return Exchange(
        url=str(request.url),
        canonical_url=target.canonical_url,
        fetched_at=fetched_at,
        status=response.status_code,
        reason=response.reason or "",
        request_headers=tuple((name, str(value)) for name, value in sent.items()),
        response_headers=tuple(response.raw.headers.items()),
        raw_body=raw_body,
        body=body,
        method=request.method or "GET",
        request_body=target.post.body.encode() if target.post else b"",
    )


def _read(response: requests.Response, url: str, limit: int) -> tuple[bytes, bytes]:
    """The body as transferred and as decoded, neither ever larger in memory than `limit` and one piece."""
    status = response.status_code
    raw, decoded = bytearray(), bytearray()
    try:
        decoder = ContentDecoder(response.headers.get("Content-Encoding"))
        for chunk in response.raw.stream(CHUNK_BYTES, decode_content=False):
            raw += chunk
            for piece in decoder.pieces(chunk):
                decoded += piece
                if max(len(decoded), len(raw)) > limit:
                    raise BodyTooLargeError(
                        f"{url}: the body is larger than {limit} bytes; raise the limit if it is a real page", status=status
                    )
        decoder.finish()
    except UndecodableBodyError as error:
        raise BrokenBodyError(f"{url}: {error}; try again later", status=status) from error
    except (HTTPError, OSError) as error:
        raise TornBodyError(f"{url}: the body broke off after {len(raw)} bytes ({_root(error)}); try again later", status=status) from error
    return bytes(raw), bytes(decoded)


def _root(error: BaseException) -> str:
    """The words of the innermost cause that requests and urllib3 wrapped."""
    inner = next((part for part in error.args if isinstance(part, BaseException)), None) or getattr(error, "reason", None)
    return _root(inner) if isinstance(inner, BaseException) else str(error) or type(error).__name__
