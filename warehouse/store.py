"""Files of ours that are made from others: folders put once under a name that says what they were made of, single files replaced whole.

Belongs here: the one way such files are written, found, listed and deleted; a bucket would be one more class with these methods. Does not
belong here: what is in them.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

DIGESTS = "digests.json"
"""In a folder, the SHA-256 of the files that belong together: written last, it says that they are all there."""


@dataclass(frozen=True, slots=True)
class FolderStore:
    """Folders of files under one local folder. A folder is there whole or not at all."""

    root: Path

    def find(self, name: str) -> Path | None:
        """The folder of that name; None where there is none, or a file of it is lacking or not as it was written."""
        folder = self.root / name
        return folder if is_whole(folder) else None

    def put(self, name: str, write: Callable[[Path], object]) -> Path:
        """The folder of that name, written by `write` into an empty folder aside if it is not there whole."""
        folder = self.root / name
        if not self.find(name):
            aside = self.root / f".{name}.{os.getpid()}.tmp"
            for stale in (aside, folder):
                shutil.rmtree(stale, ignore_errors=True)
            aside.mkdir(parents=True)
            write(aside)
            note_whole(aside, sorted(aside.iterdir()))
            aside.replace(folder)
        return folder

    def names(self) -> Iterator[str]:
        """The names of all folders."""
        return (path.name for path in sorted(self.root.glob("[!.]*")) if path.is_dir())

    def keep_only(self, names: Collection[str]) -> None:
        """Deletes every other folder, those that were never finished too."""
        for path in self.root.glob("*"):
            if path.name not in names:
                shutil.rmtree(path, ignore_errors=True)


def replace_file(file: Path, write: Callable[[Path], object]) -> None:
    """Replaces a file by what `write` makes of a path aside: a reader, also after a kill, finds the old one or the new one whole."""
    aside = file.with_name(f".{file.name}.tmp")
    write(aside)
    aside.replace(file)


def note_whole(folder: Path, files: Iterable[Path]) -> None:
    """Notes in a folder that these of its files are finished and belong together."""
    told = json.dumps({file.name: file_digest(file) for file in files}, indent=1)
    replace_file(folder / DIGESTS, lambda aside: aside.write_text(told, "utf-8"))


def is_whole(folder: Path) -> bool:
    """Whether the files noted in a folder are all there, each as it was when it was noted."""
    try:
        due = json.loads((folder / DIGESTS).read_text("utf-8"))
        return all(file_digest(folder / file) == digest for file, digest in due.items())
    except (OSError, ValueError):
        return False


def file_digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
