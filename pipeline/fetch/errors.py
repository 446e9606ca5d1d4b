"""Why a page could not be had. Messages name the address, what happened, and what can be done."""

from __future__ import annotations


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
