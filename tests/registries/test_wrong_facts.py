"""A wrong cell of facts.csv is found: the message names the registry, the page, the record, the field, and what each side says."""

from __future__ import annotations

import csv
import io
import re
import shutil
from pathlib import Path

import pytest

from parsers.registry import Source, sources
from pipeline.sample_facts import FactsError, differences, read_folder
from pipeline.sample_site import SampleProblem

Row = dict[str, str]


@pytest.fixture
def source() -> Source:
    """Any registry whose facts hold an amount of the record itself."""
    return next(source for source in sources().values() if ",0,total_cost," in (source.folder / "facts.csv").read_text("utf-8"))


@pytest.fixture
def folder(source: Source, tmp_path: Path) -> Path:
    """A copy of its folder."""
    return Path(shutil.copytree(source.folder, tmp_path / source.registry.code))


def changed(folder: Path, **cells: str) -> Row:
    """Changes cells of the first row with an amount; gives the row as it was."""
    file = folder / "facts.csv"
    with file.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    number = next(number for number, row in enumerate(rows) if row["field"] == "total_cost" and row["value"])
    before = rows[number]
    rows[number] = before | cells
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(before), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    file.write_text(text.getvalue(), "utf-8")
    return before


@pytest.mark.parametrize(
    ("cell", "wrong", "told"),
    [
        ("value", "123", "facts.csv says '123', read is '{value}' printed '{printed}'"),
        ("value", "", "facts.csv says that '{printed}' is no value, read is '{value}' printed '{printed}'"),
        ("printed", "123 kr", "printed is '123 kr' in facts.csv, '{printed}' in the reading"),
        ("field", "support_paid", "facts.csv says nothing, read is '{value}' printed '{printed}'"),
        ("record", "7", "facts.csv says nothing, read is '{value}' printed '{printed}'"),
    ],
)
def test_a_wrong_cell_is_named_with_both_values(source: Source, folder: Path, cell: str, wrong: str, told: str) -> None:
    assert list(differences(read_folder(source, folder))) == []
    row = changed(folder, **{cell: wrong})
    found = [words for _, words in differences(read_folder(source, folder))]
    assert f"{source.registry.code}: {row['page']}, record {row['record']}, total_cost: {told.format(**row)}" in found
    assert len(found) == (2 if cell in ("field", "record") else 1)


def test_a_fact_that_is_read_nowhere_is_named(source: Source, folder: Path) -> None:
    row = changed(folder, record="7")
    found = [words for place, words in differences(read_folder(source, folder)) if place.record == 7]
    assert found == [
        f"{source.registry.code}: {row['page']}, record 7, total_cost: "
        f"facts.csv says '{row['value']}' printed '{row['printed']}', read is nothing"
    ]


def test_words_that_are_no_value_need_an_issue(source: Source, folder: Path) -> None:
    row = changed(folder, record="7", value="")
    assert any(
        words.endswith(f"facts.csv says that '{row['printed']}' is no value, and no issue names the field")
        for _, words in differences(read_folder(source, folder))
    )


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"field": "total_costs"}, "line {line}: no field 'total_costs'"),
        ({"record": "one"}, "line {line}: not six cells with a number of a record and of an item"),
    ],
)
def test_a_row_that_cannot_be_compared_is_named(source: Source, folder: Path, cells: Row, told: str) -> None:
    changed(folder, **cells)
    with pytest.raises(FactsError, match=r"facts\.csv, " + re.escape(told).replace(r"\{line\}", r"\d+")):
        read_folder(source, folder)


def test_a_fact_that_stands_there_twice_is_named(source: Source, folder: Path) -> None:
    file = folder / "facts.csv"
    file.write_text(file.read_text("utf-8") + file.read_text("utf-8").splitlines()[1] + "\n", "utf-8")
    with pytest.raises(FactsError, match="stands there twice"):
        read_folder(source, folder)


def test_a_folder_without_facts_or_samples_is_told_what_to_add(source: Source, folder: Path) -> None:
    (folder / "facts.csv").unlink()
    with pytest.raises(FactsError, match=r"facts\.csv is missing: write there what the sample pages print, .* page,record,item,field"):
        read_folder(source, folder)
    shutil.rmtree(folder / "samples")
    with pytest.raises(SampleProblem, match=r"has no sample pages: add them to .*samples"):
        read_folder(source, folder)
