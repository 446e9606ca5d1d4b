"""What a profile leaves out, and what no profile may leave out."""

from __future__ import annotations

import pytest

from warehouse.dictionary import dictionary, snapshot_dictionary
from warehouse.export.profile import FULL, NO_TEXTS, PROFILES, profile_of
from warehouse.tables.catalogue import exported_tables
from warehouse.tables.model import Column, Table, TableDefinitionError

KEY = Column(name="a_id", type="VARCHAR", nullable=False, description="Key.")
NOTE = Column(name="note_raw", type="VARCHAR", nullable=False, description="Words.", text=True)
CLOCK = Column(name="run_at", type="TIMESTAMP", description="Clock.", exported=False)


def test_texts_are_left_out_and_clocks_always() -> None:
    table = Table(schema="core", name="thing", description="Things.", columns=(KEY, NOTE, CLOCK), primary_key=("a_id",), exported=True)
    assert FULL.columns_of(table) == (KEY, NOTE)
    assert NO_TEXTS.columns_of(table) == (KEY,)


@pytest.mark.parametrize(
    "by", [{"primary_key": ("note_raw",)}, {"order_by": ("note_raw",)}, {"primary_key": ("a_id",), "unique": (("note_raw",),)}]
)
def test_a_key_or_an_order_cannot_be_a_text(by: dict[str, tuple[str, ...]]) -> None:
    with pytest.raises(TableDefinitionError, match="cannot be a text"):
        Table(schema="core", name="thing", description="Things.", columns=(KEY, NOTE), **by)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("snapshot_id", "name"),
    [
        ("20260105-1a2b3c4d", "full"),
        ("sample-20260105-1a2b3c4d", "full"),
        ("no-texts-20260105-1a2b3c4d", "no-texts"),
        ("sample-no-texts-20260105-1a2b3c4d", "no-texts"),
    ],
)
def test_an_id_tells_its_profile(snapshot_id: str, name: str) -> None:
    assert profile_of(snapshot_id) is PROFILES[name]


def test_every_profile_keeps_a_column_of_every_table() -> None:
    assert not [table.full_name for table in exported_tables() for profile in PROFILES.values() if not profile.columns_of(table)]


def test_the_dictionary_marks_texts_and_that_of_a_snapshot_leaves_them_out() -> None:
    assert "Purpose and expected or actual achievements, as published. From `description`. *A text.*" in dictionary()
    assert "`description`" in snapshot_dictionary(FULL, is_sample=False)
    assert "| `description` |" not in snapshot_dictionary(NO_TEXTS, is_sample=False)
    assert "*A text.*" not in snapshot_dictionary(FULL, is_sample=False)
