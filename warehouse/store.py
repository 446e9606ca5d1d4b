"""Files of ours that are made from others: put once under a name that says what they were made of, and used while they are there.

Belongs here: the one way such files are written, found, listed and deleted; a bucket would be one more class with these methods. Does not
belong here: what is in them.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class FolderStore:
    """Folders of files under one local folder. A folder is there whole or not at all."""

    root: Path

    def find(self, name: str) -> Path | None:
        """The folder of that name, or None."""
        folder = self.root / name
        return folder if folder.is_dir() else None

    def put(self, name: str, write: Callable[[Path], object]) -> Path:
        """The folder of that name, written by `write` into an empty folder aside if it is not there yet."""
        folder = self.root / name
        if not folder.is_dir():
            aside = self.root / f".{name}.{os.getpid()}.tmp"
            shutil.rmtree(aside, ignore_errors=True)
            aside.mkdir(parents=True)
            write(aside)
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
