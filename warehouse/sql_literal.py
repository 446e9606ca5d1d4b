"""A text or a path as a literal of SQL, for what a statement cannot take as a parameter."""

from __future__ import annotations


def sql_literal(text: object) -> str:
    """The words of `text` in quotes, those inside it doubled."""
    quoted = str(text).replace("'", "''")
    return f"'{quoted}'"
