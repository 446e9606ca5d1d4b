"""Digests as WARC headers write them. Does not belong here: which bytes a digest is of."""

from __future__ import annotations

import hashlib
from base64 import b16decode, b32decode, b32encode, b64decode
from collections.abc import Iterable


def payload_digest(payload: bytes) -> str:
    """The digest of a payload as WARC tools write it: SHA-1 in base 32."""
    if not payload:
        return "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"
    return "sha1:" + b32encode(hashlib.sha1(payload, usedforsecurity=False).digest()).decode()


def is_digest_of(digest: str, payloads: Iterable[bytes]) -> bool | None:
    """Whether a digest of a WARC header is that of one of the payloads; None where there is none, or of a kind we do not know.

    Tools do not agree on what a payload is (with or without transfer and content encoding), so all of them may be asked for.
    """
    known = digest_key(digest)
    return None if known is None else any(hashlib.new(known[0], each, usedforsecurity=False).digest() == known[1] for each in payloads)


def digest_key(digest: str) -> tuple[str, bytes] | None:
    """A digest as WARC headers write it (`sha1:` and base 32, or hexadecimal digits, or base 64): its algorithm and its bytes."""
    name, _, value = digest.strip().partition(":")
    name = name.lower().replace("-", "")
    if name not in ("sha1", "sha256", "sha512", "md5"):
        return None
    size = hashlib.new(name, usedforsecurity=False).digest_size
    for decode in (lambda text: b16decode(text, casefold=True), lambda text: b32decode(_padded(text), casefold=True), b64decode):
        try:
            raw: bytes = decode(value)
        except ValueError:
            continue
        if len(raw) == size:
            return name, raw
    return None


def _padded(text: str) -> str:
    return text + "=" * (-len(text) % 8)
