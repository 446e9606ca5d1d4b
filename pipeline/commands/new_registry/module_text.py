"""The text of a draft: a `Proposal` as a registry module.

Belongs here: the words of the module, in the form the project's linter and formatter ask for. Does not belong here: any judgement
(`propose`) and the file (`draft_registry`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.commands.new_registry.proposal import PAGE_NAMES, Guess, Proposal

_WIDTH = 140
_IMPORTS = (  # in the order ruff asks for; of each line only the names the module uses
    ("re", ()),
    ("itertools", ("dropwhile", "takewhile")),
    ("urllib.parse", ("unquote",)),
    ("", ()),
    ("parsers.page.addresses", ("canonical", "last_segment", "parts_of", "query_of")),
    ("parsers.page.html", ("MASK", "Line", "links")),
    ("parsers.page.labels", ("Printing", "label_key")),
    ("parsers.record.draft", ("read_labels",)),
    ("parsers.record.project", ("finish", "label_keys", "provisional_code", "read_description", "read_title", "reading", "unreadable")),
    ("parsers.registry", ("Expect", "Link", "Page", "PageKind", "Reading", "Registry")),
)


def module_text(proposal: Proposal, code: str) -> str:
    """The text of the draft module: valid Python in the form the project's linter asks for."""
    body = "\n".join([*_declaration(proposal, code), "", *_constants(proposal), *_functions(proposal)]) + "\n"
    return "\n".join([*_docstring(proposal), "", *_imports(body), "", body])


def _docstring(proposal: Proposal) -> list[str]:
    n = len(proposal.pages)
    return [
        f'"""{_plain(proposal.host.value)}: a draft made by `diarium new-registry` from {n} page{"s" if n > 1 else ""}.',
        "",
        "Every `check:` and `TODO:` is a guess to go through. Belongs here: what this registry prints, its labels and what is peculiar to",
        "it. Does not belong here: how labels and values are found and read, which all registries share.",
        '"""',
        "",
        "from __future__ import annotations",
    ]


def _imports(body: str) -> list[str]:
    lines = []
    for module, names in _IMPORTS:
        used = [name for name in names if re.search(rf"\b{name}\b", body)]
        if module == "re" and re.search(r"\bre\.", body):
            lines.append("import re")
        elif not module:
            lines += [""] if lines else []
        elif used:
            lines.append(f"from {module} import {', '.join(used)}")
    return lines


def _declaration(proposal: Proposal, code: str) -> list[str]:
    host = proposal.host
    funds = tuple(sorted({fund for fund in proposal.fund_names.values() if fund}))
    start = f"https://{host.value}/"
    return [
        "REGISTRY = Registry(",
        _entry("code", _text(code)),
        _entry("title", _text(f"{host.value}: projects"), "check: the registry's own name"),
        _guessed("country", _text(proposal.country.value), proposal.country),
        _guessed("languages", _tuple((proposal.language.value,)), proposal.language),
        _entry("publisher", _text("not established"), "TODO: the authority that publishes the registry"),
        _entry("licence", _text("not established (unverified)"), "check: what the site says on reuse"),
        _guessed("hosts", _tuple((host.value,)), host),
        _entry("start_urls", _tuple((start,)), "TODO: the list of projects, where a crawl begins"),
        _entry("schedule", _text("0 4 * * 1"), "check: once a week unless the site changes more often"),
        _entry("min_delay_s", "1.0", "check: seconds between two requests; what robots.txt asks for is kept in any case"),
        _guessed("currency", _text(proposal.currency.value), proposal.currency),
        *([_entry("other_currencies", _tuple(proposal.other_currencies), "check: printed too")] if proposal.other_currencies else []),
        _guessed("number_locale", _text(proposal.number_locale.value), proposal.number_locale),
        _guessed("date_forms", _tuple(proposal.date_forms.value), proposal.date_forms),
        _entry("funds", _tuple(funds), "check: all funds of the registry" if funds else "TODO: none was seen"),
        _entry("programmes", "()", "TODO: CCI numbers of the programmes"),
        _entry("nuts_version", "2021", "check: the edition its codes follow"),
        _entry("grain", _text("project"), "check: one page, one project"),
        *_printing(proposal),
        _entry("expect", "Expect(min_projects=1)", "TODO: how many projects a whole crawl gives, and which fields are always there"),
        *_label_entries(proposal),
        *([f"    notes={_tuple([_shortened(note, 125) for note in proposal.notes], exploded=True)},"] if proposal.notes else []),
        ")",
    ]


def _printing(proposal: Proposal) -> list[str]:
    printing = proposal.printing.value
    flags = [f"{name}=True" for name in ("runs_through", "inline", "after_gap", "leading") if getattr(printing, name)]
    if not flags:
        return []
    told = _comment(f"check: {proposal.printing.reason}", 4)
    short = f"    printing=Printing({', '.join(flags)}, sections={_tuple(printing.sections)}),"
    if not printing.sections or len(short) <= _WIDTH:
        return [told, short if printing.sections else f"    printing=Printing({', '.join(flags)}),"]
    sections = _tuple(printing.sections, exploded=True, indent=8)
    return [told, "    printing=Printing(", *(f"        {flag}," for flag in flags), f"        sections={sections},", "    ),"]


def _label_entries(proposal: Proposal) -> list[str]:
    lines = ["    labels={"]
    for label in proposal.of_use("field"):
        unread = f"; {label.n_unread} of its values do not read as that" if label.n_unread else ""
        lines += _marked(f"{_text(label.label)}: {_text(str(label.field))},", f"check: {label.reason}{unread}")
    lines = [*lines, "    },"] if len(lines) > 1 else ["    labels={},  # TODO: no label could be placed"]
    lines.append("    dropped=(")
    for label in proposal.of_use("dropped"):
        lines += _marked(f"{_text(label.label)},", f"check: {label.reason}")
    if proposal.extra_dropped:
        lines.append("        # check: not on the given pages; labels of personal data in other registries of the language")
        lines += [f"        {_text(label)}," for label in proposal.extra_dropped]
    lines = (
        [*lines, "    ),"]
        if lines[-1] != "    dropped=("
        else [*lines[:-1], "    dropped=(),  # check: no label of personal data was seen"]
    )
    if ignored := proposal.of_use("ignored"):
        lines.append("    ignored={")
        for each in ignored:
            lines += _marked(f"{_text(each.label)}: {_text(_shortened(each.reason, 55))},", "check: still so here")
        lines.append("    },")
    lines += _todo_labels(proposal)
    if proposal.code_pattern:
        lines += [
            "    patterns={",
            *_marked(f'"project_code": {_raw(proposal.code_pattern)},', "check: shape of the numbers seen"),
            "    },",
        ]
    if proposal.fund_names:
        lines.append("    fund_names={")
        for name, fund in proposal.fund_names.items():
            lines += _marked(f"{_text(name)}: {_text(fund)},", "check: printed on the given pages")
        lines.append("    },")
    return lines


def _todo_labels(proposal: Proposal) -> list[str]:
    """The labels nobody could place, as comments."""
    unplaced = proposal.of_use("unplaced")
    if not unplaced:
        return []
    n = len(proposal.pages)
    told = [f"TODO: `{_plain(each.label)}`, on {each.n_pages} of {n} pages: {each.reason}" for each in unplaced]
    head = "TODO: labels that could not be placed: map them in `labels`, or name them in `ignored` with the reason"
    return [_comment(head, 4), *(_comment(words, 4) for words in told)]


def _constants(proposal: Proposal) -> list[str]:
    markers = f"_PROJECT_LABELS = frozenset(map(label_key, {_tuple(proposal.markers)}))"
    lines = [
        "# check: labels that tell a project's page from others",
        *([markers] if len(markers) <= _WIDTH else _exploded_markers(proposal)),
    ]
    if proposal.path:
        names = _tuple((*proposal.query_names, *PAGE_NAMES))
        lines.append(_cut(f"_QUERY_NAMES = {names}  # check: what of a query tells pages apart"))
        lines += _pattern("_PROJECT_ADDRESS", proposal.path, "check: path and query of a project's page")
        lines += _pattern("_LIST_ADDRESS", proposal.list_path or "(?!)", "check: path and query of a list page")
    else:
        lines += _pattern("_PROJECT_ADDRESS", "(?!)", "TODO: path and query of a project's page; as it is, it matches nothing")
        lines += _pattern("_LIST_ADDRESS", "(?!)", "TODO: path and query of a list page; as it is, it matches nothing")
    if proposal.has_prose:
        lines.append("_PERSONAL = tuple(map(label_key, REGISTRY.dropped))")
    if _reads_title(proposal):
        lines.append("# check: lines of the site before the facts, which are no titles")
        if proposal.furniture:
            lines += ["_FURNITURE = {", *(f"    {_text(line)}," for line in proposal.furniture), "}"]
        else:
            lines.append("_FURNITURE: frozenset[str] = frozenset()")
    return lines


def _pattern(name: str, pattern: str, told: str) -> list[str]:
    """A compiled regular expression under a name, over as many lines as it takes."""
    line = f"{name} = re.compile({_raw(pattern)})"
    if len(line) <= _WIDTH:
        return [_comment(told, 0), line]
    pieces = re.findall(r"(?:\\.|[^\\]){1,60}", pattern) if len(pattern) > _WIDTH - 10 else [pattern]
    return [_comment(told, 0), f"{name} = re.compile(", *(f"    {_raw(piece)}" for piece in pieces), ")"]


def _exploded_markers(proposal: Proposal) -> list[str]:
    return [
        "_PROJECT_LABELS = {",
        "    label_key(label)",
        "    for label in (",
        *(f"        {_text(label)}," for label in proposal.markers),
        "    )",
        "}",
    ]


def _functions(proposal: Proposal) -> list[str]:
    host = proposal.host.value
    names = ", _QUERY_NAMES" if proposal.path else ""
    return [
        "",
        "",
        "def canonical_url(url: str) -> str:",
        '    """The one address of a page: https, one host, of the query only what tells pages apart."""',
        f"    return canonical(url, {_text(host)}{names})",
        "",
        "",
        "def discover(page: Page) -> list[Link]:",
        '    """The project pages and further list pages a list page links to."""',
        "    found: dict[str, Link] = {}",
        "    for address in links(page.body, page.content_type, page.url):",
        "        if parts_of(address).hostname not in REGISTRY.hosts:",
        "            continue",
        "        if _PROJECT_ADDRESS.fullmatch(_path(address)):",
        '            found.setdefault(canonical_url(address), Link(address, "project"))',
        "        elif _LIST_ADDRESS.fullmatch(_path(address)):",
        '            found.setdefault(canonical_url(address), Link(address, "list"))',
        "    return list(found.values())",
        "",
        "",
        "def is_project(page: Page) -> bool:",
        '    """Whether the page shows a project. A call for applications may look alike: look at one."""',
        '    return _kind(page) == "project"',
        "",
        "",
        *_parse(proposal),
        *_kind(proposal),
        *(_PROSE if proposal.has_prose else ()),
    ]


def _reads_title(proposal: Proposal) -> bool:
    return proposal.title_line.value and not proposal.is_titled


def _parse(proposal: Proposal) -> list[str]:
    has_code = proposal.is_coded or all(page.url for page in proposal.pages)
    after = "block" if proposal.has_prose or _reads_title(proposal) else "_"
    lines = [
        "def parse(page: Page) -> Reading:",
        '    """One record from a project page, none from any other page."""',
        "    kind = _kind(page)",
        '    if kind == "unreadable":',
        '        return unreadable(page, "none of the labels that every project page has")',
        '    if kind != "project":',
        "        return reading(kind, page, [])",
        f"    draft, {after} = read_labels(page.text, REGISTRY)",
    ]
    if _reads_title(proposal):
        lines += [
            '    if draft.value("title") is None:',
            _comment(f"check: the title is {proposal.title_line.reason}", 8),
            "        read_title(draft, block.before, _FURNITURE)",
        ]
    if proposal.has_prose:
        lines.append("    read_description(draft, _prose(page, block.after))  # check: what stands behind the facts")
    if not proposal.is_coded:
        names = proposal.query_names
        source = f"query_of(page.url).get({_text(names[0])})" if names else "last_segment(page.url)"
        lines.append(f"    provisional_code(draft, {source})  # check: what of the address names the project")
    if proposal.country.value != "EU":
        lines.append('    draft.derive("country_code", REGISTRY.country, "country of the registry; the page prints none")')
    if has_code:
        lines.append("    return finish(draft, page)")
    else:
        lines += [
            "    # TODO: without an address and a label of the number there is no code; ask for one as soon as addresses are known",
            "    return finish(draft, page, mandatory=())",
        ]
    return [*lines, "", ""]


def _kind(proposal: Proposal) -> list[str]:
    leading = proposal.printing.value.leading
    shown = "{pair.key for pair in read_labels(page.text, REGISTRY)[1].pairs}" if leading else "label_keys(page.text)"
    return [
        "def _kind(page: Page) -> PageKind:",
        f"    if len({shown} & _PROJECT_LABELS) >= {proposal.n_markers}:",
        '        return "project"',
        "    if _PROJECT_ADDRESS.fullmatch(_path(page.url)):",
        '        return "unreadable"',
        '    return "list" if _LIST_ADDRESS.fullmatch(_path(page.url)) else "other"',
        "",
        "",
        "def _path(address: str) -> str:",
        '    """Path and query of an address, decoded."""',
        "    parts = parts_of(address)",
        '    return unquote(f"{parts.path}?{parts.query}" if parts.query else parts.path)',
    ]


_PROSE = (
    "",
    "",
    "def _prose(page: Page, lines: tuple[Line, ...]) -> list[Line]:",
    '    """The running text among lines, up to the first short line or one that may hold personal data."""',
    "    behind = dropwhile(lambda line: len(page.text.of(line)) < 60, lines)",
    "    return list(takewhile(lambda line: _is_prose(page.text.of(line)), behind))",
    "",
    "",
    "def _is_prose(words: str) -> bool:",
    "    return len(words) >= 60 and MASK not in words and not (_PERSONAL and label_key(words).startswith(_PERSONAL))",
)


def _shortened(words: str, longest: int) -> str:
    return words if len(words) <= longest else f"{words[: longest - 1]}…"


def _guessed(name: str, value: str, guess: Guess[object]) -> str:
    return _entry(name, value, f"{'check' if guess.is_agreed else 'TODO'}: {guess.reason}")


def _entry(name: str, value: str, told: str = "") -> str:
    line = f"    {name}={value},"
    return _cut(f"{line}  # {_plain(told)}") if told else line


def _marked(entry: str, told: str) -> list[str]:
    """An entry of a collection with its comment: behind it where there is room, else above."""
    line = f"        {entry}  # {_plain(told)}"
    return [line] if len(line) <= _WIDTH else [_comment(told, 8), f"        {entry}"]


def _comment(words: str, indent: int) -> str:
    return _cut(f"{' ' * indent}# {_plain(words)}")


def _cut(line: str) -> str:
    """A line with a comment no longer than lines are; what is cut is the comment's end."""
    code, mark, words = line.partition("  # ") if not line.lstrip().startswith("#") else ("", "", line)
    room = _WIDTH - len(code) - len(mark)
    if len(line) <= _WIDTH:
        return line
    if room > 20 or not code:
        return f"{code}{mark}{words[: room - 1].rstrip()}…"
    return f"{_comment(words, len(code) - len(code.lstrip()))}\n{code}"


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
    if not items:
        return "()"
    texts = [_text(item) for item in items]
    if exploded and len(texts) > 1:
        inner = "".join(f"{' ' * (indent + 4)}{text},\n" for text in texts)
        return f"(\n{inner}{' ' * indent})"
    return f"({texts[0]},)" if len(texts) == 1 else f"({', '.join(texts)})"
