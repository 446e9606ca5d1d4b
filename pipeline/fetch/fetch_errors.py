"""Why a page could not be had. Messages name the address, what happened, and what can be done.

Does not belong here: what a crawl does about an error (`polite_crawler`).
"""

from __future__ import annotations

from warehouse.captures.exchange import NOT_MODIFIED, Exchange


class FetchError(Exception):
    """One address could not be fetched. `status` is the HTTP status where there was an answer."""

    def __init__(self, message: str, *, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class UnansweredError(FetchError):
    """No answer, or only "not now" (429, 503), after all attempts: the server is away or wants to be left alone."""


class BodyTooLargeError(FetchError):
    """The body is larger than we take, counted after decompression."""


class BrokenBodyError(FetchError):
    """The body broke off, or is not encoded as its headers say."""


class TornBodyError(BrokenBodyError):
    """The body broke off: the next time it may arrive whole."""


class AddressRefusedError(FetchError):
    """The address is not one we may fetch: another scheme, a host the registry does not declare, too many redirects."""


class DisallowedError(FetchError):
    """The host's robots.txt does not allow us the address."""


class RobotsUnavailableError(FetchError):
    """A host's robots.txt cannot be had, so what we may fetch there is unknown."""


def refused_answer(exchange: Exchange, attempts: int) -> FetchError:
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
