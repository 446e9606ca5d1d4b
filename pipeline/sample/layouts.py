"""The six label layouts of the project bank: which labels a page prints, in which order, from which field.

Labels and their order belong here; HTML does not.
"""

from .projects import ProjectRow

CONTACT = "Anna Exempel"
CONTACT_EMAIL = "anna.exempel@example.se"

_EMPTY = "always empty"
_CONTACT = "contact person"
_EMAIL = "contact e-mail"

_THEME = ("Sekundärtema - Motverka barnfattigdom", "barnfattigdom")
_STRATEGIC = ("Insats av strategisk betydelse", "strategisk")
_RATE = ("Unionens medfinansieringsgrad", "medfinansieringsgrad")
_AREA = ("Programområde", "programomrade")
_OBJECTIVE = ("Specifikt mål", "specifikt_mal")
_FIELD = ("Interventionstyp", "interventionstyp")
_CODE = ("Diarienummer", "diarienummer")
_NAME = ("Namn", "namn")
_OWNER = ("Projektägare", "projektagare")
_ORG = ("Projektägare organisationsnummer", "organisationsnummer")
_START = ("Startdatum", "startdatum")
_END = ("Slutdatum", "slutdatum")
_COUNTRY = ("Land som berörs", "land")
_FUND = ("Berörd fond", "fond")
_CCI = ("Program CCI", "cci")
_REGION = ("Region", "region")
_NUTS = ("NUTS-2 kod", "nuts2")
_POSTCODE = ("Stödmottagare postnr", "postnr")
_CITY = ("Stödmottagare ort", "ort")
_TOTAL = ("Total projektbudget", "total_projektbudget")
_SUPPORT = ("Beviljat ESF-stöd", "beviljat_esf_stod")
_PEOPLE = ("Antal deltagare", "antal_deltagare")
_PLANNED = ("Planerat antal deltagare", "antal_deltagare")
_PERIOD = ("Projektperiod", "projektperiod")
_NUMBER = ("Projektnummer", "diarienummer")

_WHERE = (_THEME, _REGION, _NUTS, _POSTCODE, _CITY, _FIELD, _PEOPLE, _STRATEGIC)
_OLD_START = (_REGION, _PLANNED, _PERIOD, _TOTAL, _SUPPORT, ("Kontaktperson", _CONTACT), ("E-post", _EMAIL), _POSTCODE)
_OLD_END = (_AREA, _OBJECTIVE, _RATE, _FIELD)

LAYOUTS: dict[str, tuple[tuple[str, str], ...]] = {
    "A": (_COUNTRY, _FUND, _CCI, _CODE, _ORG, _OWNER, _NAME, _START, _END, _RATE, _AREA, _OBJECTIVE, *_WHERE, _NUMBER),
    "B": (_CODE, _NAME, _START, _END, _COUNTRY, _FUND, _CCI, _ORG, _OWNER, _RATE, _AREA, _OBJECTIVE, *_WHERE),
    "C": (
        _CODE, ("Fond", "fond"), _OWNER, _OBJECTIVE, _TOTAL, _SUPPORT, _PLANNED, _PERIOD, _START, _END, ("Programperiod", "programperiod"),
        _AREA, _FIELD, _RATE, ("Stödmottagarens postnummer", "postnr"), ("Stödmottagarens land", "land"),
        ("Projektägare org.nr.", "organisationsnummer"), ("Stödmottagarens ort", "ort"), _CCI, _THEME, _STRATEGIC, _NUTS,
    ),
    "D": (
        _CODE, _NAME, _START, _END, _PEOPLE, _FUND, _SUPPORT, _STRATEGIC, _FIELD, _COUNTRY, _NUTS, _CCI, _AREA, _OWNER, _ORG, _REGION,
        _THEME, _OBJECTIVE, _CITY, _POSTCODE, _TOTAL, _RATE,
    ),
    "E1": (_CODE, _NAME, ("Startdatum", _EMPTY), ("Slutdatum", _EMPTY), _NUMBER, _OWNER, *_OLD_START, *_OLD_END),
    "E2": (_NUMBER, _OWNER, _NAME, *_OLD_START, ("Stödmottagarens address", _EMPTY), *_OLD_END),
}  # fmt: skip
"""Layout name to (label, field) in the order printed. The misspelt `address` is the registry's."""


def _pairs(cell: str) -> list[tuple[str, str]]:
    return [(left, right) for left, _, right in (part.partition("=") for part in cell.split("|") if part)]


def label_values(row: ProjectRow) -> list[tuple[str, str]]:
    """The (label, value) rows a page prints, labels without their colon.

    A value that is not known has no row, unless the layout or `shown_empty` prints it empty.
    """
    always = {_EMPTY: "", _CONTACT: CONTACT, _EMAIL: CONTACT_EMAIL}
    spelling = dict(_pairs(row.relabel))
    shown_empty = row.shown_empty.split("|")
    printed = []
    for label, field in LAYOUTS[row.layout]:
        value = always[field] if field in always else getattr(row, field)
        if value or field in always or label in shown_empty:
            printed.append((spelling.get(label, label), value))
    return printed + _pairs(row.extra_rows)


def heading(row: ProjectRow) -> str:
    """The page's h1: just `Projekt` in layout D, else diarienummer and name."""
    return "Projekt" if row.layout == "D" else row.title
