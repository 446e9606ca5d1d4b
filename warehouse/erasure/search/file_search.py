"""The search that proves an erasure: every file below the data folder, by what it is, down to the last text in it.

Belongs here: walking the files and telling kinds apart. A file that cannot be searched is a failure, never a pass. Nothing here, nor in
what it reports, repeats the words.
Does not belong here: what is inside each kind (`file_contents`), forms of text (`text_matcher`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from warehouse.erasure.search.file_contents import READERS, UnsearchableFileError, kind_of
from warehouse.erasure.search.text_matcher import OVERLAP_BYTES, SEARCHED_BYTES, Look
from warehouse.progress import Progress


@dataclass(frozen=True, slots=True)
class Hit:
    """Where something was found that should be gone: the file, and the place in it in the words of its kind."""

    file: str
    place: str


@dataclass(slots=True)
class SearchReport:
    """What was searched: files by kind, what was found, and what could not be searched, with the reason."""

    counts: Counter[str] = field(default_factory=Counter)
    hits: list[Hit] = field(default_factory=list)
    unsearchable: list[Hit] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Whether everything was searched and nothing found."""
        return not self.hits and not self.unsearchable


def search(root: Path, look: Look, progress: Progress, *, without: Path | None = None) -> SearchReport:
    """Searches every file below `root`, but for those below `without`."""
    report = SearchReport()
    files = list(files_below(root, without))
    for done, file in enumerate(files, 1):
        search_file(file, file.relative_to(root).as_posix(), look, report)
        progress("search", done, len(files))
    return report


def files_below(root: Path, without: Path | None = None) -> Iterator[Path]:
    """Every file below a folder, hidden ones too, in order."""
    for path in sorted(root.rglob("*")):
        if path.is_file() and not (without and path.is_relative_to(without)):
            yield path


def search_file(file: Path, name: str, look: Look, report: SearchReport) -> None:
    """Searches one file by its kind, its bytes as they are, and its name."""
    try:
        kind = kind_of(file)
        report.counts[kind] += 1
        if look.finds(name):
            report.hits.append(Hit("(a file whose very name holds it)", file.parent.name if not look.finds(file.parent.name) else ""))
            name = "(that file)"
        places = dict.fromkeys(READERS[kind](file, look)) if kind in READERS else {}
        if not places and _is_in_bytes(file, look):
            places["its bytes"] = None
        report.hits += [Hit(name, place) for place in places]
    except (UnsearchableFileError, OSError) as error:
        report.unsearchable.append(Hit(name, str(error) if not look.finds(str(error)) else type(error).__name__))


def _is_in_bytes(file: Path, look: Look) -> bool:
    rest = b""
    with file.open("rb") as stream:
        while piece := stream.read(SEARCHED_BYTES - OVERLAP_BYTES):
            if look.finds_in_bytes(rest + piece, loose=b"\0" in piece):
                return True
            rest = piece[-OVERLAP_BYTES:]
    return False
