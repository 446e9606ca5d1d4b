"""The label/value pairs of a page whose facts stand in a block: which line is a label, which is its value, what is prose.

Belongs here: reading such a block in any markup, by the names of labels and never by their position. Does not belong here: facts that run
through a page in sections (`parsers.page.sheets`), what a value means (`parsers.values`) or which field a label feeds (`parsers.record`).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Container
from itertools import accumulate

from parsers.page.labels import USUAL, Block, FoundLabel, LabelShapes, Pair, Printing, key_of, label_key, trimmed_span
from parsers.page.sheets import Sheet
from parsers.page.text import Line, PageText, Span


def block_of(page: PageText, vocabulary: Collection[str], personal: Collection[str] = (), printing: Printing = USUAL) -> Block:
    """The pairs of a page. `vocabulary` holds the known labels as `label_key` gives them, `personal` those of personal data among them.

    A line is a label where it is a known label printed the way this page prints labels (with a colon, or marked up like one), or where an
    unknown line looks just like the known ones around it. The lines up to the next label are its value; a gap ends it. So an empty value
    is followed by the next label and never takes it.

    The facts are the block with most known labels and the blocks right beside it that hold nothing but labels and values; a heading or
    prose ends them, and so does a block that begins to repeat labels.
    """
    if printing.runs_through:
        return Sheet(page, vocabulary, personal, printing).read()
    return _Reader(page, vocabulary, personal).read()


class _Reader:
    def __init__(self, page: PageText, vocabulary: Collection[str], personal: Collection[str]) -> None:
        self.page = page
        self.vocabulary = vocabulary
        self.personal = personal
        self.block_of = list(accumulate(int(line.after_gap) for line in page.lines))
        shapes = LabelShapes(page, vocabulary)
        self.colons = any(shapes.is_known(line) and page.of(line).endswith(":") for line in page.lines)
        self.label_shapes, self.value_shapes = shapes.labels, shapes.values
        self.shapes_of_labels_only = shapes.labels - shapes.values
        leads = [line for line in page.lines if line.lead_end and label_key(page.text[line.start : line.lead_end]) in vocabulary]
        self.lead_shapes = {line.shape for line in leads}

    def read(self) -> Block:
        labels = {at: found for at, line in enumerate(self.page.lines) if (found := self._label(line)) is not None}
        known = [found for found in labels.values() if found[2]]
        mostly_inline = 2 * sum(inline is not None for _, inline, _ in known) > len(known)
        pairs: dict[int, tuple[Pair, int]] = {}
        for at, (label_span, inline, is_known) in labels.items():
            takes_lines = not mostly_inline or self.page.lines[at].role == "label"
            value, n_lines, end = (inline, 1, at) if inline or not takes_lines else self._value_after(at, labels)
            printed = self.page.text[label_span.start : label_span.end]
            pairs[at] = Pair(printed.rstrip(": \u00a0"), label_key(printed), is_known, label_span, value, n_lines), end
        return self._facts(pairs)

    def _facts(self, pairs: dict[int, tuple[Pair, int]]) -> Block:
        """The pairs of the record's own blocks, out of all that look like pairs."""
        by_block: dict[int, list[int]] = {}
        for at in pairs:
            by_block.setdefault(self.block_of[at], []).append(at)
        n_known = {block: sum(pairs[at][0].known for at in members) for block, members in by_block.items()}
        if not any(n_known.values()):
            return Block((), self.page.lines, (), self._unread(pairs))
        primary = max(n_known, key=lambda block: (n_known[block], -block))
        chosen = [primary]
        seen = {pairs[at][0].key for at in by_block[primary]}
        for step in (1, -1):
            block = primary + step
            while block in by_block and self._is_pure(block, by_block[block], pairs):
                keys = [pairs[at][0].key for at in by_block[block]]
                if max(len(keys), n_known[primary]) > 1 and not seen.isdisjoint(keys):
                    break
                seen.update(keys)
                chosen.append(block)
                block += step
        while not n_known[min(chosen)]:
            chosen.remove(min(chosen))
        while not n_known[max(chosen)]:
            chosen.remove(max(chosen))
        ours = sorted(at for block in chosen for at in by_block[block] if not self._is_contact(block, primary, by_block[block], pairs))
        elsewhere = [
            pairs[at][0].label for block, members in by_block.items() if block not in chosen and n_known[block] > 1 for at in members
        ]
        last = max(pairs[at][1] for block in chosen for at in by_block[block])
        own = tuple(pairs[at][0] for at in ours)
        return Block(own, self.page.lines[: ours[0]], self.page.lines[last + 1 :], self._unread(pairs), tuple(elsewhere))

    def _is_pure(self, block: int, members: list[int], pairs: dict[int, tuple[Pair, int]]) -> bool:
        """Whether a block holds nothing but labels and their values."""
        covered = {line for at in members for line in range(at, pairs[at][1] + 1)}
        return covered.issuperset(range(bisect_left(self.block_of, block), bisect_right(self.block_of, block)))

    def _is_contact(self, block: int, primary: int, members: list[int], pairs: dict[int, tuple[Pair, int]]) -> bool:
        """Whether a block beside the facts is about a person: what else stands in it is the person's too."""
        return block != primary and len(members) > 1 and any(pairs[at][0].key in self.personal for at in members)

    def _unread(self, pairs: dict[int, tuple[Pair, int]]) -> tuple[Line, ...]:
        covered = {line for at, (_, end) in pairs.items() for line in range(at, end + 1)}
        lines = enumerate(self.page.lines)
        return tuple(
            line for at, line in lines if at not in covered and line.role != "value" and key_of(self.page, line) in self.vocabulary
        )

    def _label(self, line: Line) -> FoundLabel | None:
        if line.role in ("heading", "value"):
            return None
        words = self.page.of(line)
        known = key_of(self.page, line) in self.vocabulary
        if line.role == "label" or words.endswith(":") or (known and self._is_shaped_like_label(line)):
            return Span(line.start, line.end), None, known
        if line.lead_end is not None:
            lead = self.page.text[line.start : line.lead_end]
            if lead.rstrip().endswith(":") or label_key(lead) in self.vocabulary or line.shape in self.lead_shapes:
                return (
                    Span(line.start, line.lead_end),
                    trimmed_span(self.page.text, line.lead_end, line.end),
                    label_key(lead) in self.vocabulary,
                )
        head, colon, tail = words.partition(":")
        if colon and tail.strip() and label_key(head) in self.vocabulary:
            return Span(line.start, line.start + len(head) + 1), trimmed_span(self.page.text, line.start + len(head) + 1, line.end), True
        if line.shape in self.shapes_of_labels_only:
            return Span(line.start, line.end), None, False
        return None

    def _is_shaped_like_label(self, line: Line) -> bool:
        """Whether a known label without a colon stands where this page has its labels; elsewhere it is a value of the same words."""
        if self.page.is_html and self.label_shapes:
            return line.shape in self.label_shapes and (not self.colons or line.shape not in self.value_shapes)
        return not self.colons

    def _value_after(self, at: int, stops: Container[int]) -> tuple[Span | None, int, int]:
        lines = self.page.lines
        end = at
        while end + 1 < len(lines) and end + 1 not in stops and self._continues(lines[at], lines[end + 1]):
            if end > at and lines[end + 1].role != "value" and key_of(self.page, lines[end + 1]) in self.vocabulary:
                break
            end += 1
        if end == at:
            return None, 0, at
        return Span(lines[at + 1].start, lines[end].end), end - at, end

    def _continues(self, label: Line, line: Line) -> bool:
        if line.after_gap or line.role in ("heading", "label"):
            return False
        if not self.page.is_html or line.role == "value":
            return True
        return label.role != "label" and (line.shape in self.value_shapes or not self.value_shapes)
