"""`diarium new-registry`: reads the given pages, writes the draft of a registry module, and says what it is made of.

Belongs here: files and addresses into pages, a `Proposal` into the text of a module and into tables for a person. Does not belong here:
what the pages may mean (`pipeline.commands.new_registry.proposal`).
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path

from parsers.page.addresses import host_of, parts_of
from parsers.registry import Page, Registry
from pipeline.commands.new_registry.proposal import PAGE_NAMES, Guess, LabelProposal, NothingToDraft, Proposal, propose
from pipeline.fetch.conditions import refusal_of
from pipeline.fetch.errors import AddressRefusedError, FetchError
from pipeline.fetch.frontier import Frontier
from pipeline.fetch.gate import Gate
from pipeline.fetch.pace import Pace
from pipeline.fetch.session import FetchPolicy, open_session
from pipeline.settings import Settings
from pipeline.terminal import console
from warehouse.captures.exchange import REDIRECTS

_WIDTH = 140
_CODE = re.compile(r"[a-z][a-z0-9_]*")
_DELAY_S = 1.0
_MAGIC = (b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"\xd0\xcf\x11\xe0")
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


class NewRegistryError(Exception):
    """No draft can be made; the message is one line that says why and what to do. `is_usage` tells bad input from a failed fetch."""

    def __init__(self, message: str, *, is_usage: bool = True) -> None:
        super().__init__(message)
        self.is_usage = is_usage


def draft_registry(
    given: Sequence[str], urls: Sequence[str], code: str | None, out: Path, settings: Settings, registries: Iterable[Registry]
) -> tuple[Proposal, Path]:
    """Writes the draft of a module for the pages `given` (files or addresses) into the folder `out`. Raises `NewRegistryError`.

    `urls` are the addresses of the files among them, in the same order, or none.
    """
    addresses = _addresses(given, urls)
    chosen = code or code_of(next((host for address in addresses if (host := host_of(address))), ""))
    if not _CODE.fullmatch(chosen) or keyword.iskeyword(chosen):
        raise NewRegistryError(f"--code {chosen}: a code is a module's name: small letters, digits and _, a letter first")
    target = out / f"{chosen}.py"
    if target.exists():
        raise NewRegistryError(f"{target} exists already and is not overwritten: give another --code or --out, or move it away")
    if not out.is_dir():
        raise NewRegistryError(f"{out}: no such folder; make it first, or give another --out")
    pages = read_pages(given, addresses, settings)
    try:
        proposal = propose(pages, registries)
    except NothingToDraft as error:
        raise NewRegistryError(str(error)) from None
    try:
        with target.open("x", encoding="utf-8") as file:
            file.write(module_text(proposal, chosen))
    except OSError as error:
        raise NewRegistryError(f"{target}: {error.strerror}; choose another folder with --out") from None
    return proposal, target


def code_of(host: str) -> str:
    """A registry's code from its host: `www.esf.se` is `esf_se`."""
    name = re.sub(r"[^a-z0-9]+", "_", host.removeprefix("www.").lower()).strip("_")
    return name if _CODE.fullmatch(name) else f"registry_{name}".rstrip("_") if name else "new_registry"


# pages


def is_address(given: str) -> bool:
    """Whether what is given is an address to fetch and not a file."""
    return given.startswith(("http://", "https://"))


def _addresses(given: Sequence[str], urls: Sequence[str]) -> list[str]:
    """The address of each page: its own, or the one told for a file."""
    files = [each for each in given if not is_address(each)]
    if urls and len(urls) != len(files):
        raise NewRegistryError(f"{len(files)} files but {len(urls)} addresses: give one --url for each file, in the same order, or none")
    for url in (*urls, *(each for each in given if is_address(each))):
        if not host_of(url) or parts_of(url).scheme not in ("http", "https"):
            raise NewRegistryError(f"{url}: not an address (https://host/path)")
    told = iter(urls)
    return [each if is_address(each) else next(told, "") for each in given]


def read_pages(given: Sequence[str], addresses: Sequence[str], settings: Settings) -> list[Page]:
    """The pages, from files or fetched. Raises `NewRegistryError`."""
    if any(map(is_address, given)) and not settings.contact:
        raise NewRegistryError(
            "fetching a page must say how to reach you: set DIARIUM_CONTACT to an e-mail or web address (it goes into the User-Agent), "
            "or save the page and give the file"
        )
    fetched = _fetch([each for each in given if is_address(each)], settings)
    pages = [fetched[each] if is_address(each) else _saved(Path(each), url) for each, url in zip(given, addresses, strict=True)]
    for each, page in zip(given, pages, strict=True):
        if not page.body.strip():
            raise NewRegistryError(f"{each}: empty; save the page again")
        if page.body.startswith(_MAGIC) or b"\x00" in page.body[:65_536]:
            raise NewRegistryError(f"{each}: not a page of text or HTML (binary); save the page as HTML")
    return pages


def _saved(file: Path, url: str) -> Page:
    try:
        body = file.read_bytes()
    except OSError as error:
        raise NewRegistryError(f"{file}: {error.strerror}") from None
    return Page(url, body, "text/plain" if file.suffix == ".txt" else "text/html")


def _fetch(urls: Sequence[str], settings: Settings) -> dict[str, Page]:
    """The pages at `urls`, fetched one after the other as robots.txt of their hosts allows."""
    policy = FetchPolicy(
        user_agent=settings.user_agent,
        connect_timeout_s=settings.connect_timeout_s,
        read_timeout_s=settings.read_timeout_s,
        max_body_bytes=settings.max_body_bytes,
        may_reach_private=True,  # a person has typed the address, and may mean a server at home
    )
    pages: dict[str, Page] = {}
    with closing(open_session(policy)) as session:
        pace = Pace(_DELAY_S)
        for url in urls:
            host = host_of(url)
            hosts = (host, host.removeprefix("www."), f"www.{host}")
            frontier = Frontier(hosts, lambda address: address, (url,))
            gate = Gate(session, policy, pace, frontier, {}, _DELAY_S)
            try:
                pages[url] = _one(gate, frontier, policy, url)
            except FetchError as error:
                raise NewRegistryError(str(error), is_usage=False) from None
    return pages


def _one(gate: Gate, frontier: Frontier, policy: FetchPolicy, url: str) -> Page:
    target = frontier.resolve(url, url, "project", is_start=True)
    for _ in range(policy.max_redirects + 1):
        if not gate.allows(target.url):
            raise AddressRefusedError(f"{target.url}: robots.txt does not allow us this page; ask its publisher, or save it by hand")
        exchange = gate.get(target, {})
        if exchange.status == 200:
            return Page(target.url, exchange.body, exchange.header("Content-Type") or "text/html")
        if exchange.status not in REDIRECTS:
            raise refusal_of(exchange, policy.attempts)
        target = frontier.redirected(target, exchange)
    raise AddressRefusedError(f"{url} leads through more than {policy.max_redirects} redirects")


# the module


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
    if proposal.fund_names or proposal.unknown_funds:
        entries = [
            line
            for name, fund in proposal.fund_names.items()
            for line in _marked(f"{_text(name)}: {_text(fund)},", "check: printed on the given pages")
        ]
        entries += [_comment(f"TODO: which fund is `{_plain(name)}`?", 8) for name in proposal.unknown_funds]
        lines += ["    fund_names={", *entries, "    },"] if proposal.fund_names else [line[4:] for line in entries]
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


# the report


def show(proposal: Proposal, given: Sequence[str], target: Path, known: Iterable[str]) -> None:
    """Says what the draft is made of, what no label explains, and what comes next."""
    n = len(proposal.pages)
    rows = [_row(label, n) for label in proposal.labels]
    console.print_rows(("label", "pages", "goes to", "why", "printed", "read as"), rows, title=f"Labels on {n} page{'s' if n > 1 else ''}")
    console.print_rows(("guess", "value", "why"), _guesses(proposal), title="Guesses, all to be checked")
    accounts = [
        (each, page.n_labels, f"{page.unclaimed_share:.0%}", "" if page.n_labels else "no label: is it a project's page?")
        for each, page in zip(given, proposal.pages, strict=True)
    ]
    console.print_rows(("page", "labels", "explained by none", ""), accounts)
    if proposal.unclaimed or proposal.n_hidden:
        more = proposal.n_unclaimed - len(proposal.unclaimed)
        hidden = f"; {proposal.n_hidden} that may be personal are not shown" if proposal.n_hidden else ""
        console.say(f"Lines that no label explains{f' (and {more} more)' if more else ''}{hidden}:")
        for line in proposal.unclaimed:
            console.say(f"  {console.cell_text(line)}")
    for note in proposal.notes:
        console.say(f"note: {note}")
    _say_next(target, set(known))


def _row(label: LabelProposal, n_pages: int) -> tuple[str, str, str, str, str, str]:
    goes_to = {"field": str(label.field), "dropped": "dropped (personal)", "ignored": "ignored", "unplaced": "TODO"}[label.use]
    unread = f"; {label.n_unread} do not read" if label.n_unread else ""
    return label.label, f"{label.n_pages}/{n_pages}", goes_to, label.reason + unread, " | ".join(label.printed), " | ".join(label.read)


def _guesses(proposal: Proposal) -> list[tuple[str, str, str]]:
    printing = proposal.printing
    style = ", ".join(
        name.replace("_", " ") for name in ("runs_through", "inline", "after_gap", "leading") if getattr(printing.value, name)
    )
    sections = f"; sections {', '.join(printing.value.sections)}" if printing.value.sections else ""
    shown: tuple[tuple[str, str, Guess[object]], ...] = (
        ("language", proposal.language.value, proposal.language),
        ("country", proposal.country.value, proposal.country),
        ("currency", ", ".join((proposal.currency.value, *proposal.other_currencies)), proposal.currency),
        ("numbers", proposal.number_locale.value, Guess(proposal.number_locale.value, proposal.number_locale.reason)),
        ("dates", ", ".join(proposal.date_forms.value), Guess("", proposal.date_forms.reason)),
        ("printing", (style or "the usual block") + sections, Guess("", printing.reason)),
        ("host", proposal.host.value, proposal.host),
        (
            "title",
            "a label" if proposal.is_titled else "a line" if proposal.title_line.value else "none",
            Guess("", proposal.title_line.reason),
        ),
    )
    unsure = {
        "numbers": proposal.number_locale.is_agreed,
        "dates": proposal.date_forms.is_agreed,
        "title": proposal.is_titled or proposal.title_line.is_agreed,
    }
    return [(name, value, guess.reason if unsure.get(name, guess.is_agreed) else f"TODO: {guess.reason}") for name, value, guess in shown]


def _say_next(target: Path, known: set[str]) -> None:
    code = target.stem
    console.say(f"Wrote {target}")
    if code in known:
        console.say(f"There is a registry {code} already: give another --code before you move the draft")
    console.say("Next:")
    console.say(f"  go through every `check:` and `TODO:` of {target}; each is a guess")
    console.say(f"  move it to parsers/registries/{code}.py: it is found by its folder")
    console.say(f"  write sample pages of your own, pipeline/sample/neighbours/{code}.py: without them the sample run holds {code} back")
    console.say("  python -m tests.golden.fixture_pages; make docs; make check; make test")
