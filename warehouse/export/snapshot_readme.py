"""`README.md` of a snapshot: what it is, how to check, read and cite it, and what to beware of. Its words are in `snapshot_readme.md`."""

from __future__ import annotations

from pathlib import Path

from warehouse.export.citation_file import citation_line
from warehouse.export.csv_files import SAFE, WIDE_CSV
from warehouse.export.snapshot_contents import SAMPLE_WARNING, TERMS, Contents

TEMPLATE = Path(__file__).with_suffix(".md")
BESIDE = "Name the registries you use beside it. `CITATION.cff` has the same for reference managers."


def snapshot_readme(contents: Contents) -> str:
    """The whole document in Markdown."""
    return TEMPLATE.read_text("utf-8").format(
        title=contents.title,
        snapshot_id=contents.snapshot_id,
        description=contents.description,
        wide_csv=WIDE_CSV,
        safe=SAFE,
        cite=SAMPLE_WARNING if contents.is_sample else f"> {citation_line(contents)}\n\n{BESIDE}",
        profile=f"- {contents.profile.says}\n" if contents.profile.says else "",
        terms=TERMS,
    )
