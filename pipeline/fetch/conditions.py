"""What we ask a server to compare with, and what an answer that is no page means."""

from __future__ import annotations

from pipeline.fetch.errors import FetchError, UnansweredError
from warehouse.captures.exchange import NOT_MODIFIED, Exchange, Known


def conditions_of(known: Known | None) -> dict[str, str]:
    """The request headers that let the server answer 304 where what we know still holds."""
    if known is None:
        return {}
    validators = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in validators.items() if value}


def refusal_of(exchange: Exchange, attempts: int) -> FetchError:
    """The error that an answer other than 200, a redirect or a 304 we asked for stands for."""
    said = f"{exchange.url} answered {exchange.status} {exchange.reason}".rstrip()
    match exchange.status:
        case 429 | 503:
            wait = f" (Retry-After: {after})" if (after := exchange.header("Retry-After")) else ""
            return UnansweredError(f"{said}{wait} to the last of up to {attempts} attempts; try again later", status=exchange.status)
        case 404 | 410:
            advice = "the page is gone, or the link to it is wrong"
        case 401 | 403:
            advice = "the server does not let us in; ask the publisher"
        case status if status >= 500:
            advice = f"the server failed, up to {attempts} attempts made; try again later"
        case status if status == NOT_MODIFIED:
            advice = "the request named nothing to compare with; try again later"
        case _:
            advice = "this is no page; look at the address in a browser"
    return FetchError(f"{said}: {advice}", status=exchange.status)
