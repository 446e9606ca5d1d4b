"""`diarium captures`: what is stored can be listed, shown, taken out byte for byte, and proved whole; nothing that is wrong goes unseen."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import typer
from typer.testing import CliRunner, Result
from warcio.archiveiterator import ArchiveIterator

from parsers.registry import sources
from pipeline.commands.captures import captures_command
from pipeline.commands.importing import import_command
from pipeline.sample_site import SampleSite
from tests.exchanges import exchange_of
from warehouse.captures.capture_store import CaptureStore
from warehouse.captures.exchange import Exchange, FetchFailure
from warehouse.captures.index import capture_rows, table_of
from warehouse.captures.manifest import manifest_text
from warehouse.lock import FileLock

T0 = datetime(2024, 1, 8, 4, 0, 0, 250_000, tzinfo=UTC)
WEEK = timedelta(weeks=1)
SITE = SampleSite.of(sources()["esf_se"].folder)
PATH = "/resultat/projektbanken/projekt/?dnr="
URL, OTHER = (f"https://www.esf.se{PATH}{code}" for code in ("22-021-S03", "23-051-S01"))
FIRST, SECOND, THIRD = (SITE.find(f"{PATH}{code}").body for code in ("22-021-S03", "22-017-S01", "23-051-S01"))
EVIL = "text/html; charset=\x1b[31mutf-8"

app = typer.Typer()
app.add_typer(captures_command.app, name="captures")
app.command("import")(import_command.import_)


def exchange(url: str, body: bytes, at: datetime, status: int = 200) -> Exchange:
    headers = (("ETag", f'"{at:%d}"'), *((("Content-Type", EVIL), ("Content-Encoding", "gzip")) if body else ()))
    return exchange_of(url, body, at, status, canonical_url=sources()["esf_se"].canonical_url(url), headers=headers)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three crawls: two pages; one changed, one not; both as before. The last was held back."""
    root = tmp_path_factory.mktemp("made")
    store = CaptureStore(root / "captures")
    weeks = (
        (exchange(URL, FIRST, T0), exchange(OTHER, THIRD, T0 + timedelta(seconds=1))),
        (exchange(URL, SECOND, T0 + WEEK), exchange(OTHER, b"", T0 + WEEK, 304)),
        (exchange(URL, SECOND, T0 + 2 * WEEK), exchange("https://www.esf.se/old/", b"", T0 + 2 * WEEK, 301)),
    )
    gone = f"https://www.esf.se{PATH}23-999-S99"
    failure = FetchFailure(url=gone, canonical_url=gone, fetched_at=T0, status=404, error="not found")
    for number, exchanges in enumerate(weeks):
        with store.begin("esf_se", is_sample=True, software="test", now=T0 + number * WEEK) as writer:
            for each in exchanges:
                writer.add(each)
            writer.finish("held" if number == 2 else "accepted", "half of it is missing" if number == 2 else None, [failure])
    return root


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    """A copy that may be broken."""
    return Path(shutil.copytree(made, tmp_path / "data"))


def diarium(root: Path, *arguments: str) -> Result:
    done = CliRunner().invoke(app, [*arguments, "--data-dir", str(root)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def told(root: Path, *arguments: str) -> Any:
    return json.loads(diarium(root, *arguments, "--json").stdout)


def files(root: Path, suffix: str) -> list[Path]:
    return sorted(root.glob(f"captures/esf_se/*{suffix}"))


def test_ls_lists_crawls_with_their_state(made: Path) -> None:
    done = diarium(made, "captures", "ls", "esf_se")
    assert done.exit_code == 0
    assert done.stdout.count("accepted") == 2
    assert "held: half of it is missing" in done.stdout
    crawls = told(made, "captures", "ls")
    assert [(each["origin"], each["pages_fetched"], each["pages_unchanged"], each["pages_failed"]) for each in crawls] == [
        ("crawl", 2, 0, 1),
        ("crawl", 2, 1, 1),
        ("crawl", 1, 1, 1),
    ]
    assert all(each["size_bytes"] > 1000 for each in crawls)


def test_ls_lists_a_crawl_whose_manifest_is_lost(root: Path) -> None:
    files(root, ".crawl.json")[1].unlink()
    assert [each["state"] for each in told(root, "captures", "ls")] == ["accepted", None, "held"]


def test_ls_lists_captures_of_addresses_that_contain_a_pattern(made: Path) -> None:
    rows = told(made, "captures", "ls", "--url", "DNR=22-021")
    assert [(row["url"], row["record_type"]) for row in rows] == [(URL, "response"), (URL, "response"), (URL, "revisit")]
    shown = diarium(made, "captures", "ls", "--url", "22-021").stdout
    assert sha256(FIRST).hexdigest()[:12] in shown
    assert "\x1b[31m" not in shown


@pytest.mark.parametrize(
    "asked", [URL, URL.replace("https", "http"), URL.replace("/?", "?"), sha256(FIRST).hexdigest(), sha256(FIRST).hexdigest()[:8].upper()]
)
def test_show_finds_an_address_however_it_is_written_and_a_body_by_its_digest(made: Path, asked: str) -> None:
    assert told(made, "captures", "show", asked)["captures"][0]["url"] == URL


def test_show_tells_which_captures_have_a_new_body(made: Path) -> None:
    shown = told(made, "captures", "show", URL)["captures"]
    assert [(each["is_new_body"], each["is_chosen"]) for each in shown] == [(True, False), (True, False), (False, True)]


@pytest.mark.parametrize(
    ("at", "number"), [("2024-01-08", 0), ("2024-01-14", 0), ("2024-01-15", 1), ("2024-01-15T03:00:00Z", 0), ("2030-01-01", 2)]
)
def test_at_a_date_the_capture_valid_then_is_chosen(made: Path, at: str, number: int) -> None:
    shown = told(made, "captures", "show", URL, "--at", at)["captures"]
    assert [each["is_chosen"] for each in shown].index(True) == number


def test_show_tells_both_messages_where_it_lies_and_what_it_stands_for(made: Path) -> None:
    chosen = told(made, "captures", "show", OTHER)["chosen"]
    assert chosen["request"]["first_line"] == f"GET {PATH}23-051-S01 HTTP/1.1"
    assert ["User-Agent", "test"] in chosen["request"]["headers"]
    assert chosen["response"] == {"first_line": "HTTP/1.1 304 Not Modified", "headers": [["ETag", '"15"']]}
    assert chosen["stands_for"]["fetched_at"] == (T0 + timedelta(seconds=1)).isoformat()
    shown = diarium(made, "captures", "show", OTHER).stdout
    assert f"lies in {files(made, '.warc.gz')[1]} at offset {chosen['record_offset']}" in shown
    assert f"stands for the answer of {(T0 + timedelta(seconds=1)).isoformat()} in {files(made, '.warc.gz')[0]}" in shown


def test_words_of_the_web_cannot_steer_the_terminal(made: Path) -> None:
    shown = diarium(made, "captures", "show", URL, "--at", "2024-01-08").stdout
    assert "\\x1b[31m" in shown
    assert "\x1b[31m" not in shown


@pytest.mark.parametrize(("at", "body"), [("2024-01-10", FIRST), ("2024-01-15", SECOND), ("2024-02-01", SECOND)])
def test_extract_gives_the_very_bytes(made: Path, at: str, body: bytes) -> None:
    assert diarium(made, "captures", "extract", URL, "--at", at).stdout_bytes == body


def test_extract_gives_the_text_that_spans_refer_to(made: Path) -> None:
    assert diarium(made, "captures", "extract", OTHER, "--text").stdout.startswith("23-051-S01")


def test_extract_into_a_folder_that_is_not_there_names_the_folder(made: Path, tmp_path: Path) -> None:
    done = diarium(made, "captures", "extract", OTHER, "-o", str(tmp_path / "none" / "page.html"))
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert f"there is no folder {tmp_path / 'none'}" in done.stderr


def test_extract_overwrites_no_file_unless_told(made: Path, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    assert diarium(made, "captures", "extract", OTHER, "-o", str(out)).exit_code == 0
    assert out.read_bytes() == THIRD
    out.write_text("mine")
    done = diarium(made, "captures", "extract", OTHER, "-o", str(out))
    assert (done.exit_code, out.read_text()) == (2, "mine")
    assert "--force overwrites it" in done.stderr
    assert diarium(made, "captures", "extract", OTHER, "-o", str(out), "--force").exit_code == 0
    assert out.read_bytes() == THIRD


def test_extract_makes_a_small_warc_file_that_stands_alone(made: Path, tmp_path: Path) -> None:
    packed = diarium(made, "captures", "extract", OTHER, "--warc").stdout_bytes
    records = [
        (each.rec_type, each.rec_headers.get_header("WARC-Date")) for each in ArchiveIterator(BytesIO(packed), check_digests="raise")
    ]
    assert [kind for kind, _ in records] == ["warcinfo", "response", "request", "revisit", "request"]
    file = tmp_path / "one.warc.gz"
    file.write_bytes(packed)
    other = tmp_path / "elsewhere"
    assert diarium(other, "import", str(file)).exit_code == 0
    assert [row.status for row in capture_rows(CaptureStore(other / "captures").index("esf_se"))] == [200, 304]


def test_binary_is_not_written_to_a_terminal(made: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    with pytest.raises(typer.Exit):
        captures_command._write(b"\x1f\x8b\0", None, is_text=False)
    captures_command._write("å\x1b[31m\n".encode(), None, is_text=True)
    assert capsys.readouterr() == (
        "å\\x1b[31m\n",
        "diarium: these bytes are not for a terminal; write them to a file with -o, or into a pipe\n",
    )


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("ls", "esf"), 2, "no registry 'esf'; there is erhvervsfremme_dk"),
        (("ls", "kohesio"), 1, "nothing of kohesio is stored yet; there are captures of esf_se"),
        (("ls", "--url", "nowhere"), 1, "no address with 'nowhere' in it was captured"),
        (("show", URL.replace("S03", "S04")), 1, f"the nearest: {URL}"),
        (("show", "https://example.org/"), 1, "diarium captures ls --url PART lists what there is"),
        (("show", "0" * 64), 1, f"no capture of {'0' * 64}"),
        (("show", URL, "--at", "2023-01-01"), 1, "the first is of 2024-01-08T04:00:00Z"),
        (("show", URL, "--at", "yesterday"), 2, "--at yesterday: not a date"),
        (("extract", "https://www.esf.se/old/"), 1, "has no body (status 301)"),
        (("extract", URL, "--text", "--warc"), 2, "--text and --warc are two things"),
        (("verify", "nothing"), 2, "no registry 'nothing'"),
    ],
)
def test_what_cannot_be_had_is_said_in_a_line(made: Path, arguments: tuple[str, ...], code: int, words: str) -> None:
    done = diarium(made, "captures", *arguments)
    assert done.exit_code == code, done.stdout
    assert words in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("command", [("ls",), ("show", URL), ("extract", URL), ("verify",)])
def test_an_empty_store_says_what_to_do(tmp_path: Path, command: tuple[str, ...]) -> None:
    done = diarium(tmp_path, "captures", *command)
    assert done.exit_code == 1
    assert "nothing is stored yet" in done.stderr


def test_a_damaged_record_is_one_line(root: Path) -> None:
    row = next(row for row in capture_rows(CaptureStore(root / "captures").index("esf_se")) if row.url == OTHER)
    spoil(files(root, ".warc.gz")[0], row.record_offset + 60)
    for command in (("show", OTHER, "--at", "2024-01-08"), ("extract", OTHER, "--at", "2024-01-08")):
        done = diarium(root, "captures", *command)
        assert done.exit_code == 1
        assert f"at offset {row.record_offset}" in done.stderr.splitlines()[-1]


def test_verify_finds_a_whole_store_whole(made: Path) -> None:
    done = diarium(made, "captures", "verify")
    assert done.exit_code == 0, done.stderr
    assert "3 WARC files" in done.stdout
    assert "all of it is whole" in done.stdout
    assert told(made, "captures", "verify")["captures"] == 6


def spoil(file: Path, offset: int) -> None:
    content = bytearray(file.read_bytes())
    content[offset : offset + 8] = bytes(8)
    file.write_bytes(content)


def a_broken_member(root: Path) -> Iterator[str]:
    row = capture_rows(CaptureStore(root / "captures").index("esf_se"))[0]
    spoil(files(root, ".warc.gz")[0], row.record_offset + 60)
    yield f"{row.file} at offset {row.record_offset}: not a whole gzip member"


def a_file_that_breaks_off(root: Path) -> Iterator[str]:
    file = files(root, ".warc.gz")[2]
    file.write_bytes(file.read_bytes()[:-20])
    yield "the file ends in the middle of a gzip member"
    yield "no readable copy of the crawl's manifest in the WARC file"


def a_body_that_is_not_its_digest(root: Path) -> Iterator[str]:
    file = files(root, ".warc.gz")[0]
    records = [gzip.decompress(gzip_member) for gzip_member in members(file)]
    records[1] = records[1].replace(b"Host: www.esf.se", b"Host: www.esf.xx").replace(b"200 OK", b"200 KO")
    file.write_bytes(b"".join(gzip.compress(each, mtime=0) for each in records))
    yield "the response record is not what its block digest says"


def members(file: Path) -> list[bytes]:
    with file.open("rb") as stream:
        records = ArchiveIterator(stream)
        places = [(records.get_record_offset(), records.get_record_length()) for _ in records]
    content = file.read_bytes()
    return [content[at : at + length] for at, length in places]


def an_index_without_a_row(root: Path) -> Iterator[str]:
    index = files(root, ".index.parquet")[0]
    pq.write_table(pq.read_table(index, partitioning=None).slice(1), index)
    yield f"no row for the capture of {URL} at that offset of the WARC file"


def an_index_of_another_crawl(root: Path) -> Iterator[str]:
    shutil.copy(files(root, ".index.parquet")[1], files(root, ".index.parquet")[0])
    yield "of which no capture can be read at that offset of the WARC file"


def an_index_that_says_something_else(root: Path) -> Iterator[str]:
    index = files(root, ".index.parquet")[0]
    rows = capture_rows(pq.read_table(index, partitioning=None))
    pq.write_table(table_of([replace(rows[0], status=500), *rows[1:]]), index)
    yield f"status of {URL} is 500 in the index and 200 in the WARC file"


def a_missing_index(root: Path) -> Iterator[str]:
    files(root, ".index.parquet")[1].unlink()
    yield "the index is missing; the next run writes it anew from the WARC file"


def a_missing_warc(root: Path) -> Iterator[str]:
    files(root, ".warc.gz")[0].unlink()
    yield f"the revisit of {OTHER} stands for the answer of {OTHER} of {(T0 + timedelta(seconds=1)).isoformat()}, which is in no readable"
    yield "its WARC file is gone"


def a_manifest_that_was_changed(root: Path) -> Iterator[str]:
    crawl = CaptureStore(root / "captures").crawls("esf_se")[2]
    files(root, ".crawl.json")[2].write_text(manifest_text(replace(crawl, state="accepted", reason=None)), "utf-8")
    yield "the manifest is not what its copy in the WARC file says"


def a_manifest_that_is_garbage(root: Path) -> Iterator[str]:
    files(root, ".crawl.json")[0].write_text("{", "utf-8")
    yield "not a readable crawl manifest"


BREAKS = [
    a_broken_member,
    a_file_that_breaks_off,
    a_body_that_is_not_its_digest,
    an_index_without_a_row,
    an_index_of_another_crawl,
    an_index_that_says_something_else,
    a_missing_index,
    a_missing_warc,
    a_manifest_that_was_changed,
    a_manifest_that_is_garbage,
]


@pytest.mark.parametrize("broken", BREAKS)
def test_verify_names_what_is_broken(root: Path, broken: Callable[[Path], Iterator[str]]) -> None:
    expected = list(broken(root))
    done = diarium(root, "captures", "verify")
    assert done.exit_code == 1
    for words in expected:
        assert words in done.stderr
    findings = told(root, "captures", "verify")["findings"]
    assert all(each["advice"] for each in findings)


def test_verify_reports_all_that_is_broken_in_all_files(root: Path) -> None:
    expected = [words for broken in (a_broken_member, a_missing_index, a_manifest_that_was_changed) for words in broken(root)]
    findings = told(root, "captures", "verify")["findings"]
    assert len({each["file"] for each in findings}) >= 3
    for words in expected:
        assert any(words.partition(": ")[2].partition(";")[0] in each["problem"] or each["problem"] in words for each in findings), words


def test_files_left_aside_are_told_but_are_no_damage(root: Path) -> None:
    (root / "captures" / "esf_se" / "20240201T000000Z-00000000.warc.gz.tmp").write_bytes(b"x")
    done = diarium(root, "captures", "verify")
    assert done.exit_code == 0
    assert "was left aside by a crawl or an import that was killed" in done.stdout
    with FileLock(root / "captures" / "esf_se" / ".writer.lock"):
        assert "belongs to the crawl that is under way" in diarium(root, "captures", "verify").stdout


def test_the_import_command_says_what_came_in_and_what_is_next(made: Path, tmp_path: Path) -> None:
    file = files(made, ".warc.gz")[0]
    done = diarium(tmp_path, "import", str(file), "--dry-run")
    assert done.exit_code == 0
    assert "without --dry-run, 2 pages would be (esf_se)" in done.stdout
    done = diarium(tmp_path, "import", str(file))
    assert "esf_se: 2 pages of 2 addresses, of 2024-01-08: import 20240108T040000Z-" in done.stdout
    assert "reparse" in done.stdout.partition("next: ")[2]
    again = diarium(tmp_path, "import", str(file))
    assert (again.exit_code, "all of it is stored already" in again.stdout) == (0, True)
    assert [each["origin"] for each in told(tmp_path, "captures", "ls")] == ["import"]
    assert "not known" not in diarium(tmp_path, "captures", "show", URL).stdout
    assert diarium(tmp_path, "captures", "verify").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("nowhere.warc",), 2, "no such file"),
        (("tests",), 2, "a folder; name the files in it"),
        (("pyproject.toml",), 1, "neither a WARC nor an ARC file"),
        (("pyproject.toml", "--registry", "esf"), 2, "no registry 'esf'; there is"),
    ],
)
def test_an_import_that_cannot_be_says_why(tmp_path: Path, arguments: tuple[str, ...], code: int, words: str) -> None:
    done = diarium(tmp_path, "import", *arguments)
    assert done.exit_code == code
    assert words in done.stderr
