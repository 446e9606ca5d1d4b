"""Data as it lies in the page: JSON that cannot end its own script element, and compressed blocks that are opened when they are wanted.

Belongs here: bytes and characters. Does not belong here: what the data say.
"""

from __future__ import annotations

import base64
import gzip
import json
from typing import Any

_ESCAPED = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


def script_json(value: Any) -> str:
    r"""Compact JSON that is safe inside a script element: `<`, `>`, `&`, U+2028 and U+2029 are escaped.

    >>> script_json({"a": "</script>"})
    '{"a":"\\u003c/script\\u003e"}'
    """
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).translate(_ESCAPED)


def packed(value: Any) -> str:
    """JSON, gzipped without a clock and in letters of base64: the same value gives the same words."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8")
    return base64.b64encode(gzip.compress(body, compresslevel=6, mtime=0)).decode("ascii")


def unpacked(words: str) -> Any:
    """What `packed` was given."""
    return json.loads(gzip.decompress(base64.b64decode(words)))
