"""The commands about stored captures: `diarium captures ls|show|extract|verify`. None of them writes into the store or needs a network."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.terminal.options import FAILED, USAGE, AsJson, DataDir, Live, fail, foreseen, need_registry, print_json, settings_from

if TYPE_CHECKING:
    from warehouse.captures.capture_store import CaptureStore

app = typer.Typer(
    no_args_is_help=True,
    help="Look into the stored captures: list them, show what an address said when, take bytes out, prove all is whole.",
)

OneRegistry = Annotated[str | None, typer.Argument(metavar="[REGISTRY]", help="Only this registry.", show_default=False)]
What = Annotated[str, typer.Argument(metavar="URL|SHA256", help="An address, or the SHA-256 of a body (8 digits suffice).")]
At = Annotated[
    str | None, typer.Option(metavar="DATE", help="The capture valid at this date (ISO, UTC) instead of the latest.", show_default=False)
]


@app.command()
def ls(
    registry: OneRegistry = None,
    url: Annotated[
        str | None, typer.Option(metavar="PATTERN", help="List captures of addresses that contain this.", show_default=False)
    ] = None,
    live: Live = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """List crawls and imports, or with --url single captures.

    Example: `diarium captures ls esf_se --url 22-021-S03`.
    """
    from pipeline.commands.captures.captures_output import capture_json, captures_like, crawl_json, crawls_of, print_captures, print_crawls
    from warehouse.visible import visible

    with foreseen():
        store = _store(data_dir, live=live)
        codes = _codes(store, registry)
        if url is not None:
            rows = list(captures_like(store, codes, url))
            if as_json:
                print_json([capture_json(row) for row in rows])
            elif rows:
                print_captures(rows)
            else:
                fail(f"no address with {visible(repr(url))} in it was captured", FAILED)
            return
        crawls = list(crawls_of(store, codes))
        if as_json:
            print_json([crawl_json(each) for each in crawls])
        elif crawls:
            print_crawls(crawls)
        else:
            fail("nothing is stored yet; run 'diarium run' or 'diarium import' first", FAILED)


@app.command()
def show(what: What, at: At = None, live: Live = False, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Show what an address said when: every capture, and of the latest (or --at) the headers, where it lies, what it stands for.

    Example: `diarium captures show 'https://www.esf.se/resultat/projektbanken/projekt/?dnr=22-021-S03' --at 2024-01-01`.
    """
    from pipeline.commands.captures.captures_output import print_timeline, timeline_json
    from pipeline.commands.captures.timeline import timeline_of

    with foreseen():
        store = _store(data_dir, live=live)
        timeline = timeline_of(store, what, at)
        if as_json:
            print_json(timeline_json(store, timeline))
        else:
            print_timeline(store, timeline)


@app.command()
def extract(
    what: What,
    at: At = None,
    out: Annotated[Path | None, typer.Option("-o", "--out", help="Write to this file.", show_default=False)] = None,
    text: Annotated[bool, typer.Option("--text", help="The page's text instead: what spans refer to.")] = False,
    warc: Annotated[bool, typer.Option("--warc", help="A WARC file with this capture alone, what it stands for included.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
    live: Live = False,
    data_dir: DataDir = None,
) -> None:
    """Take the body of a capture out of the store, byte for byte: the latest, or the one valid --at a date.

    Example: `diarium captures extract 5d41402a --text`.
    """
    from pipeline.commands.captures.timeline import body_of, text_of, timeline_of, warc_of

    if text and warc:
        fail("--text and --warc are two things; ask for one", USAGE)
    if out is not None and out.exists() and not force:
        fail(f"{out} is there already; --force overwrites it", USAGE)
    with foreseen():
        store = _store(data_dir, live=live)
        row = timeline_of(store, what, at).chosen
        if text:
            _write(text_of(store, row).encode("utf-8", "surrogatepass"), out, is_text=True)
        elif warc:
            _write(warc_of(store, row), out, is_text=False)
        else:
            body = body_of(store, row)
            _write(body, out, is_text=(row.content_type or "text/").startswith("text/") and b"\0" not in body)


@app.command("verify")
def verify_captures(registry: OneRegistry = None, live: Live = False, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Prove that the store is whole: every record against its digests, every index and manifest against its WARC file.

    Everything that is wrong is reported with its place and what to do; one damaged file hides no other. Exit 1 where anything is.
    """
    from pipeline.commands.captures.captures_output import print_store_proof, store_proof_json
    from pipeline.commands.captures.store_proof import prove_store
    from pipeline.terminal import console

    with foreseen():
        store = _store(data_dir, live=live)
        codes = _codes(store, registry)
        if not codes:
            fail("nothing is stored yet; run 'diarium run' or 'diarium import' first", FAILED)
        with console.stage_progress(is_silent=as_json) as progress:
            done = prove_store(store, codes, progress)
        if as_json:
            print_json(store_proof_json(done))
        else:
            print_store_proof(done)
        raise typer.Exit(0 if done.is_whole else FAILED)


def _store(data_dir: Path | None, *, live: bool) -> CaptureStore:
    from warehouse.captures.capture_store import CaptureStore

    return CaptureStore(settings_from(data_dir, live=live).places.captures)


def _codes(store: CaptureStore, registry: str | None) -> list[str]:
    codes = store.codes()
    if registry is None:
        return codes
    if registry not in codes:
        need_registry(registry)
        fail(f"nothing of {registry} is stored yet; there are captures of {', '.join(codes) or 'no registry'}", FAILED)
    return [registry]


def _write(content: bytes, out: Path | None, *, is_text: bool) -> None:
    """To the file, whole or not at all, or to standard output; on a terminal only text, its control characters made visible."""
    from warehouse.visible import visible

    if out is not None:
        if not out.parent.is_dir():
            fail(f"--out {out}: there is no folder {out.parent}", USAGE)
        aside = out.with_name(f".{out.name}.tmp")
        try:
            aside.write_bytes(content)
            aside.replace(out)
        except OSError as error:
            fail(f"--out {out}: {error.strerror}", FAILED)
    elif not sys.stdout.isatty():
        sys.stdout.buffer.write(content)
    elif is_text:
        sys.stdout.write("".join(f"{visible(line)}\n" for line in content.decode("utf-8", "replace").splitlines()))
    else:
        fail("these bytes are not for a terminal; write them to a file with -o, or into a pipe", USAGE)
