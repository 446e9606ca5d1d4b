"""Inputs of a build for any number of projects that do not exist, shaped like what registries publish; a seed gives the same bytes.

`write_inputs` lays out captures and observation sets as the project does: four crawls per registry, each with every project in it. From
one crawl to the next 1 % change one or two values; in the last one 0.5 % are gone and 0.5 % new, a few answer with an error, and a few
captures of the third are garbled. 85 % are in registries of authorities, the others repeat them. Written in batches, so memory does not
grow with the number. To look at what it makes: `python -m tests.benchmarks.many_projects FOLDER N`.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from tests.benchmarks.generated_captures import CHANGES, GARBLED, NEW, UNREACHED, VANISHED, RegistryFiles
from tests.benchmarks.generated_projects import Batch, draw
from tests.benchmarks.generated_registries import (
    AGGREGATOR,
    AGGREGATOR_SHARE,
    MIRROR,
    MIRROR_SHARE,
    PAGES,
    SOURCES,
    Organisations,
    Source,
    organisations,
    registry_rows,
)
from tests.benchmarks.generated_repeats import mentioned, mirrored, repeated
from tests.benchmarks.invented_words import Integers
from warehouse.inputs import Inputs

BATCH = 20_000
PROJECTS_PER_MENTION = 500


@dataclass(frozen=True, slots=True)
class Generated:
    """What was written: where, and how much of what. `changes` are versions after a project's first, `files` rows by kind of file."""

    inputs: Inputs
    n_projects: int
    n_counted: int
    n_mentions: int
    n_changes: int
    n_vanished: int
    n_new: int
    n_unreached: int
    n_garbled: int
    files: dict[str, int]


def write_inputs(root: Path, n: int, *, seed: int = 1) -> Generated:
    """Write the inputs of a build of `n` projects into an empty folder."""
    n_repeated, n_mirrored = round(AGGREGATOR_SHARE * n), round(MIRROR_SHARE * n)
    n_counted = n - n_repeated - n_mirrored
    counts: Counter[str] = Counter()
    with ExitStack() as stack:
        others = [stack.enter_context(RegistryFiles(root, code, seed, page_kind=kind)) for code, kind in OTHERS]
        people = {}
        for source, first, size in sizes(n_counted):
            if source.country not in people:
                people[source.country] = organisations(source.country, size, seed)
            with RegistryFiles(root, source.code, seed, source.has_etags) as own:
                for batch, rng in batches(source, first, size, people[source.country], seed):
                    own.add(batch)
                    _repeat(rng, source, batch, others, (n_counted, n_repeated, n_mirrored))
            counts.update(own.counts)
    for each in others:
        counts.update(each.counts)
    classes = {"n_vanished": VANISHED, "n_new": NEW, "n_unreached": UNREACHED, "n_garbled": GARBLED}
    told = {name: count_of(n, *kind) for name, kind in classes.items()}
    n_changes = sum(count_of(n, modulus, remainder) for _, modulus, remainder in CHANGES)
    inputs = Inputs.found_under(root / "captures", root / "observations", registry_rows())
    return Generated(inputs, n, n_counted, others[2].n_records, n_changes, files=dict(counts), **told)


OTHERS = ((AGGREGATOR, "project"), (MIRROR, "project"), (PAGES, "news"))


def count_of(n: int, modulus: int, remainder: int) -> int:
    """How many of the numbers below `n` leave the remainder."""
    return max(0, -(-(n - remainder) // modulus))


def sizes(n: int) -> Iterator[tuple[Source, int, int]]:
    """Each registry with its first number and its size; together `n` projects."""
    ends = np.round(np.cumsum([source.share for source in SOURCES]) / sum(source.share for source in SOURCES) * n).astype(int).tolist()
    for source, first, end in zip(SOURCES, [0, *ends], ends, strict=False):
        yield source, first, end - first


def batches(source: Source, first: int, size: int, people: Organisations, seed: int) -> Iterator[tuple[Batch, np.random.Generator]]:
    """The projects of a registry, in order of their codes."""
    for start in range(0, size, BATCH):
        positions = np.arange(start, min(size, start + BATCH))
        rng = np.random.default_rng([seed, first + start])
        yield draw(rng, source, people, positions, size, first + positions), rng


def _repeat(rng: np.random.Generator, source: Source, batch: Batch, others: list[RegistryFiles], totals: tuple[int, int, int]) -> None:
    """Hand every so-manieth project on to those who repeat it: aggregator, mirror of the aggregator, pages."""
    aggregator, mirror, pages = others
    n_counted, n_repeated, n_mirrored = totals
    rows = _spread(batch.number, n_counted, n_repeated)
    if len(rows):
        positions = aggregator.n_records + np.arange(len(rows))
        again = repeated(rng, source, batch.only(rows), AGGREGATOR, positions, n_counted + positions)
        aggregator.add(again)
        rows = _spread(positions, n_repeated, n_mirrored)
        if len(rows):
            mirror.add(mirrored(again.only(rows), MIRROR, n_counted + n_repeated + mirror.n_records + np.arange(len(rows))))
    rows = np.flatnonzero(batch.number % PROJECTS_PER_MENTION == 1)
    if len(rows):
        pages.add(mentioned(batch.only(rows), PAGES))


def _spread(numbers: Integers, n: int, chosen: int) -> Integers:
    """Positions of the numbers below `n` of which `chosen` are taken, evenly."""
    return np.flatnonzero((numbers + 1) * chosen // n > numbers * chosen // n)


if __name__ == "__main__":
    written = asdict(write_inputs(Path(sys.argv[1]), int(sys.argv[2])))
    sys.stdout.write("".join(f"{name} {count}\n" for name, count in written.items() if name != "inputs"))
