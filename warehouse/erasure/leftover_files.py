"""Files of an erasure that are replaced whole, and what crashes left lying about below the data folder."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from warehouse.places import Places


def write_whole(file: Path, text: str) -> None:
    """Replaces a text file: the old one or the new one is there at any moment, and on disk afterwards."""
    aside = file.with_name(f".{file.name}.tmp")
    with aside.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    aside.replace(file)


def remove_leftovers(places: Places) -> list[str]:
    """Deletes what no reader looks at and a run makes again: the file under construction, and what crashes left aside. Gives the names.

    Captures are left alone: what lies aside there may be gone on with.
    """
    build, published = places.build.parent, places.warehouse.parent
    going = [
        *(build.iterdir() if build.is_dir() else ()),
        *published.glob(f".{places.warehouse.name}*"),
        *published.glob("*.wal"),
        *(path for path in (places.partitions, places.published) if path.exists()),
        *places.observations.glob("*/.*.tmp"),
        *places.exports.glob(".export-*"),
        *places.exports.glob(".*.tmp"),
        *places.exports.glob(".LATEST.*"),
    ]
    for path in going:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    return [path.relative_to(places.root).as_posix() for path in going]
