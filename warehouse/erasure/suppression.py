"""What was erased and must not come back: a list of salted hashes beside the captures, and the check of what is about to be stored.

The list holds no word and no address, only keyed hashes of them with their length, in `suppressed.json`. Who has the file and guesses a
name can confirm the guess (no list that works can prevent that), so the file is readable for its owner only.
Belongs here: the list and its question to one exchange or address. Does not belong here: captures that are stored already
(`rewrite_captures`).
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from hashlib import blake2b
from pathlib import Path
from typing import Self, get_args
from urllib.parse import quote

from warehouse.captures.errors import CaptureStoreError
from warehouse.captures.exchange import Exchange, Headers
from warehouse.erasure.packed_bodies import UnsearchableError
from warehouse.erasure.phrase_spots import TEXT_MASK, Lexicon, masked, spots
from warehouse.erasure.phrases import Phrase, PhraseKind, address_phrase
from warehouse.erasure.redaction import redacted_body, redacted_line

SUPPRESSIONS_NAME = "suppressed.json"
VALIDATORS = frozenset({"etag", "last-modified"})
STALE_WITH_BODY = VALIDATORS | {"content-encoding", "transfer-encoding", "content-length", "content-md5", "digest", "repr-digest"}
"""Headers that say something about the bytes of a body, untrue once it is redacted."""


class DamagedSuppressionsError(CaptureStoreError):
    """The list of what was erased cannot be read; nothing may be stored until it can, or erased words would come back."""


@dataclass(frozen=True, slots=True)
class SealedPhrase:
    """One erased phrase: its kind, its length in words or digits, and its salted hash in hexadecimal digits."""

    kind: PhraseKind
    length: int
    hash: str


class Suppressions:
    """The erased phrases and addresses. `Suppressions.load` reads them once for a whole crawl; without any, every check returns at once."""

    def __init__(self, salt: bytes, entries: Iterable[SealedPhrase] = ()) -> None:
        self._salt = salt
        self.entries = tuple(dict.fromkeys(entries))
        sets: dict[PhraseKind, dict[int, set[str]]] = {}
        for entry in self.entries:
            sets.setdefault(entry.kind, {}).setdefault(entry.length, set()).add(entry.hash)
        self.lexicon = Lexicon(
            self.seal, {kind: {length: frozenset(found) for length, found in each.items()} for kind, each in sets.items()}
        )
        self._addresses = self.lexicon.of("address").get(1, frozenset())

    @classmethod
    def load(cls, folder: Path) -> Self:
        """The list of `folder` (the one of all captures), empty where there is none. Raises `DamagedSuppressionsError`."""
        file = folder / SUPPRESSIONS_NAME
        try:
            told = json.loads(file.read_text("utf-8"))
            salt = bytes.fromhex(told["salt"])
            entries = [SealedPhrase(entry["kind"], int(entry["length"]), str(entry["hash"])) for entry in told["entries"]]
            if strange := {entry.kind for entry in entries} - set(get_args(PhraseKind)):
                raise ValueError(f"unknown kind {', '.join(sorted(strange))}")
        except FileNotFoundError:
            return cls(secrets.token_bytes(32))
        except (OSError, ValueError, KeyError, TypeError) as error:
            told_what = f"not a readable list of what was erased ({error}); restore it from a copy before anything is stored"
            raise DamagedSuppressionsError(told_what, file=file) from error
        return cls(salt, entries)

    def save(self, folder: Path) -> None:
        """Replaces the list of `folder`, whole and on disk."""
        folder.mkdir(parents=True, exist_ok=True)
        told = {"salt": self._salt.hex(), "entries": [asdict(each) for each in self.entries]}
        aside = folder / f"{SUPPRESSIONS_NAME}.tmp"
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as stream:
            stream.write(json.dumps(told, indent=2) + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        aside.replace(folder / SUPPRESSIONS_NAME)

    def with_phrases(self, phrases: Iterable[Phrase]) -> Suppressions:
        """The list with more phrases, hashed with the same salt."""
        return Suppressions(
            self._salt, (*self.entries, *(SealedPhrase(each.kind, each.length, self.seal(each.kind, each.text)) for each in phrases))
        )

    def seal(self, kind: PhraseKind, text: str) -> str:
        """The salted hash of a phrase's text."""
        return blake2b(f"{kind}\0{text}".encode("utf-8", "surrogatepass"), key=self._salt, digest_size=16).hexdigest()

    def is_suppressed(self, url: str) -> bool:
        """Whether an address was erased, holds erased words, or is one from which words were masked: it is neither asked for nor stored."""
        if not self.entries:
            return False
        return (
            TEXT_MASK in url
            or quote(TEXT_MASK) in url
            or self.seal("address", address_phrase(url).text) in self._addresses
            or bool(spots(url, self.lexicon))
        )

    def masked(self, text: str) -> str:
        """`text` with erased words masked; the very `text` where there is none."""
        return masked(text, self.lexicon) if self.entries else text

    def redacted(self, exchange: Exchange) -> Exchange | None:
        """What may be stored of an exchange: itself, or with erased words masked, or nothing (None) where its address was erased.

        A body that was masked is without its content encoding, and the answer without ETag, Last-Modified and what else told of the body's
        bytes: it is not what the server vouched for, so the next crawl asks for it without conditions. A body whose words cannot be seen
        (a PDF) stays as it is.
        """
        if not self.entries:
            return exchange
        if self.is_suppressed(exchange.canonical_url) or self.is_suppressed(exchange.url):
            return None
        try:
            body = redacted_body(exchange.body, exchange.content_type or "", self.lexicon)
            sent = redacted_body(exchange.request_body, "", self.lexicon)
        except UnsearchableError:
            body, sent = exchange.body, exchange.request_body
        asked, answered = (
            redacted_headers(exchange.request_headers, self.lexicon),
            redacted_headers(exchange.response_headers, self.lexicon),
        )
        if body is exchange.body and sent is exchange.request_body:
            unchanged = asked == exchange.request_headers and answered == exchange.response_headers
            return exchange if unchanged else replace(exchange, request_headers=asked, response_headers=answered)
        if body is exchange.body:
            return replace(exchange, request_headers=asked, request_body=sent, response_headers=answered)
        return replace(
            exchange,
            request_headers=asked,
            request_body=sent,
            response_headers=without(answered, STALE_WITH_BODY),
            raw_body=body,
            body=body,
        )


def redacted_headers(headers: Headers, lexicon: Lexicon) -> Headers:
    """Headers with erased words masked in their values."""
    return tuple((name, redacted_line(value, lexicon)) for name, value in headers)


def without(headers: Headers, names: frozenset[str]) -> Headers:
    """The headers that are not called one of `names` (small letters), nor were before they were stored."""
    return tuple((name, value) for name, value in headers if name.lower().removeprefix("x-archive-orig-") not in names)
