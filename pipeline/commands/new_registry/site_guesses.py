"""Where a site is: its host, its language, its country, the forms of its addresses.

Belongs here: guesses from addresses, markup and small words. Does not belong here: what follows from labels and values (`value_forms`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from urllib.parse import unquote

from babel.core import get_global

from parsers.page.addresses import host_of, parts_of, query_of
from parsers.page.encoding import decode
from parsers.prose.language import language_of
from parsers.reading import Page
from parsers.vocabulary.countries import Country, countries, union
from pipeline.commands.new_registry.label_words import FOREIGN
from pipeline.commands.new_registry.proposal import PAGE_NAMES, Guess

_LANG = re.compile(r"<html\b[^>]*?\blang\s*=\s*[\"']?([a-z]{2})", re.I)
_NEIGHBOURS = ("da", "nb")
_NORDIC_OR_ENGLISH = ("sv", "nb", "da", "fi", "en")


def guess_host(pages: Sequence[Page]) -> Guess[str]:
    """The host most pages are from."""
    hosts = Counter(host for page in pages if (host := host_of(page.url)))
    if not hosts:
        return Guess("example.invalid", "no address given: --url", is_agreed=False)
    return Guess(hosts.most_common(1)[0][0], "host of the given addresses", is_agreed=len(hosts) == 1)


def guess_language(pages: Sequence[Page], host: Guess[str]) -> Guess[str]:
    """The language of the text, beside what the markup says."""
    lines = [page.text.of(line) for page in pages for line in page.text.lines]
    marked, read = _marked_language(pages), _read_language(lines)
    domain = host.value.rpartition(".")[2]
    at_home = _of_domain(domain)
    neighbour = next((each for each in _NEIGHBOURS if at_home and each in at_home.languages), None)
    if neighbour and read in _NEIGHBOURS and marked in (None, neighbour):
        return Guess(neighbour, f"small words of the text, which Danish and Norwegian share, and the host under .{domain}")
    if marked and (marked == read or marked not in _NORDIC_OR_ENGLISH):
        return Guess(marked, "the pages' lang attribute" + (" and their words" if marked == read else ""))
    if read:
        return Guess(read, "small words of the text" + (f"; the lang attribute says {marked}" if marked else ""), is_agreed=not marked)
    return Guess(marked or "en", "the lang attribute alone" if marked else "no words that tell", is_agreed=False)


def _marked_language(pages: Sequence[Page]) -> str | None:
    """The language in the `lang` attribute, where all pages that have one agree."""
    found = {match[1].lower() for page in pages if (match := _LANG.search(decode(page.body[:8192], page.content_type)[0]))}
    return {"no": "nb"}.get(code := found.pop(), code) if len(found) == 1 else None


def _read_language(lines: Sequence[str]) -> str | None:
    """The language most long lines are in; one that `parsers.prose.language` does not know, where enough of its words stand there."""
    text = "\n".join(lines)
    words = re.findall(r"[^\W\d_]+", text.casefold())
    hits = {language: sum(word in marks for word in words) for language, marks in FOREIGN.items()}
    foreign = max(hits, key=lambda language: hits[language])
    if hits[foreign] >= 3 and hits[foreign] > 0.03 * len(words):
        return foreign
    votes = Counter(language_of(line) for line in lines if len(line) > 60)
    return next((language for language, _ in votes.most_common() if language), None) or language_of(text)


def guess_country(host: Guess[str], language: Guess[str]) -> Guess[str]:
    """The country of the host's domain, or else of the language."""
    domain = host.value.rpartition(".")[2]
    by_language = _of_language(language.value)
    if by_domain := _of_domain(domain):
        is_agreed = by_language in (None, by_domain.code)
        return Guess(
            by_domain.code, f"the host ends with .{domain}" + ("" if is_agreed else f"; the language is {language.value}"), is_agreed
        )
    if by_language:
        return Guess(by_language, f"the language is {language.value}; the host tells nothing", is_agreed=False)
    return Guess(union().code, "neither host nor language tell", is_agreed=False)


def _of_domain(domain: str) -> Country | None:
    """The country, of those we describe, that has the domain."""
    found = countries().get(domain.upper())
    return found if found and found.languages and not found.is_union else None


def _of_language(language: str) -> str | None:
    """The country, of those we describe, where most speakers of the language live (CLDR)."""
    code = str(get_global("likely_subtags").get(language, "")).rpartition("_")[2]
    found = countries().get(code)
    return code if found and language in found.languages else None


def address_forms(urls: Sequence[str]) -> tuple[tuple[str, ...], str | None, str | None]:
    """The query names that tell projects apart, and the forms of the addresses of projects and of their list; None where they have nothing
    in common."""
    paths = {parts_of(url).path for url in urls}
    folders = {path.rstrip("/").rpartition("/")[0] for path in paths}
    if len(folders) != 1:
        return (), None, None
    folder = f"{escaped(unquote(folders.pop()))}/"
    in_list = rf"{folder}(?:\?(?:{'|'.join(PAGE_NAMES)})=\d+)?"
    queries = [query_of(url) for url in urls]
    names = sorted(set.intersection(*(set(query) for query in queries)))
    if not names or len(paths) > 1:
        return (), f"{folder}[^/?]+/?", in_list
    telling = tuple(name for name in names if len({query[name] for query in queries}) > 1) or tuple(names)
    return telling, rf"{escaped(unquote(paths.pop()))}\?(?:.*&)?{escaped(telling[0])}=[^&]+.*", in_list


def escaped(words: str) -> str:
    """Words as a regular expression, with no more backslashes than it takes."""
    return re.escape(words).replace(r"\-", "-").replace(r"\ ", " ")
