"""How a page marks up its labels and its values.

Belongs here: the shapes of lines that are labels, and of those that follow them. Does not belong here: pairing them
(`parsers.page.blocks`, `parsers.page.sheets`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from itertools import pairwise

from parsers.page.labels import label_key
from parsers.page.text import Line, PageText


class LabelShapes:
    """How a page marks up its labels and its values: the shapes that are mostly known labels, and those that follow them."""

    def __init__(self, page: PageText, vocabulary: Collection[str], *, across_gaps: bool = False) -> None:
        self.page = page
        self.vocabulary = vocabulary
        self.labels: set[str] = set()
        self.labels = self._of_labels()
        self.values = self._of_values(across_gaps=across_gaps)

    def is_known(self, line: Line) -> bool:
        """Whether a line is a known label by its words and not by its place a value or a heading."""
        return line.role not in ("value", "heading") and label_key(self.page.of(line)) in self.vocabulary

    def _of_labels(self) -> set[str]:
        if not self.page.is_html:
            return set()
        of_known = Counter(line.shape for line in self.page.lines if self.is_known(line))
        of_all = Counter(line.shape for line in self.page.lines)
        return {shape for shape, n in of_known.items() if 2 * n >= of_all[shape]}

    def _of_values(self, *, across_gaps: bool) -> set[str]:
        """Shapes that follow known labels, the odd one out left aside (it may be prose after an empty value)."""
        following: Counter[str] = Counter()
        for label, line in pairwise(self.page.lines):
            if self._could_be_label(label) and not self._could_be_label(line) and (across_gaps or not line.after_gap):
                following[line.shape] += 1
        most = max(following.values(), default=0)
        return {shape for shape, n in following.items() if n > 1 or n == most}

    def _could_be_label(self, line: Line) -> bool:
        return self.is_known(line) and (not self.page.is_html or line.shape in self.labels)
