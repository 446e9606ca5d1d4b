"""Where a site is: its host, its language, its country, its lists, the forms of its addresses.

Belongs here: guesses from addresses, markup and small words. Does not belong here: what follows from labels and values (`value_forms`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import get_args
from urllib.parse import unquote

from babel.core import get_global

from parsers.discover import linked
from parsers.page.addresses import host_of, parts_of, query_of
from parsers.page.encoding import decode
from parsers.prose.language import Language, language_of
from parsers.reading import Page
from parsers.vocabulary.countries import Country, countries, union
from pipeline.commands.new_registry.proposal import AddressForms, Guess

_LANG = re.compile(r"<html\b[^>]*?\blang\s*=\s*[\"']?([a-z]{2})", re.I)
_ALIKE = ("nb", "da")  # share most of their small words
_PAGE_NAMES = ("page",)


def guess_host(pages: Sequence[Page]) -> Guess[str]:
    """The host most pages are from."""
    hosts = Counter(host for page in pages if (host := host_of(page.url)))
    if not hosts:
        return Guess("example.invalid", "no address given: --url", is_agreed=False)
    return Guess(hosts.most_common(1)[0][0], "host of the given addresses", is_agreed=len(hosts) == 1)


def country_of_host(host: str) -> Country | None:
    """The country whose domain a host is in."""
    domain = host.rpartition(".")[2].upper()
    return next(
        (country for country in countries().values() if domain in (country.code, country.nuts_prefix) and not country.is_union), None
    )


def guess_language(pages: Sequence[Page], host: Guess[str]) -> Guess[str]:
    """The language of the text, beside what the markup says and what is spoken where the host is."""
    marked, read, country = _marked_language(pages), _read_language(pages), country_of_host(host.value)
    spoken = country.languages if country else ()
    if read in _ALIKE and spoken and spoken[0] in _ALIKE:
        read = spoken[0]
    if marked and (marked == read or marked not in get_args(Language)):
        agreed = " and their words" if marked == read else ", a language of the country" if marked in spoken else ""
        return Guess(marked, "the pages' lang attribute" + agreed)
    if country and spoken and spoken[0] not in get_args(Language) and not marked:
        return Guess(spoken[0], f"spoken in {country.name}, where the host is", is_agreed=len(spoken) == 1)
    if read:
        return Guess(read, "small words of the text" + (f"; the lang attribute says {marked}" if marked else ""), is_agreed=not marked)
    return Guess(marked or "en", "the lang attribute alone" if marked else "no words that tell", is_agreed=False)


def _marked_language(pages: Sequence[Page]) -> str | None:
    """The language in the `lang` attribute, where all pages that have one agree."""
    found = {match[1].lower() for page in pages if (match := _LANG.search(decode(page.body[:8192], page.content_type)[0]))}
    return {"no": "nb"}.get(code := found.pop(), code) if len(found) == 1 else None


def _read_language(pages: Sequence[Page]) -> str | None:
    """The language most long lines are in, or else all lines together."""
    lines = [page.text.of(line) for page in pages for line in page.text.lines]
    votes = Counter(language_of(line) for line in lines if len(line) > 60)
    return next((language for language, _ in votes.most_common() if language), None) or language_of("\n".join(lines))


def guess_country(host: Guess[str], language: Guess[str]) -> Guess[str]:
    """The country of the host's domain, or else the one that the language is named after."""
    main = countries().get(get_global("likely_subtags").get(language.value, "").rpartition("_")[2])
    if found := country_of_host(host.value):
        is_agreed = not found.languages or language.value in (*found.languages, "en")
        told = f"the host ends with .{host.value.rpartition('.')[2]}" + ("" if is_agreed else f"; the language is {language.value}")
        return Guess(found.code, told, is_agreed)
    if main and main.languages[:1] == (language.value,):
        return Guess(main.code, f"the language is {language.value}; the host tells nothing", is_agreed=False)
    return Guess(union().code, "neither host nor language tell", is_agreed=False)


def list_pages(pages: Sequence[Page]) -> list[Page]:
    """The pages that are lists of others: each links to two of them whose addresses have another form than its own."""
    forms = {_bare(page.url): _form(page.url) for page in pages if page.url}
    found = []
    for page in pages:
        others = {_bare(link) for link in linked(page)} & forms.keys() if page.url else ()
        if sum(forms[other] != _form(page.url) for other in others) > 1:
            found.append(page)
    return found


def _bare(url: str) -> str:
    return unquote(url.partition("://")[2]).rstrip("/")


def _form(url: str) -> tuple[str, ...]:
    """What the addresses of one kind of page share: the folder, or with a query the path and the query's names."""
    path, names = parts_of(url).path.rstrip("/"), sorted(query_of(url))
    return (path, *names) if names else (path.rpartition("/")[0],)


def address_forms(projects: Sequence[Page], lists: Sequence[Page]) -> AddressForms:
    """The forms of the addresses of projects and of their lists."""
    urls = [page.url for page in projects if page.url]
    paths = {_path(url) for url in urls}
    folders = {path.rpartition("/")[0] for path in paths}
    if len(folders) != 1:
        return AddressForms()
    if lists:
        start = lists[0].url.partition("?")[0]
        further = [link for page in lists for link in linked(page) if _path(link) == _path(start)]
        numbers = tuple(dict.fromkeys(name for link in further for name, value in query_of(link).items() if value.isdecimal()))
        in_list = escaped(_path(start))
    else:
        start, in_list, numbers = None, escaped(folders.copy().pop()), _PAGE_NAMES
    paged = rf"(?:\?(?:{'|'.join(numbers)})=\d+)?" if numbers else ""
    queries = [query_of(url) for url in urls]
    names = sorted(set.intersection(*(set(query) for query in queries)))
    if not names or len(paths) > 1:
        folder = escaped(folders.pop())
        return AddressForms(numbers, f"^{folder}/[^/?]+/?$", f"^{in_list}/?{paged}$", f"^{folder}/(?P<code>[^/?]+)", start)
    telling = tuple(name for name in names if len({query[name] for query in queries}) > 1) or tuple(names)
    first = escaped(telling[0])
    project = rf"^{escaped(paths.pop())}/?\?(?:.*&)?{first}=[^&]+"
    return AddressForms((*telling, *numbers), project, f"^{in_list}/?{paged}$", rf"[?&]{first}=(?P<code>[^&]+)", start)


def _path(url: str) -> str:
    """The decoded path of an address, without a closing slash."""
    return unquote(parts_of(url).path).rstrip("/")


def escaped(words: str) -> str:
    """Words as a regular expression, with no more backslashes than it takes."""
    return re.escape(words).replace(r"\-", "-").replace(r"\ ", " ")
