"""What a test can break in the running sample server, and the record of what was asked of it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from .site import PageSpec, normalise


@dataclass(slots=True)
class Faults:
    """Faults to inject; may be changed while the server runs. Addresses are path and query, in any spelling.

    dead: addresses answered with status 500. missing: addresses answered with status 404.
    dead_if: dead as decided by a predicate on the normalised address.
    replace: address to bytes sent, with status 200, in place of the page. rewrite: applied to (normalised address, body)
    of every page that exists. The ETag follows the body sent, and If-Modified-Since is ignored for a changed body.
    """

    dead: set[str] = field(default_factory=set)
    missing: set[str] = field(default_factory=set)
    dead_if: Callable[[str], bool] | None = None
    replace: dict[str, bytes] = field(default_factory=dict)
    rewrite: Callable[[str, bytes], bytes] | None = None

    def is_dead(self, address: str) -> bool:
        """Whether this normalised address is to fail."""
        return address in {normalise(dead) for dead in self.dead} or (self.dead_if is not None and self.dead_if(address))

    def apply(self, address: str, page: PageSpec) -> PageSpec:
        """The page as it is sent from this normalised address; `page` itself where nothing is broken."""
        if self.is_dead(address):
            return PageSpec(b"<!DOCTYPE html><title>500</title><h1>Tekniskt fel</h1>", status=500, kind="error")
        if address in {normalise(missing) for missing in self.missing}:
            return PageSpec(b"<!DOCTYPE html><title>404</title><h1>Sidan finns inte</h1>", status=404, kind="error")
        body = {normalise(key): value for key, value in self.replace.items()}.get(address)
        if body is not None:
            return PageSpec(body, kind=page.kind, content_type=page.content_type)
        if self.rewrite is not None and page.status == 200:
            rewritten = self.rewrite(address, page.body)
            if rewritten != page.body:
                return PageSpec(rewritten, page.status, page.kind, page.content_type)
        return page


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """One answered request: method, path and query as asked, status sent, and whether it was conditional."""

    method: str
    path: str
    status: int
    conditional: bool
