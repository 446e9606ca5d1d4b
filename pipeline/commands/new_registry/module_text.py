"""The text of a draft: a `Proposal` as a registry module.

Belongs here: the words of the module, in the form the project's linter and formatter ask for. Does not belong here: any judgement
(`propose`) and the file (`draft_registry`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from string import Template

from parsers.vocabulary.countries import union
from pipeline.commands.new_registry.proposal import PAGE_NAMES, PRINTING_FLAGS, Guess, Proposal

_WIDTH = 140
_IMPORTS = (  # in the order ruff asks for; of each line only the names the module uses
    ("itertools", ("dropwhile", "takewhile")),
    ("urllib.parse", ("unquote",)),
    ("parsers.page.addresses", ("canonical", "last_segment", "parts_of", "query_of")),
    ("parsers.page.html", ("links",)),
    ("parsers.page.labels", ("Printing", "label_key")),
    ("parsers.page.text", ("MASK", "Line")),
    ("parsers.record.labelled_values", ("read_labels",)),
    ("parsers.record.readings", ("finish", "provisional_code", "reading_of", "unreadable")),
    ("parsers.record.title_and_text", ("label_keys", "read_description", "read_title")),
    ("parsers.registry", ("Expect", "Link", "Page", "PageKind", "Reading", "Registry")),
)
_HEAD = Template('''\
"""$host: a draft made by `diarium new-registry` from $pages.

Every `check:` and `TODO:` is a guess to go through. Belongs here: what this registry prints, its labels and what is peculiar to
it. Does not belong here: how labels and values are found and read, which all registries share.
"""

from __future__ import annotations

import re
$imports

''')
_FUNCTIONS = Template('''

def canonical_url(url: str) -> str:
    """The one address of a page: https, one host, of the query only what tells pages apart."""
    return canonical(url, $host$query_names)


def discover(page: Page) -> list[Link]:
    """The project pages and further list pages a list page links to."""
    found: dict[str, Link] = {}
    for address in links(page.body, page.content_type, page.url):
        if parts_of(address).hostname not in REGISTRY.hosts:
            continue
        if _PROJECT_ADDRESS.fullmatch(_path(address)):
            found.setdefault(canonical_url(address), Link(address, "project"))
        elif _LIST_ADDRESS.fullmatch(_path(address)):
            found.setdefault(canonical_url(address), Link(address, "list"))
    return list(found.values())


def is_project(page: Page) -> bool:
    """Whether the page shows a project. A call for applications may look alike: look at one."""
    return _kind(page) == "project"


def parse(page: Page) -> Reading:
    """One record from a project page, none from any other page."""
    kind = _kind(page)
    if kind == "unreadable":
        return unreadable(page, "none of the labels that every project page has")
    if kind != "project":
        return reading_of(kind, page, [])
$record


def _kind(page: Page) -> PageKind:
    if len($labels & _PROJECT_LABELS) >= $n_markers:
        return "project"
    if _PROJECT_ADDRESS.fullmatch(_path(page.url)):
        return "unreadable"
    return "list" if _LIST_ADDRESS.fullmatch(_path(page.url)) else "other"


def _path(address: str) -> str:
    """Path and query of an address, decoded."""
    parts = parts_of(address)
    return unquote(f"{parts.path}?{parts.query}" if parts.query else parts.path)
$prose''')
_PROSE = '''

def _prose(page: Page, lines: tuple[Line, ...]) -> list[Line]:
    """The running text among lines, up to the first short line or one that may hold personal data."""
    behind = dropwhile(lambda line: len(page.text.of(line)) < 60, lines)
    return list(takewhile(lambda line: _is_prose(page.text.of(line)), behind))


def _is_prose(words: str) -> bool:
    return len(words) >= 60 and MASK not in words and not (_PERSONAL and label_key(words).startswith(_PERSONAL))
'''


def module_text(proposal: Proposal, code: str) -> str:
    """The text of the draft module: valid Python in the form the project's linter asks for."""
    n = len(proposal.pages)
    pairs = "{pair.key for pair in read_labels(page.text, REGISTRY)[1].pairs}"
    functions = _FUNCTIONS.substitute(
        host=_text(proposal.host.value),
        query_names=", _QUERY_NAMES" if proposal.path else "",
        record="\n".join(_record(proposal)),
        labels=pairs if proposal.printing.value.leading else "label_keys(page.text)",
        n_markers=proposal.n_markers,
        prose=_PROSE if proposal.has_prose else "",
    )
    body = "\n".join([*_declaration(proposal, code), "", *_constants(proposal)]) + "\n" + functions
    used = [(module, [name for name in names if re.search(rf"\b{name}\b", body)]) for module, names in _IMPORTS]
    imports = [f"from {module} import {', '.join(names)}" for module, names in used if names]
    imports.insert(2 if proposal.has_prose else 1, "")
    pages = f"{n} page{'s' if n > 1 else ''}"
    return _HEAD.substitute(host=_plain(proposal.host.value), pages=pages, imports="\n".join(imports)) + body


def _declaration(proposal: Proposal, code: str) -> list[str]:
    host = proposal.host
    funds = tuple(sorted(set(proposal.fund_names.values()) - {""}))
    entries = (
        ("code", _text(code), ""),
        ("title", _text(f"{host.value}: projects"), "check: the registry's own name"),
        ("country", _text(proposal.country.value), _told(proposal.country)),
        ("languages", _tuple((proposal.language.value,)), _told(proposal.language)),
        ("publisher", _text("not established"), "TODO: the authority that publishes the registry"),
        ("licence", _text("not established (unverified)"), "check: what the site says on reuse"),
        ("hosts", _tuple((host.value,)), _told(host)),
        ("start_urls", _tuple((f"https://{host.value}/",)), "TODO: the list of projects, where a crawl begins"),
        ("schedule", _text("0 4 * * 1"), "check: once a week unless the site changes more often"),
        ("min_delay_s", "1.0", "check: seconds between two requests; what robots.txt asks for is kept in any case"),
        ("currency", _text(proposal.currency.value), _told(proposal.currency)),
        ("other_currencies", _tuple(proposal.other_currencies), "check: printed too"),
        ("number_locale", _text(proposal.number_locale.value), _told(proposal.number_locale)),
        ("date_forms", _tuple(proposal.date_forms.value), _told(proposal.date_forms)),
        ("funds", _tuple(funds), "check: all funds of the registry" if funds else "TODO: none was seen"),
        ("programmes", "()", "TODO: CCI numbers of the programmes"),
        ("nuts_version", "2021", "check: the edition its codes follow"),
        ("grain", _text("project"), "check: one page, one project"),
    )
    declared = [(f"    {name}={value},", told) for name, value, told in entries if (name, value) != ("other_currencies", "()")]
    return [
        "REGISTRY = Registry(",
        *(line for entry in declared for line in _noted(*entry)),
        *_printing(proposal),
        "    expect=Expect(min_projects=1),  # TODO: how many projects a whole crawl gives, and which fields are always there",
        *_labels(proposal),
        *([f"    notes={_tuple([_shortened(note, 125) for note in proposal.notes], exploded=True)},"] if proposal.notes else []),
        ")",
    ]


def _printing(proposal: Proposal) -> list[str]:
    printing = proposal.printing.value
    parts = [f"{name}=True" for name in PRINTING_FLAGS if getattr(printing, name)]
    if not parts:
        return []
    told = _comment(f"check: {proposal.printing.reason}", 4)
    short = f"    printing=Printing({', '.join([*parts, *([f'sections={_tuple(printing.sections)}'] if printing.sections else [])])}),"
    if len(short) <= _WIDTH:
        return [told, short]
    parts.append(f"sections={_tuple(printing.sections, exploded=True, indent=8)}")
    return [told, "    printing=Printing(", *(f"        {part}," for part in parts), "    ),"]


def _labels(proposal: Proposal) -> list[str]:
    fields = []
    for label in proposal.of_use("field"):
        unread = f"; {label.n_unread} of its values do not read as that" if label.n_unread else ""
        fields.append((f"{_text(label.label)}: {_text(str(label.field))}", f"check: {label.reason}{unread}"))
    lines = _collected("labels={", fields, "}") or ["    labels={},  # TODO: no label could be placed"]
    extra = [f"        {_text(label)}," for label in proposal.extra_dropped]
    if extra:
        extra.insert(0, "        # check: not on the given pages; labels of personal data in other registries of the language")
    dropped = [(_text(label.label), f"check: {label.reason}") for label in proposal.of_use("dropped")]
    lines += _collected("dropped=(", dropped, ")", extra) or ["    dropped=(),  # check: no label of personal data was seen"]
    ignored = [
        (f"{_text(each.label)}: {_text(_shortened(each.reason, 55))}", "check: still so here") for each in proposal.of_use("ignored")
    ]
    lines += _collected("ignored={", ignored, "}")
    unplaced = proposal.of_use("unplaced")
    if unplaced:
        lines.append("    # TODO: labels that could not be placed: map them in `labels`, or name them in `ignored` with the reason")
    n = len(proposal.pages)
    lines += [_comment(f"TODO: `{_plain(each.label)}`, on {each.n_pages} of {n} pages: {each.reason}", 4) for each in unplaced]
    if proposal.code_pattern:
        code = f'"project_code": {_raw(proposal.code_pattern)}'
        lines += _collected("patterns={", [(code, "check: shape of the numbers seen")], "}")
    names = [(f"{_text(name)}: {_text(fund)}", "check: printed on the given pages") for name, fund in proposal.fund_names.items()]
    return lines + _collected("fund_names={", names, "}")


def _collected(opening: str, entries: Iterable[tuple[str, str]], closing: str, more: Sequence[str] = ()) -> list[str]:
    """A collection of the declaration, an entry to a line with its comment; nothing where it is empty."""
    lines = [line for entry, told in entries for line in _noted(f"        {entry},", told)]
    return [f"    {opening}", *lines, *more, f"    {closing},"] if lines or more else []


def _constants(proposal: Proposal) -> list[str]:
    markers = f"_PROJECT_LABELS = frozenset(map(label_key, {_tuple(proposal.markers)}))"
    if len(markers) > _WIDTH:
        markers = f"_PROJECT_LABELS = {{\n    label_key(label)\n    for label in {_tuple(proposal.markers, exploded=True)}\n}}"
    lines = ["# check: labels that tell a project's page from others", markers]
    if proposal.path:
        names = _tuple((*proposal.query_names, *PAGE_NAMES))
        lines += _noted(f"_QUERY_NAMES = {names}", "check: what of a query tells pages apart")
    told = "check: path and query of a {}" if proposal.path else "TODO: path and query of a {}; as it is, it matches nothing"
    lines += _pattern("_PROJECT_ADDRESS", proposal.path or "(?!)", told.format("project's page"))
    lines += _pattern("_LIST_ADDRESS", proposal.list_path or "(?!)", told.format("list page"))
    if proposal.has_prose:
        lines.append("_PERSONAL = tuple(map(label_key, REGISTRY.dropped))")
    if not _reads_title(proposal):
        return lines
    lines.append("# check: lines of the site before the facts, which are no titles")
    if proposal.furniture:
        return [*lines, "_FURNITURE = {", *(f"    {_text(line)}," for line in proposal.furniture), "}"]
    return [*lines, "_FURNITURE: frozenset[str] = frozenset()"]


def _pattern(name: str, pattern: str, told: str) -> list[str]:
    """A compiled regular expression under a name, over as many lines as it takes."""
    line = f"{name} = re.compile({_raw(pattern)})"
    if len(line) <= _WIDTH:
        return [_comment(told, 0), line]
    pieces = re.findall(r"(?:\\.|[^\\]){1,60}", pattern) if len(pattern) > _WIDTH - 10 else [pattern]
    return [_comment(told, 0), f"{name} = re.compile(", *(f"    {_raw(piece)}" for piece in pieces), ")"]


def _reads_title(proposal: Proposal) -> bool:
    return proposal.title_line.value and not proposal.is_titled


def _record(proposal: Proposal) -> list[str]:
    """The reading of a project page into its record."""
    lines = [f"    draft, {'block' if proposal.has_prose or _reads_title(proposal) else '_'} = read_labels(page.text, REGISTRY)"]
    if _reads_title(proposal):
        lines.append('    if draft.value("title") is None:')
        lines.append(_comment(f"check: the title is {proposal.title_line.reason}", 8))
        lines.append("        read_title(draft, block.before, _FURNITURE)")
    if proposal.has_prose:
        lines.append("    read_description(draft, _prose(page, block.after))  # check: what stands behind the facts")
    if not proposal.is_coded:
        names = proposal.query_names
        source = f"query_of(page.url).get({_text(names[0])})" if names else "last_segment(page.url)"
        lines.append(f"    provisional_code(draft, {source})  # check: what of the address names the project")
    if proposal.country.value != union().code:
        lines.append('    draft.derive("country_code", REGISTRY.country, "country of the registry; the page prints none")')
    if proposal.is_coded or all(page.url for page in proposal.pages):
        return [*lines, "    return finish(draft, page)"]
    told = "    # TODO: without an address and a label of the number there is no code; ask for one as soon as addresses are known"
    return [*lines, told, "    return finish(draft, page, mandatory=())"]


def _told(guess: Guess[object]) -> str:
    return f"{'check' if guess.is_agreed else 'TODO'}: {guess.reason}"


def _noted(code: str, told: str) -> list[str]:
    """A line of code with its comment: behind it where there is room, else above."""
    line = f"{code}  # {_plain(told)}" if told else code
    return [line] if len(line) <= _WIDTH else [_comment(told, len(code) - len(code.lstrip())), code]


def _comment(words: str, indent: int) -> str:
    return _shortened(f"{' ' * indent}# {_plain(words)}", _WIDTH)


def _shortened(words: str, longest: int) -> str:
    return words if len(words) <= longest else f"{words[: longest - 1].rstrip()}…"


def _plain(words: str) -> str:
    """Words fit for a comment or a docstring: one line, printable, no quotes or backslashes that could end it."""
    return "".join(char if char.isprintable() and char != "\\" else " " for char in words).replace('"""', "'''")


def _text(words: str) -> str:
    """A string literal as the formatter writes it."""
    quote = "'" if '"' in words and "'" not in words else '"'
    shown = words.replace("\\", "\\\\").replace(quote, f"\\{quote}")
    return quote + "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in shown) + quote


def _raw(pattern: str) -> str:
    """A regular expression as a literal."""
    return f'r"{pattern}"' if '"' not in pattern and "\n" not in pattern else _text(pattern)


def _tuple(items: Sequence[str], *, exploded: bool = False, indent: int = 4) -> str:
    texts = [_text(item) for item in items]
    if exploded and len(texts) > 1:
        inner = "".join(f"{' ' * (indent + 4)}{text},\n" for text in texts)
        return f"(\n{inner}{' ' * indent})"
    return f"({texts[0]},)" if len(texts) == 1 else f"({', '.join(texts)})"
