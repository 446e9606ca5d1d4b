"""The expectation through which Great Expectations runs rules: a query whose rows are what breaks them, run once.

Its own `UnexpectedRowsExpectation` runs each query twice, to count the rows and to fetch them, and wants it to be about one table.
Importing this module imports Great Expectations, so import it inside a function.
"""

from __future__ import annotations

from typing import Any, ClassVar

from great_expectations.expectations.expectation import BatchExpectation


class ExpectNoRows(BatchExpectation):
    """Holds where its query finds no row; else up to 200 rows are in the result. Braces and colons of the query are escaped."""

    unexpected_rows_query: str
    metric_dependencies: ClassVar[tuple[str, ...]] = ("unexpected_rows_query.table",)
    success_keys: ClassVar[tuple[str, ...]] = ("unexpected_rows_query",)
    domain_keys: ClassVar[tuple[str, ...]] = ("batch_id", "row_condition", "condition_parser")

    def _validate(self, metrics: dict[str, Any], *_: object, **__: object) -> dict[str, Any]:
        rows = metrics["unexpected_rows_query.table"]
        return {"success": not rows, "result": {"details": {"unexpected_rows": rows}}}
