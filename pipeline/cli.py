"""The `diarium` command: what people type. Each command is thin; heavy modules are imported when a command needs them.

Exit codes: 0 done, 1 a check failed or a registry was held back, 2 bad usage.
"""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from parsers.registry import Page
    from pipeline.settings import Settings

FAILED, USAGE, INTERRUPTED = 1, 2, 130

app = typer.Typer(
    no_args_is_help=True,
    invoke_without_command=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help="Every EU-funded project, from every registry, in one warehouse you can query, trace to the source page, and cite.\n\n"
    "Start with `diarium run`: it crawls the bundled sample registry on loopback and publishes a DuckDB warehouse. "
    "Then ask it something: `diarium sql 'FROM mart.funding_by_region_fund'`.\n\n"
    "Exit codes: 0 done, 1 a check failed or a registry was held back, 2 bad usage.",
)

DataDir = Annotated[
    Path | None, typer.Option("--data-dir", help="Where everything is kept (default: data, or DIARIUM_DATA_DIR).", show_default=False)
]
Live = Annotated[bool, typer.Option("--live", help="The real sites and their warehouse in data/live, not the bundled sample.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]


@app.callback()
def root(
    version: Annotated[bool, typer.Option("--version", help="Print the version and leave.", is_eager=True)] = False,
) -> None:
    """Options of every command."""
    if version:
        from pipeline.settings import VERSION

        sys.stdout.write(f"diarium {VERSION}\n")
        raise typer.Exit


@app.command()
def run(
    registry: Annotated[
        str | None, typer.Option(help="Crawl and read this registry only; the others go in as stored.", show_default=False)
    ] = None,
    live: Live = False,
    data_dir: DataDir = None,
    sample_fault: Annotated[
        str | None,
        typer.Option(
            help="Break the sample on purpose: dead, half, garble=DNR, gone=DNR, withdrawn=DNR, rename=LABEL, set=DNR:LABEL=VALUE.",
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Run the whole pipeline: crawl, read, build, check, publish, export.

    Nothing is published unless every blocking check passes; whoever has the warehouse open meanwhile is not disturbed.

    Example: `diarium run`, then `diarium run` again: nothing has changed, so nothing is stored and nothing is published anew in content.
    """
    from parsers.registry import sources

    settings = _settings(data_dir, live=live, registries=(registry,) if registry else (), sample_fault=sample_fault)
    if registry and registry not in sources():
        _fail(f"no registry {registry!r}; there is {', '.join(sources())}", USAGE)
    if live and not settings.contact:
        _fail(
            "a live crawl must say how to reach you: set DIARIUM_CONTACT to an e-mail or web address (it goes into the User-Agent)", USAGE
        )
    from pipeline import console
    from pipeline.running import prepare_home, run_pipeline
    from pipeline.summary import closing

    try:
        prepare_home(settings.places.dagster)
    except OSError as error:
        _fail(f"{error.filename}: {error.strerror}; choose another folder with --data-dir", USAGE)

    if as_json:
        from assets.protocols import silent

        report = run_pipeline(settings, silent)
        _print_json(closing(settings, report))
        raise typer.Exit(0 if report.succeeded else FAILED)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)
    kind = "live registries" if live else "the bundled sample registry on loopback, not the live site"
    console.say(f"Diarium crawls {kind}; data in {settings.places.root}")
    with console.watching() as progress:
        report = run_pipeline(settings, progress)
    if report.interrupted:
        _fail("stopped; a run that was under way has published nothing, run it again", INTERRUPTED)
    from pipeline.summary import show_closing

    show_closing(settings, report)
    raise typer.Exit(0 if report.succeeded else FAILED)


@app.command()
def ui(
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1.", min=1, max=65535)] = 3000,
    live: Live = False,
    data_dir: DataDir = None,
    sample_fault: Annotated[str | None, typer.Option(help="As for `diarium run`.", show_default=False)] = None,
) -> None:
    """Open the Dagster UI on 127.0.0.1 over the same runs: assets, checks, runs made here or from the command line. Ctrl-C stops it."""
    from pipeline.ui import serve_ui

    settings = _settings(data_dir, live=live, sample_fault=sample_fault)
    raise typer.Exit(serve_ui(settings, port))


@app.command()
def sql(
    query: Annotated[str | None, typer.Argument(help="One query; without it, a prompt.", show_default=False)] = None,
    output: Annotated[str, typer.Option("--format", help="table, csv or json (one object a line).")] = "table",
    live: Live = False,
    data_dir: DataDir = None,
) -> None:
    """Query the published warehouse, read-only.

    Examples: `diarium sql 'FROM mart.funding_by_region_fund'`, `diarium sql --format csv 'SELECT * FROM mart.project' > projects.csv`.
    """
    from pipeline.query import FORMATS, QueryError, prompt, run_query

    if output not in FORMATS:
        _fail(f"--format {output}: there is {', '.join(FORMATS)}", USAGE)
    settings = _settings(data_dir, live=live)
    try:
        if query is None:
            raise typer.Exit(prompt(settings.places.warehouse, output))
        run_query(settings.places.warehouse, query, output)
    except QueryError as error:
        _fail(str(error), error.exit_code)


@app.command()
def parse(
    files: Annotated[list[Path], typer.Argument(help="Saved pages: .txt is taken as text, anything else as HTML.")],
    url: Annotated[
        list[str] | None,
        typer.Option(help="Address of each page, in the same order; its host decides which registry reads it.", show_default=False),
    ] = None,
    content_type: Annotated[
        str | None, typer.Option(help="Content-Type header, where the file's name does not say it.", show_default=False)
    ] = None,
    text: Annotated[bool, typer.Option("--text", help="Print the pages' text instead: what spans refer to.")] = False,
) -> None:
    """Read saved pages and print a JSON object per project, with the words and the span behind each value.

    A page of a host that no registry declares, and one without an address, is read as a page of a project or partner. Of several pages,
    those that share paragraphs name each other in `shares_text_with`.

    Example: `diarium parse page.html --url 'https://www.esf.se/resultat/projektbanken/projekt/?dnr=22-021-S03'`.
    """
    addresses = url or [""] * len(files)
    if len(addresses) != len(files):
        _fail(f"{len(files)} files but {len(addresses)} addresses: give one --url for each file, in the same order, or none", USAGE)
    pages = [_saved_page(file, address, content_type) for file, address in zip(files, addresses, strict=True)]
    if text:
        for page in pages:
            sys.stdout.write(page.text.text)
        return
    outcomes = [_print_records(file, page, files, pages) for file, page in zip(files, pages, strict=True)]
    if not all(outcomes):
        raise typer.Exit(FAILED)


def _saved_page(file: Path, address: str, content_type: str | None) -> Page:
    from urllib.parse import urlsplit

    from parsers.registry import Page

    try:
        body = file.read_bytes()
    except OSError as error:
        _fail(f"{file}: {error.strerror}", USAGE)
    try:
        wrong = bool(address) and not urlsplit(address).hostname
    except ValueError:
        wrong = True
    if wrong:
        _fail(f"--url {address}: not an address (https://host/path)", USAGE)
    return Page(address, body, content_type or ("text/plain" if file.suffix == ".txt" else "text/html"))


def _registry_of_labels(page: Page) -> str | None:
    """The registry most of whose labels a page without an address shows, five or more of them."""
    from parsers.project import label_keys
    from parsers.registry import sources

    shown = label_keys(page.text)
    counts = {code: len(shown & source.registry.vocabulary.fields.keys()) for code, source in sources().items() if code != "project_page"}
    best = max(counts, key=lambda code: counts[code])
    return best if counts[best] >= 5 else None


def _print_records(file: Path, page: Page, files: list[Path], pages: list[Page]) -> bool:
    """Prints the records of one page; whether nothing of it was lost."""
    from parsers.kinship import shared_paragraphs
    from parsers.record import records
    from parsers.registry import source_for

    source = source_for(page.url)
    reading = source.parse(page)
    if not page.url and (likely := _registry_of_labels(page)):
        sys.stderr.write(f"{file}: has the labels of {likely}; give its address with --url to have it read as a page of that registry\n")
    kin = [
        {"file": str(other), "spans": [[[each.left.start, each.left.end], [each.right.start, each.right.end]] for each in shared]}
        for other, candidate in zip(files, pages, strict=True)
        if candidate is not page and (shared := shared_paragraphs(page.text, candidate.text))
    ]
    about = {"registry": source.registry.code, "authority": source.registry.authority, "page_kind": reading.kind}
    for record in records(reading):
        sys.stdout.write(json.dumps(about | record | ({"shares_text_with": kin} if kin else {}), ensure_ascii=False) + "\n")
    lost = [issue for issue in reading.issues if issue.quarantines]
    for issue in lost:
        sys.stderr.write(f"{file}: {source.registry.code}: {issue.code}: {issue.message}\n")
    if not lost and not reading.record_numbers:
        sys.stderr.write(f"{file}: {source.registry.code}: not a project page but {reading.kind!r}, so no record\n")
    return not lost


@app.command()
def export(
    out: Annotated[Path | None, typer.Option(help="Folder for the snapshot (default: data/exports).", show_default=False)] = None,
    live: Live = False,
    data_dir: DataDir = None,
) -> None:
    """Write the published warehouse as Parquet: one file per table of core and mart, with checksums and a Data Package.

    The same content always gives the same bytes and the same snapshot name, so a snapshot can be cited.
    """
    from pipeline.query import QueryError, export_published

    settings = _settings(data_dir, live=live)
    try:
        sys.stdout.write(f"{export_published(settings.places, out)}\n")
    except QueryError as error:
        _fail(str(error), error.exit_code)


@app.command()
def cite(
    project: Annotated[str, typer.Argument(help="Id of the project: `<registry>:<code>`.")],
    field: Annotated[str, typer.Argument(help="A field, or a column of mart.project or core.project.")],
    item: Annotated[int | None, typer.Option(help="Of several values only this one, from 1.", min=1, show_default=False)] = None,
    at: Annotated[
        str | None, typer.Option(metavar="DATE", help="The value as of this date (ISO, UTC) instead of the latest.", show_default=False)
    ] = None,
    live: Live = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Show the words a value was read from, where they stand, when they were captured, and a line to cite them with.

    Opens the stored page again and shows the words in it. The address ends in a text fragment, so a browser opens the live page at them.
    Needs no network. Exit 1 where there is no value, or its stored page is missing or damaged.

    Example: `diarium cite esf_se:22-021-S03 eu_cofinancing_rate_pct`.
    """
    from pipeline.console import visible
    from pipeline.provenance import cited
    from pipeline.provenance.citation import evidence_for
    from pipeline.provenance.lookup import CitationError
    from warehouse.connect import WarehouseMissing, WarehouseUnreadable

    settings = _settings(data_dir, live=live)
    try:
        citation = evidence_for(settings.places, project, field, item=item, at=at)
    except CitationError as error:
        _fail(visible(str(error)), error.exit_code)
    except (WarehouseMissing, WarehouseUnreadable) as error:
        _fail(str(error), FAILED)
    if as_json:
        _print_json(cited.as_json(citation))
    else:
        cited.show(citation, settings.places.captures)
    raise typer.Exit(FAILED if citation.problems else 0)


@app.command()
def verify(
    registry: Annotated[str | None, typer.Option(help="Prove the spans of this registry only.", show_default=False)] = None,
    exports: Annotated[bool, typer.Option("--exports", help="Check the exported snapshots only.")] = False,
    live: Live = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Prove what is published: every value against its stored page, the totals against the amounts, the snapshots against their checksums.

    Reads every stored body again: its SHA-256 must be the one named, and its text must hold the words of each value at the place named.
    Derived values must name their rule. Needs no network. Exit 1 where anything fails or nothing is published.
    """
    from assets.protocols import silent
    from parsers.registry import sources
    from pipeline import console
    from pipeline.provenance import verified
    from pipeline.provenance.verification import NothingToVerify, verify
    from warehouse.connect import WarehouseMissing, WarehouseUnreadable

    if registry and exports:
        _fail("--exports checks snapshots only; it does not go with --registry", USAGE)
    if registry and registry not in sources():
        _fail(f"no registry {registry!r}; there is {', '.join(sources())}", USAGE)
    settings = _settings(data_dir, live=live)
    try:
        if as_json:
            found = verify(settings.places, silent, registry=registry, only_exports=exports)
        else:
            with console.watching() as progress:
                found = verify(settings.places, progress, registry=registry, only_exports=exports)
    except (NothingToVerify, WarehouseMissing, WarehouseUnreadable) as error:
        _fail(str(error), FAILED)
    if as_json:
        _print_json(verified.as_json(found))
    else:
        verified.show(found)
    raise typer.Exit(0 if found.is_proved else FAILED)


@app.command()
def status(live: Live = False, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Say what is published, and which registry is healthy or held back, since when, why and what to do.

    Exit 1 where a registry is held back, a page is quarantined or nothing is published.
    """
    from pipeline.summary import show_status, status_of

    settings = _settings(data_dir, live=live)
    found = status_of(settings)
    if as_json:
        _print_json(found)
    else:
        show_status(settings, found)
    healthy = found["publication"] and all(each["state"] == "accepted" and not each["quarantined"] for each in found["registries"])
    raise typer.Exit(0 if healthy else FAILED)


@app.command("new-registry")
def new_registry(
    pages: Annotated[
        list[str], typer.Argument(metavar="FILE-OR-URL...", help="Saved pages of projects (.txt is taken as text), or addresses.")
    ],
    code: Annotated[
        str | None, typer.Option(help="The registry's code, its module's name (default: made of the host).", show_default=False)
    ] = None,
    url: Annotated[
        list[str] | None,
        typer.Option(help="Address of each saved page, in the same order: host and form of addresses.", show_default=False),
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder for the draft.")] = Path(),
) -> None:
    """Draft the module of a registry that nobody has declared yet, from a few saved pages of its projects.

    Says which label may feed which field and why, what is personal and dropped, and what no label explains. Every guess is marked in the
    draft; an existing file is never overwritten. Addresses are fetched as robots.txt allows, and only where DIARIUM_CONTACT is set.

    Example: `diarium new-registry page1.html page2.html --url https://host/project/1 --url https://host/project/2`.
    """
    from parsers.registry import sources
    from pipeline.drafting.module import NewRegistryError, draft_registry, show

    known = {name: source.registry for name, source in sources().items()}
    try:
        proposal, target = draft_registry(pages, url or (), code, out, _settings(None), known.values())
    except NewRegistryError as error:
        _fail(str(error), USAGE if error.is_usage else FAILED)
    show(proposal, pages, target, known)


def _settings(data_dir: Path | None, **given: Any) -> Settings:
    """Settings from the environment, what the command line gives winning. Bad values end in a message, not a traceback."""
    from pydantic import ValidationError

    from pipeline.settings import Settings

    told = {name: value for name, value in {"data_dir": data_dir, **given}.items() if value not in (None, False, ())}
    if given.get("live") and given.get("sample_fault"):
        _fail("--sample-fault breaks the bundled sample; it does not go with --live", USAGE)
    try:
        return Settings(**told)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        _fail(
            f"{where}: {first['msg'].removeprefix('Value error, ')} (option --{where.replace('_', '-')} or DIARIUM_{where.upper()})", USAGE
        )


def _print_json(value: Any) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")


def _fail(words: str, code: int) -> NoReturn:
    sys.stderr.write(f"diarium: {words}\n")
    raise typer.Exit(code)


def main() -> None:
    """Entry point: runs the command; a closed pipe ends it without a traceback."""
    try:
        app()
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)


if __name__ == "__main__":
    main()
