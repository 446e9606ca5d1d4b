"""What a snapshot holds: which tables, and under which profile which of their columns.

Belongs here: the profiles. Does not belong here: which column is a text, that is said once, where the column is defined.
"""

from __future__ import annotations

from dataclasses import dataclass

from warehouse.tables.model import Column, Table


@dataclass(frozen=True, slots=True)
class Profile:
    """A choice of columns. `says` goes into every description of a snapshot, `mark` into its id; `latest` names the file, beside the
    snapshots, that names the latest one."""

    name: str
    mark: str
    latest: str
    has_texts: bool
    says: str

    def columns_of(self, table: Table) -> tuple[Column, ...]:
        """The columns a snapshot of this profile has of a table; none when the table is not exported."""
        return tuple(column for column in table.exported_columns if self.has_texts or not column.text)


FULL = Profile(name="full", mark="", latest="LATEST", has_texts=True, says="")
NO_TEXTS = Profile(
    name="no-texts",
    mark="no-texts-",
    latest="LATEST-no-texts",
    has_texts=False,
    says="Without texts: descriptions, sentences and words quoted from pages are left out; names, codes, dates and amounts are here.",
)
PROFILES = {profile.name: profile for profile in (FULL, NO_TEXTS)}


def profile_of(snapshot_id: str) -> Profile:
    """The profile a snapshot's id tells."""
    return NO_TEXTS if NO_TEXTS.mark in snapshot_id else FULL
