"""What happens next hangs on kinds, fields and classes; the words of a reason, a problem or an error are for people."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OF_WORDS = {"reason", "problem", "message", "error", "failure", "held_because", "decided_because"}
ONLY_SHOWN = {"pipeline/terminal/wording.py"}  # an address is not printed twice in one line


def is_of_words(node: ast.expr) -> bool:
    """Whether an expression is a message by its name (`problem`, `state.reason`), or an exception as text (`str(error)`)."""
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id == "str" and bool(node.args) and is_of_words(node.args[0])
    return (node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else "") in OF_WORDS


def deciding(tree: ast.AST) -> Iterator[int]:
    """The lines that ask how a message begins or ends, or whether it has certain words in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("startswith", "endswith"):
            if is_of_words(node.func.value):
                yield node.lineno
        elif isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn) and is_of_words(node.comparators[0]):
            yield node.lineno


@pytest.mark.parametrize(
    ("code", "decides"),
    [
        ("state.reason.startswith(BY_HAND)", True),
        ("all(AT_WORK in problem for problem in report.problems)", True),
        ("'locked' in str(error)", True),
        ("problem.kind == ProblemKind.HELD_BACK", False),
        ("url.startswith('https://') and kind in kinds", False),
        ("[each for each in str(error).splitlines()]", False),
    ],
)
def test_the_search_knows_a_message_that_decides(code: str, decides: bool) -> None:
    assert bool(list(deciding(ast.parse(code)))) == decides


def test_no_message_decides_anything() -> None:
    files = [file for folder in ("pipeline", "assets", "parsers", "warehouse") for file in sorted((ROOT / folder).rglob("*.py"))]
    named = {str(file.relative_to(ROOT)): list(deciding(ast.parse(file.read_text("utf-8")))) for file in files}
    assert {name: lines for name, lines in named.items() if lines and name not in ONLY_SHOWN} == {}
