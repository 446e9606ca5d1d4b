"""The rows of `esf_se_projects.csv`: one project page each, facts as they are printed.

Reading the file belongs here; how a row becomes labels, markup or a page does not.
Cells are HTML-escaped text (`&amp;`, `&nbsp;`, `&shy;`), so that invisible characters can be seen in the file.
"""

import csv
import html
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """One project page of the sample.

    Attributes up to `programperiod` are values as printed, `""` where the value is not known or not stated.
    shown_empty: labels whose row is printed although its value is empty (`Label|Label`).
    extra_rows: rows with labels no layout has (`Label=value|Label=value`).
    relabel: other spellings of labels (`Label=spelling|...`).
    layout: A, B, C, D, E1 or E2. markup: dl, div or table. variant: words from `markup.VARIANTS`.
    banner: `yes` where a cookie banner comes first. origin: `real` or `invented`. source: where the facts were stated.
    """

    diarienummer: str
    namn: str
    projektagare: str
    organisationsnummer: str
    startdatum: str
    slutdatum: str
    projektperiod: str
    medfinansieringsgrad: str
    programomrade: str
    specifikt_mal: str
    barnfattigdom: str
    region: str
    nuts2: str
    postnr: str
    ort: str
    interventionstyp: str
    antal_deltagare: str
    strategisk: str
    total_projektbudget: str
    beviljat_esf_stod: str
    land: str
    fond: str
    cci: str
    programperiod: str
    shown_empty: str
    extra_rows: str
    relabel: str
    layout: str
    markup: str
    variant: str
    banner: str
    origin: str
    source: str

    @property
    def is_invented(self) -> bool:
        """Whether owner, codes and values are made up."""
        return self.origin == "invented"

    @property
    def title(self) -> str:
        """`<dnr> - <name>`, or the diarienummer alone where the name is not known."""
        return f"{self.diarienummer} - {self.namn}" if self.namn else self.diarienummer


@cache
def project_rows() -> tuple[ProjectRow, ...]:
    """All rows in list-page order.

    Raises ValueError if the file's header is not the fields of `ProjectRow`.
    """
    text = (files(__package__) / "esf_se_projects.csv").read_text(encoding="utf-8")
    reader = csv.DictReader(text.splitlines())
    expected = [field.name for field in fields(ProjectRow)]
    if reader.fieldnames != expected:
        raise ValueError(f"esf_se_projects.csv: header is {reader.fieldnames}, expected {expected}; restore the columns of ProjectRow")
    return tuple(ProjectRow(**{name: html.unescape(value) for name, value in line.items()}) for line in reader)
