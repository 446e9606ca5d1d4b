"""Counts lines of code by part: `make lines`. Every line, and what remains without docstrings, comments and blank lines."""

from __future__ import annotations

import ast
import io
import subprocess
import tokenize
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("pipeline", "assets", "parsers", "warehouse", "tests")
LONG = 300  # lines of a module that is to be split


def code_lines(source: str) -> int:
    """The lines of a Python module that hold code: no blank line, no comment alone, no docstring."""
    ignored = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING, tokenize.ENDMARKER}
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    held = {line for token in tokens if token.type not in ignored for line in range(token.start[0], token.end[0] + 1)}
    for node in ast.walk(ast.parse(source)):
        is_documented = isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        if is_documented and ast.get_docstring(node, clean=False) is not None:
            held -= set(range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1))
    return len(held)


def part_of(path: str) -> str:
    """A package and the folder in it, or `top` for its own modules."""
    package, *inner = path.split("/")
    return f"{package}/{inner[0] if len(inner) > 1 else 'top'}"


def main() -> None:
    """Prints the table."""
    listed = subprocess.run(["git", "ls-files", *PACKAGES], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    sizes: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    others: dict[str, int] = defaultdict(int)
    long = []
    for path in listed:
        if path.endswith((".sql", ".js", ".css")):
            others[f"{path.split('/')[0]}, {path.rpartition('.')[2]}"] += len((ROOT / path).read_text("utf-8").splitlines())
        if not path.endswith(".py"):
            continue
        source = (ROOT / path).read_text("utf-8")
        n_lines, n_code = len(source.splitlines()), code_lines(source)
        totals = ("tests, all",) if path.startswith("tests/") else (f"{path.split('/')[0]}, all", "the four packages")
        for name in (part_of(path), *totals):
            sizes[name] = [held + more for held, more in zip(sizes[name], (1, n_lines, n_code), strict=True)]
        if n_lines > LONG and not path.startswith("tests/"):
            long.append(f"{path} {n_lines}")
    print(f"{'part':36}{'files':>7}{'lines':>9}{'code':>9}")
    for name, (n_files, n_lines, n_code) in sorted(sizes.items(), key=lambda item: (", all" in item[0] or "four" in item[0], item[0])):
        print(f"{name:36}{n_files:7,}{n_lines:9,}{n_code:9,}")
    print("beside Python: " + "; ".join(f"{name} {n:,}" for name, n in sorted(others.items())))
    print(f"modules over {LONG} lines: " + (", ".join(sorted(long)) or "none"))


if __name__ == "__main__":
    main()
