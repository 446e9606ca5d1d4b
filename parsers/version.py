"""Which version of a parser read a page: a digest of the files that take part in it, code and data."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent
_DATA = (".toml", ".csv")


@cache
def parser_version(registry_code: str) -> str:
    """Twelve hex digits over the shared readers, the data they load, and the module of one registry. It changes with any of them, so that
    stored captures are read again; a change elsewhere, in another registry's module say, leaves it."""
    registries = _FOLDER / "registries"
    shared = [file for file in sorted(_FOLDER.rglob("*")) if file.suffix in (".py", *_DATA) and registries not in file.parents]
    digest = hashlib.sha256()
    for file in [*shared, registries / f"{registry_code}.py"]:
        digest.update(file.relative_to(_FOLDER).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:12]
