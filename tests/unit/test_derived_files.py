"""Files made from others: made once, used while they are whole, made again where they are not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from warehouse.store import FolderStore, replace_file


class Maker:
    """Writes a folder of two files and counts how often it was asked to."""

    def __init__(self) -> None:
        self.n_made = 0

    def __call__(self, folder: Path) -> None:
        self.n_made += 1
        (folder / "a").write_text("alpha", "utf-8")
        (folder / "b").write_text("beta", "utf-8")


def test_what_is_there_whole_is_not_made_again(tmp_path: Path) -> None:
    store, make = FolderStore(tmp_path / "made"), Maker()
    assert store.find("x-1") is None
    assert store.put("x-1", make) == store.put("x-1", make) == store.find("x-1")
    assert make.n_made == 1
    assert list(store.names()) == ["x-1"]


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: (folder / "a").write_text("alphb", "utf-8"),
        lambda folder: (folder / "b").unlink(),
        lambda folder: (folder / "digests.json").unlink(),
        lambda folder: (folder / "digests.json").write_text("{", "utf-8"),
    ],
    ids=["a changed byte", "a lost file", "no digests", "digests cut off"],
)
def test_what_is_damaged_or_not_whole_is_made_again(tmp_path: Path, damage: Callable[[Path], object]) -> None:
    store, make = FolderStore(tmp_path), Maker()
    damage(store.put("x-1", make))
    assert store.find("x-1") is None
    assert (store.put("x-1", make) / "a").read_text("utf-8") == "alpha"
    assert make.n_made == 2


def test_what_was_not_finished_is_not_there_and_goes_with_what_nobody_needs(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)

    def killed(folder: Path) -> None:
        (folder / "a").write_text("alpha", "utf-8")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.put("x-1", killed)
    assert store.find("x-1") is None
    store.put("x-2", Maker())
    store.put("x-3", Maker())
    store.keep_only(["x-3"])
    assert [path.name for path in tmp_path.iterdir()] == ["x-3"]


def test_a_file_that_could_not_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    file = tmp_path / "told.json"
    replace_file(file, lambda aside: aside.write_text("old", "utf-8"))

    def breaks_off(aside: Path) -> None:
        aside.write_text("ne", "utf-8")
        raise OSError("no space left")

    with pytest.raises(OSError, match="no space"):
        replace_file(file, breaks_off)
    assert file.read_text("utf-8") == "old"
