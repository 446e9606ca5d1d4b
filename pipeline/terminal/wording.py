"""Small pieces of sentences that several commands print. Does not belong here: printing itself (`console`)."""

from __future__ import annotations


def counted(count: int, noun: str) -> str:
    """A number and its noun, in the plural where it is not one.

    >>> counted(1, "page"), counted(0, "page")
    ('1 page', '0 pages')
    """
    return f"{count} {noun}{'' if count == 1 else 's'}"


def cut_to(words: str, longest: int) -> str:
    """The words, or as many characters of them as `longest` allows, an ellipsis the last."""
    return words if len(words) <= longest else f"{words[: longest - 1]}…"
