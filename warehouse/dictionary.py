"""The text of the data dictionary, generated from the table definitions: all of it in `docs/data-dictionary.md`, what is exported in every
snapshot."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from parsers.vocabulary.issue_codes import ISSUE_CODES
from warehouse.export.profile import Profile
from warehouse.export.snapshot_contents import titled, warned
from warehouse.sql_files import table_macros
from warehouse.tables import catalogue
from warehouse.tables.model import Column, SchemaName, Table
from warehouse.validate import check_queries

RULES = Path(__file__).parent / "reference" / "rule.csv"
SCHEMAS: dict[SchemaName, str] = {
    "mart": "Tables made for people to read. In the snapshots.",
    "core": "One row per thing, with its history. In the snapshots.",
    "ref": "Facts that codes are looked up in.",
    "ops": "What the pipeline did, and what it could not read.",
    "staging": "Captures and observations as read: the evidence behind every value.",
}


def dictionary() -> str:
    """The whole document in Markdown."""
    return "\n".join(_lines()) + "\n"


def snapshot_dictionary(profile: Profile, *, is_sample: bool) -> str:
    """What a snapshot holds under a profile, in Markdown. It does not name the snapshot, whose id is a hash over it too."""
    return "\n".join(_exported_lines(profile, is_sample=is_sample)) + "\n"


def _exported_lines(profile: Profile, *, is_sample: bool) -> Iterator[str]:
    yield titled("# Data dictionary", profile)
    yield ""
    yield warned(f"The tables of this snapshot. {profile.says}".strip(), is_sample=is_sample)
    yield ""
    yield from _names()
    yield "*From* names the fields read from a page that a column is made of."
    for schema in ("mart", "core"):
        yield ""
        yield f"## Schema `{schema}`"
        for table in sorted(catalogue.tables_of(schema), key=lambda table: table.full_name):
            if table.exported:
                yield from _table(table, profile.columns_of(table), marked=False)


def _names() -> Iterator[str]:
    yield "Names: `_id` our identifier, `_code` a code of a list, `_on` a date, `_at` a moment in UTC, `_pct` percent 0-100,"
    yield "`_amount` money in `currency`, `is_` and `has_` yes or no, `n_` a count, `_raw` as printed. Money is DECIMAL(18,2)."
    yield "Letters refer to Article 49(3) of Regulation (EU) 2021/1060."


def _lines() -> Iterator[str]:
    yield "# Data dictionary"
    yield ""
    yield "Generated from `warehouse/tables/` by `make docs`; do not edit."
    yield ""
    yield from _names()
    yield "A column marked *not in snapshots* is in the DuckDB file only; one marked *a text* is left out of snapshots without texts."
    yield "*From* names the observed fields a column is made of, where `diarium cite` finds its evidence."
    for schema, about in SCHEMAS.items():
        yield ""
        yield f"## Schema `{schema}`"
        yield ""
        yield about
        for table in catalogue.tables_of(schema):
            yield from _table(table, table.columns, marked=True)
    yield ""
    yield from _macros()
    yield ""
    yield from _checks()
    yield ""
    yield from _issue_codes()


def _macros() -> Iterator[str]:
    yield "## Macros"
    yield ""
    yield "Questions with an argument, in schema `mart`: `FROM mart.as_of(TIMESTAMP '2026-01-31')`. They look for `core` and `mart` in the"
    yield "current database: attach the file and `USE` it, or open it directly."
    yield ""
    yield "| Macro | What it gives |"
    yield "|---|---|"
    for macro in table_macros():
        yield f"| `mart.{macro.name}({', '.join(macro.parameters)})` | {_cell(macro.description)} |"


def _checks() -> Iterator[str]:
    yield "## Check queries"
    yield ""
    yield "Besides the rules above, these queries of `warehouse/sql/checks/` must find no row. Severity error blocks publication."
    yield "The last column names rules of the list below."
    yield ""
    yield "| Query | Table | Severity | What must hold | Rules |"
    yield "|---|---|---|---|---|"
    for query in check_queries():
        against = " Compared with the last publication." if query.needs_previous else ""
        held = f"{_cell(query.description)}.{against}"
        yield f"| `{query.name}` | `{query.table}` | {query.severity} | {held} | {', '.join(query.rules)} |"
    yield ""
    yield "## Rules"
    yield ""
    yield "Rules of a catalogue of what registries of operations get wrong, and where each is enforced: ring 1 while a page is read (an"
    yield "issue, or quarantine), 2 on a crawl or the reading of a registry (held back), 3 within a table, 4 across tables or in the"
    yield "scorecard. The same list is in `ops.rule`."
    yield ""
    yield "| Rule | What it asks for | Dimension | Severity | Ring | Enforced by | Note |"
    yield "|---|---|---|---|---|---|---|"
    with RULES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            about = f"{row['dimension']} | {row['severity']} | {row['ring']} | `{row['enforced_by']}` | {_cell(row['note'])}"
            yield f"| {row['rule_id']} | {_cell(row['title'])} | {about} |"


def _issue_codes() -> Iterator[str]:
    yield "## Issue codes"
    yield ""
    yield "What `staging.issue`, `ops.issue` and `ops.quarantine` say in `code`. An error of a parser sets the record aside, a warning"
    yield "leaves a value empty or doubtful, an info says how to understand a value. The list is `parsers/vocabulary/issue_codes.py`."
    yield ""
    yield "| Code | Severity | What it means | What to do |"
    yield "|---|---|---|---|"
    for code, about in sorted(ISSUE_CODES.items()):
        yield f"| `{code}` | {about.severity} | {_cell(about.meaning)} | {_cell(about.to_do)} |"


def _table(table: Table, columns: Sequence[Column], *, marked: bool) -> Iterator[str]:
    yield ""
    yield f"### `{table.full_name}`"
    yield ""
    yield table.description
    if table.primary_key:
        yield ""
        yield f"Key: {', '.join(f'`{name}`' for name in table.primary_key)}."
    yield ""
    yield "| Column | Type | Art. 49(3) | Meaning | Rules |"
    yield "|---|---|---|---|---|"
    for column in columns:
        marks = _marks(table, column) if marked else ""
        unit = f" ({column.unit})" if column.unit else ""
        read = f" From {', '.join(f'`{name}`' for name in column.fields)}." if column.fields else ""
        meaning = f"{_cell(column.description)}{unit}{read}{marks}"
        yield f"| `{column.name}` | {column.type} | {column.article_letter or ''} | {meaning} | {_cell('; '.join(_rules(column)))} |"


def _marks(table: Table, column: Column) -> str:
    if not table.exported:
        return ""
    return " *A text.*" if column.exported and column.text else "" if column.exported else " *Not in snapshots.*"


def _rules(column: Column) -> Iterator[str]:
    def worded(kind: str, words: str) -> str:
        return f"{words} (warning)" if kind in column.warns_on else words

    if not column.nullable:
        yield worded("not_null", "never empty")
    if column.allowed:
        yield worded("allowed", "one of " + ", ".join(f"`{value}`" for value in column.allowed))
    if column.minimum is not None:
        yield worded("range", f"at least {column.minimum:g}")
    if column.maximum is not None:
        yield worded("range", f"at most {column.maximum:g}")
    if column.pattern:
        yield worded("pattern", f"matches `{column.pattern}`")
    if column.references:
        yield worded("references", f"in `{column.references}`")


def _cell(text: str) -> str:
    return text.replace("|", r"\|")
