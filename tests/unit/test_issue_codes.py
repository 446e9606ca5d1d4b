"""The catalogue of issue codes: it is whole, and nothing can be raised under a code that it lacks."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from assets.steps.stored_pages import DAMAGE, NOT_READ
from parsers.reading import Issue
from parsers.values.numbers import Unreadable
from parsers.vocabulary.issue_codes import ISSUE_CODES, CodeOfIssue, UnknownIssueCode
from warehouse.observations.records import IMPOSSIBLE

ROOT = Path(__file__).parents[2]
RAISED_BY_A_PARSER = re.compile(r"(?:\.issue|\.respell|\bIssue\.of|\bUnreadable)\(\s*\"(\w+)\"")
RAISED_BY_THE_WAREHOUSE = re.compile(r"'(\w+)',\s+'(warning|info|error)',\s+'warehouse'")


def in_parsers() -> set[str]:
    return {code for path in (ROOT / "parsers").rglob("*.py") for code in RAISED_BY_A_PARSER.findall(path.read_text("utf-8"))}


def in_sql() -> dict[str, str]:
    return dict(RAISED_BY_THE_WAREHOUSE.findall((ROOT / "warehouse/sql/ops/issue.sql").read_text("utf-8")))


def test_every_code_of_the_type_has_its_entry_in_order() -> None:
    assert sorted(ISSUE_CODES) == list(get_args(CodeOfIssue))


def test_every_entry_says_what_it_means_and_what_to_do() -> None:
    assert all(about.meaning and about.to_do for about in ISSUE_CODES.values())


def test_the_catalogue_holds_what_is_raised_and_nothing_else() -> None:
    assert in_parsers() | in_sql().keys() | {DAMAGE, NOT_READ, IMPOSSIBLE} == ISSUE_CODES.keys()


def test_the_warehouse_raises_its_codes_with_the_severity_of_the_catalogue() -> None:
    assert len(in_sql()) == (ROOT / "warehouse/sql/ops/issue.sql").read_text("utf-8").count("'warehouse'")
    assert in_sql() == {code: ISSUE_CODES[code].severity for code in in_sql()}  # type: ignore[index]


def test_a_code_that_the_catalogue_lacks_cannot_be_raised() -> None:
    with pytest.raises(UnknownIssueCode, match="'no_such_code' is not an issue code; add it to parsers/vocabulary/issue_codes"):
        Issue("no_such_code", "info", "")  # type: ignore[arg-type]
    with pytest.raises(UnknownIssueCode):
        Issue.of("no_such_code", "")  # type: ignore[arg-type]
    with pytest.raises(UnknownIssueCode):
        Unreadable("no_such_code", "")  # type: ignore[arg-type]


def test_an_issue_has_the_severity_of_its_code_and_an_error_drops_the_record() -> None:
    assert (Issue.of("placeholder", "").severity, Issue.of("placeholder", "").quarantines) == ("info", False)
    assert (Issue.of("code_mismatch", "").severity, Issue.of("code_mismatch", "").quarantines) == ("error", True)
    assert Issue.of("unreadable_date", "", severity="info").severity == "info"
