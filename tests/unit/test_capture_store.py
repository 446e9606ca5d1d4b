"""What the capture store promises: nothing half is visible, nothing is stored twice, and one bad file hides no other."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.exchanges import exchange_of, headers_of, warcio_check
from warehouse.captures.capture_store import CaptureStore
from warehouse.captures.content_encoding import PIECE_BYTES, ContentDecoder, UndecodableBodyError, decode_body
from warehouse.captures.crawl_writer import CaptureWriter
from warehouse.captures.errors import (
    BadRegistryCodeError,
    CaptureMissingError,
    CrawlInProgressError,
    DamagedCaptureError,
    DamagedIndexError,
    NothingToRevisitError,
    WriterClosedError,
)
from warehouse.captures.exchange import Exchange, FetchFailure
from warehouse.captures.index import INDEX_SCHEMA
from warehouse.captures.stored_records import read_record

ROOT = Path(__file__).parents[2]
URL = "https://www.esf.se/resultat/projektbanken/projekt/?dnr=22-021-S03"
T0 = datetime(2026, 3, 1, 4, 0, 0, 123456, UTC)


@pytest.fixture
def store(tmp_path: Path) -> CaptureStore:
    return CaptureStore(tmp_path)


def exchange(body: bytes = b"<h1>Projekt</h1>", *, url: str = URL, status: int = 200, minutes: int = 0, **headers: str) -> Exchange:
    at = T0 + timedelta(minutes=minutes)
    return exchange_of(url, body, at, status, canonical_url=url.lower(), headers=headers_of(headers))


def begin(store: CaptureStore, code: str = "esf_se", *, is_sample: bool = False) -> CaptureWriter:
    return store.begin(code, is_sample=is_sample, software="diarium-test")


def crawl(store: CaptureStore, *exchanges: Exchange, is_sample: bool = False) -> str:
    with begin(store, is_sample=is_sample) as writer:
        for one in exchanges:
            writer.add(one)
        return writer.finish("accepted").crawl_id


def warcs(store: CaptureStore, folder: Path) -> list[Path]:
    return sorted(folder.glob("esf_se/*.warc.gz"), key=lambda file: [c.crawl_id for c in store.crawls("esf_se")].index(file.name[:25]))


def test_a_body_comes_back_as_it_was(store: CaptureStore, tmp_path: Path) -> None:
    body = "Stödmottagare: Malmö stad".encode("latin-1")
    crawl(store, exchange(body, Content_Type="text/html; charset=iso-8859-1", ETag='"a"', Content_Encoding="gzip"))
    row = store.index("esf_se").to_pylist()[0]
    assert store.body("esf_se", row["body_sha256"]) == body
    assert (row["url"], row["canonical_url"], row["status"], row["etag"]) == (URL, URL.lower(), 200, '"a"')
    assert row["fetched_at"] == T0.replace(tzinfo=None)
    assert row["body_bytes"] == len(body)
    warcio_check(tmp_path)


def test_index_has_the_columns_of_the_contract(store: CaptureStore, tmp_path: Path) -> None:
    crawl(store, exchange())
    (file,) = tmp_path.glob("esf_se/*.index.parquet")
    assert pq.read_schema(file).equals(INDEX_SCHEMA)
    assert store.index("esf_se").schema.equals(INDEX_SCHEMA)
    assert store.index("eura_fi").num_rows == 0


def test_headers_survive_to_the_byte_and_transfer_encoding_is_renamed(store: CaptureStore, tmp_path: Path) -> None:
    crawl(store, exchange(Transfer_Encoding="chunked", X_Name="f\u00f6rvaltning", Content_Type="text/html"))
    (file,) = tmp_path.glob("esf_se/*.warc.gz")
    text = gzip.decompress(file.read_bytes())
    assert b"\r\nX-Archive-Orig-Transfer-Encoding: chunked\r\nX-Name: f\xf6rvaltning\r\n" in text
    assert b"GET /resultat/projektbanken/projekt/?dnr=22-021-S03 HTTP/1.1\r\nHost: www.esf.se\r\n" in text
    assert b"software: diarium-test\r\n" in text
    assert b"isSample: false\r\n" in text
    assert b"WARC-Date: 2026-03-01T04:00:00.123456Z\r\n" in text
    warcio_check(tmp_path)


def test_not_modified_becomes_a_revisit_of_the_stored_body(store: CaptureStore, tmp_path: Path) -> None:
    crawl(store, exchange(ETag='"a"', Content_Type="text/html", Last_Modified="Sun, 01 Mar 2026 00:00:00 GMT"))
    crawl(store, exchange(b"", status=304, minutes=5))
    first, second = store.index("esf_se").to_pylist()
    assert (first["record_type"], second["record_type"]) == ("response", "revisit")
    for column in ("body_sha256", "body_bytes", "etag", "last_modified", "content_type"):
        assert second[column] == first[column]
    text = gzip.decompress(warcs(store, tmp_path)[1].read_bytes()).decode()
    assert "WARC-Profile: http://netpreserve.org/warc/1.1/revisit/server-not-modified\r\n" in text
    assert f"WARC-Refers-To-Target-URI: {URL}\r\nWARC-Refers-To-Date: 2026-03-01T04:00:00.123456Z\r\n" in text
    assert "<h1>" not in text
    assert store.crawls("esf_se")[1].pages_unchanged == 1
    warcio_check(tmp_path)


def test_an_equal_payload_is_stored_once(store: CaptureStore, tmp_path: Path) -> None:
    crawl(store, exchange(ETag='"a"'))
    crawl(store, exchange(minutes=5, ETag='"b"'), exchange(url=URL + "&x=1", minutes=6))
    rows = store.index("esf_se").to_pylist()
    assert [row["record_type"] for row in rows] == ["response", "revisit", "revisit"]
    assert [row["etag"] for row in rows] == ['"a"', '"b"', None]
    text = gzip.decompress(warcs(store, tmp_path)[1].read_bytes()).decode()
    assert text.count("revisit/identical-payload-digest") == 2
    assert store.known("esf_se", is_sample=False)[URL.lower()].etag == '"b"'
    warcio_check(tmp_path)


def test_an_equal_body_in_another_encoding_is_stored_in_full(store: CaptureStore) -> None:
    crawl(store, exchange())
    crawl(store, exchange(minutes=5, Content_Encoding="gzip"))
    rows = store.index("esf_se").to_pylist()
    assert [row["record_type"] for row in rows] == ["response", "response"]
    assert rows[0]["body_sha256"] == rows[1]["body_sha256"]


def test_a_redirect_is_kept_but_is_no_page(store: CaptureStore) -> None:
    crawl(store, exchange(b"moved", status=301, Location="/x"))
    assert store.index("esf_se").num_rows == 1
    assert store.known("esf_se", is_sample=False) == {}
    assert store.crawls("esf_se")[0].pages_fetched == 0


def test_known_is_what_the_last_accepted_crawl_said(store: CaptureStore) -> None:
    crawl(store, exchange(b"old", ETag='"1"'))
    crawl(store, exchange(b"new", ETag='"2"', minutes=5))
    with begin(store) as writer:
        writer.add(exchange(b"we are back soon", ETag='"3"', minutes=9))
        writer.finish("held", "addresses show one and the same page")
    known = store.known("esf_se", is_sample=False)[URL.lower()]
    assert (known.etag, known.read_body(), known.fetched_at) == ('"2"', b"new", T0 + timedelta(minutes=5))


def test_what_did_not_read_well_is_no_page_that_can_be_unchanged(store: CaptureStore) -> None:
    crawl(store, exchange(b"good", ETag='"1"'))
    bad = crawl(store, exchange(b"bad", ETag='"2"', minutes=5))
    with store.begin("esf_se", is_sample=False, software="diarium-test", distrusted=[bad]) as writer:
        assert writer.known[URL.lower()].etag == '"1"'


def test_a_damaged_body_is_asked_for_anew_and_stored_again(store: CaptureStore, tmp_path: Path) -> None:
    crawl(store, exchange(b"x" * 5000, ETag='"1"'))
    (file,) = tmp_path.glob("esf_se/*.warc.gz")
    digest = store.index("esf_se").to_pylist()[0]["body_sha256"]
    offset = store.index("esf_se").to_pylist()[0]["record_offset"]
    with file.open("r+b") as stream:
        stream.seek(offset + 20)
        stream.write(b"\xff\xff")
    with pytest.raises(DamagedCaptureError):
        store.body("esf_se", digest)
    with store.begin("esf_se", is_sample=False, software="diarium-test", damaged=[digest]) as writer:
        assert writer.known == {}
        writer.add(exchange(b"x" * 5000, ETag='"1"', minutes=5))
        writer.finish("accepted")
    assert store.body("esf_se", digest) == b"x" * 5000


def test_sample_captures_do_not_vouch_for_live_ones(store: CaptureStore) -> None:
    crawl(store, exchange(ETag='"1"'), is_sample=True)
    assert store.known("esf_se", is_sample=False) == {}
    assert list(store.known("esf_se", is_sample=True)) == [URL.lower()]
    with begin(store, is_sample=False) as writer, pytest.raises(NothingToRevisitError, match="fetch it without conditions"):
        writer.add(exchange(b"", status=304))


def test_manifest_says_how_the_crawl_went(store: CaptureStore, tmp_path: Path) -> None:
    failure = FetchFailure(url=URL, canonical_url=URL, fetched_at=T0, status=404, error="gone")
    with begin(store, is_sample=True) as writer:
        writer.add(exchange())
        writer.finish("held", "one of two pages failed", [failure])
    (file,) = tmp_path.glob("esf_se/*.crawl.json")
    fields = json.loads(file.read_text("utf-8"))
    assert fields["state"] == "held"
    assert fields["failures"] == [{"url": URL, "canonical_url": URL, "status": 404, "error": "gone"}]
    assert (fields["pages_fetched"], fields["pages_unchanged"], fields["pages_failed"]) == (1, 0, 1)
    (kept,) = store.crawls("esf_se")
    assert (kept.crawl_id, kept.reason, kept.is_sample) == (fields["crawl_id"], "one of two pages failed", True)
    assert store.codes() == ["esf_se"]


def test_nothing_is_visible_before_the_end(store: CaptureStore, tmp_path: Path) -> None:
    with begin(store) as writer:
        writer.add(exchange())
        assert store.index("esf_se").num_rows == 0
        assert store.codes() == []
    assert store.index("esf_se").num_rows == 0
    assert store.crawls("esf_se") == []
    assert list(tmp_path.glob("esf_se/*.tmp"))
    crawl(store, exchange())
    assert not list(tmp_path.glob("esf_se/*.tmp"))


def test_a_finished_crawl_takes_no_more(store: CaptureStore) -> None:
    with begin(store) as writer:
        writer.finish("accepted")
        with pytest.raises(WriterClosedError):
            writer.add(exchange())
        with pytest.raises(WriterClosedError):
            writer.finish("accepted")


def test_two_crawls_of_one_registry_do_not_mix(store: CaptureStore, tmp_path: Path) -> None:
    with begin(store) as writer:
        writer.add(exchange())
        with pytest.raises(CrawlInProgressError, match=str(os.getpid())):
            begin(CaptureStore(tmp_path))
        begin(store, "eura_fi").finish("accepted")
        writer.finish("accepted")
    assert store.index("esf_se").num_rows == 1


KILLED = (
    "import sys, time; from pathlib import Path; sys.path[:0] = [sys.argv[2], sys.argv[3]]\n"
    "from test_capture_store import begin, exchange; from warehouse.captures.capture_store import CaptureStore\n"
    "writer = begin(CaptureStore(Path(sys.argv[1]))); writer.add(exchange(b'new' * 99999, minutes=9))\n"
    "print('added', flush=True); time.sleep(60)"
)


def killed(store: CaptureStore, folder: Path) -> Path:
    """A crawl that was killed after one page; its torn file."""
    command = [sys.executable, "-c", KILLED, str(folder), str(ROOT), str(Path(__file__).parent)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"added\n"
        with pytest.raises(CrawlInProgressError):
            begin(store)
        child.send_signal(signal.SIGKILL)
    (torn,) = folder.glob("esf_se/*.warc.gz.tmp")
    return torn


@pytest.mark.slow
def test_a_killed_crawl_shows_nothing_until_it_is_gone_on_with(store: CaptureStore, tmp_path: Path) -> None:
    crawl(store, exchange())
    torn = killed(store, tmp_path)
    assert store.index("esf_se").num_rows == 1
    with begin(store) as writer:
        known = writer.known[URL.lower()]
        assert known.is_taken
        assert known.read_body() == b"new" * 99999
        assert writer.pages_fetched == 1
        writer.add(exchange(b"newer", url=URL + "&b", minutes=10))
        writer.add(exchange(b"new" * 99999, url=URL + "&c", minutes=11))
        done = writer.finish("accepted")
    assert f"{done.crawl_id}.warc.gz.tmp" == torn.name
    assert not list(tmp_path.glob("esf_se/*.tmp"))
    assert (done.pages_fetched, done.pages_unchanged) == (3, 1)
    assert [row["record_type"] for row in store.index("esf_se").to_pylist()] == ["response", "response", "response", "revisit"]
    for row in store.index("esf_se").to_pylist():
        assert store.body("esf_se", row["body_sha256"])
    warcio_check(tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("cut", [1, 9, 400, 900])
def test_of_an_exchange_torn_anywhere_nothing_is_taken_over(store: CaptureStore, tmp_path: Path, cut: int) -> None:
    torn = killed(store, tmp_path)
    torn.write_bytes(torn.read_bytes()[:-cut])
    with begin(store) as writer:
        assert writer.known == {}
        writer.add(exchange(b"again", minutes=12))
        writer.finish("accepted")
    assert store.index("esf_se").num_rows == 1
    warcio_check(tmp_path)


@pytest.mark.slow
def test_a_crawl_killed_long_ago_is_kept_but_does_not_count(store: CaptureStore, tmp_path: Path) -> None:
    killed(store, tmp_path)
    with store.begin("esf_se", is_sample=False, software="diarium-test", now=datetime.now(UTC) + timedelta(hours=25)) as writer:
        assert writer.known == {}
        writer.finish("accepted")
    old, new = store.crawls("esf_se")
    assert (old.state, new.state) == ("held", "accepted")
    assert "was killed" in (old.reason or "")
    assert (old.pages_fetched, old.pages_unchanged) == (1, 0)
    (row,) = store.index("esf_se").to_pylist()
    assert store.body("esf_se", row["body_sha256"]) == b"new" * 99999
    warcio_check(tmp_path)


def test_a_lost_manifest_comes_back_from_the_warc_file(store: CaptureStore, tmp_path: Path) -> None:
    failure = FetchFailure(url=URL + "&x", canonical_url="x", fetched_at=T0, status=500, error="it answered 500; try again later")
    with begin(store) as writer:
        writer.add(exchange())
        done = writer.finish("accepted", failures=[failure])
    (manifest,) = tmp_path.glob("esf_se/*.crawl.json")
    text = manifest.read_text()
    for damage in (manifest.unlink, lambda: manifest.write_text(text[:50])):
        damage()
        assert store.crawls("esf_se") == []
        assert store.mend("esf_se") == [manifest.name]
        assert manifest.read_text() == text
        assert store.crawls("esf_se") == [done]
    (warc,) = tmp_path.glob("esf_se/*.warc.gz")
    assert b"fetchError: it answered 500; try again later" in gzip.decompress(warc.read_bytes())


@pytest.mark.parametrize("harm", ["lost", "garbage", "other columns"])
def test_a_lost_index_is_made_again_from_the_warc(store: CaptureStore, tmp_path: Path, harm: str) -> None:
    crawl(store, exchange(ETag='"a"', Content_Type="text/html", Content_Encoding="gzip"), exchange(b"other", url=URL + "&y=2", minutes=1))
    crawl(
        store,
        exchange(b"", status=304, minutes=5),
        exchange(b"other", url=URL + "&y=2", minutes=6),
        exchange(b"x", url=URL + "&z", minutes=7),
    )
    before = store.index("esf_se")
    for file in tmp_path.glob("esf_se/*.index.parquet"):
        if harm == "lost":
            file.unlink()
        elif harm == "garbage":
            file.write_bytes(b"PAR1 not quite PAR1")
        else:
            pq.write_table(before.drop_columns(["etag"]), file)
    survey = CaptureStore(tmp_path).survey("esf_se")
    assert survey.index.equals(before)
    assert [type(problem) for problem in survey.problems] == ([] if harm == "lost" else [DamagedIndexError] * 2)


@pytest.mark.parametrize("harm", ["cut", "flipped", "emptied in the middle", "not a WARC file"])
def test_a_damaged_warc_does_not_hide_the_others(store: CaptureStore, tmp_path: Path, harm: str) -> None:
    crawl(store, exchange(b"one"))
    crawl(store, exchange(os.urandom(5000), url=URL + "&b", minutes=5))
    file = warcs(store, tmp_path)[1]
    content = file.read_bytes()
    if harm == "cut":
        file.write_bytes(content[:-1500])
    elif harm == "flipped":
        file.write_bytes(content[:2500] + bytes([content[2500] ^ 255]) + content[2501:])
    elif harm == "emptied in the middle":
        file.write_bytes(content[:2500] + b"\0" * 200 + content[2700:])
    else:
        file.write_bytes(b"<html>the disk was full</html>")
    (tmp_path / "esf_se" / f"{file.name[:25]}.index.parquet").unlink()
    survey = store.survey("esf_se")
    assert [row["body_bytes"] for row in survey.index.to_pylist()] == [3]
    (problem,) = survey.problems
    assert isinstance(problem, DamagedCaptureError)
    assert problem.file == file
    assert file.name in str(problem)
    assert "offset" in str(problem)


def test_a_body_that_is_not_what_its_digest_says_is_refused(store: CaptureStore, tmp_path: Path) -> None:
    crawl(store, exchange(b"one" * 1000))
    row = store.index("esf_se").to_pylist()[0]
    file = tmp_path / "esf_se" / row["file"]
    content = bytearray(file.read_bytes())
    content[row["record_offset"] + 300] ^= 255
    file.write_bytes(content)
    with pytest.raises(DamagedCaptureError, match=rf"{file.name} at offset {row['record_offset']}"):
        store.body("esf_se", row["body_sha256"])


def retold(file: Path, offset: int, old: bytes, new: bytes) -> None:
    """Changes words inside a record so that the file is still sound gzip and sound WARC."""
    content = file.read_bytes()
    member = zlib.decompressobj(31)
    record = member.decompress(content[offset:])
    assert old in record
    file.write_bytes(content[:offset] + gzip.compress(record.replace(old, new)) + member.unused_data)


def test_a_forged_body_is_found_out(store: CaptureStore, tmp_path: Path) -> None:
    crawl(store, exchange(b"one million"))
    row = store.index("esf_se").to_pylist()[0]
    file = tmp_path / "esf_se" / row["file"]
    retold(file, row["record_offset"], b"one million", b"two million")
    with pytest.raises(DamagedCaptureError, match="not the one with SHA-256"):
        store.body("esf_se", row["body_sha256"])
    (tmp_path / "esf_se" / f"{row['crawl_id']}.index.parquet").unlink()
    survey = store.survey("esf_se")
    assert survey.index.num_rows == 0
    assert "payload digest failed" in str(survey.problems[0])


@pytest.mark.parametrize("left", [1, 5, 12, 40])
def test_a_file_cut_at_the_beginning_of_a_record_is_damaged(store: CaptureStore, tmp_path: Path, left: int) -> None:
    crawl(store, exchange(b"one"), exchange(b"two", url=URL + "&b", minutes=1))
    row = store.index("esf_se").to_pylist()[1]
    file = tmp_path / "esf_se" / row["file"]
    file.write_bytes(file.read_bytes()[: row["record_offset"] + left])
    (tmp_path / "esf_se" / f"{row['crawl_id']}.index.parquet").unlink()
    assert [type(problem) for problem in store.survey("esf_se").problems] == [DamagedCaptureError]


def test_a_body_is_had_from_another_record_where_one_is_damaged(store: CaptureStore, tmp_path: Path) -> None:
    crawl(store, exchange())
    crawl(store, exchange(minutes=5, Content_Encoding="gzip"))
    digest = store.index("esf_se").to_pylist()[0]["body_sha256"]
    warcs(store, tmp_path)[1].write_bytes(b"")
    assert store.body("esf_se", digest) == b"<h1>Projekt</h1>"


def test_a_damaged_original_is_stored_again(store: CaptureStore, tmp_path: Path) -> None:
    crawl(store, exchange())
    warcs(store, tmp_path)[0].write_bytes(b"")
    crawl(store, exchange(minutes=5))
    assert store.index("esf_se").to_pylist()[1]["record_type"] == "response"


def test_an_index_without_its_warc_is_reported(store: CaptureStore, tmp_path: Path) -> None:
    crawl(store, exchange())
    warcs(store, tmp_path)[0].unlink()
    survey = store.survey("esf_se")
    assert survey.index.num_rows == 0
    assert "WARC file of this index is gone" in str(survey.problems[0])


def test_a_missing_body_says_so(store: CaptureStore) -> None:
    crawl(store, exchange())
    with pytest.raises(CaptureMissingError, match="crawl it again"):
        store.body("esf_se", "0" * 64)


@pytest.mark.parametrize("code", ["../esf_se", "", "ESF", "esf se", "esf_se/"])
def test_a_registry_code_is_no_path(store: CaptureStore, code: str) -> None:
    with pytest.raises(BadRegistryCodeError):
        store.index(code)


def test_a_damaged_manifest_hides_no_other(store: CaptureStore, tmp_path: Path) -> None:
    first, second = crawl(store, exchange()), crawl(store, exchange(minutes=5))
    (tmp_path / "esf_se" / f"{first}.crawl.json").write_text("{", "utf-8")
    assert [kept.crawl_id for kept in store.crawls("esf_se")] == [second]


def test_many_rows_are_written_in_batches(store: CaptureStore, tmp_path: Path) -> None:
    crawl(store, *(exchange(b"%d" % number, url=f"{URL}&n={number}", minutes=number) for number in range(1203)))
    assert store.index("esf_se").num_rows == 1203
    known = store.known("esf_se", is_sample=False)
    assert known[f"{URL}&n=1202".lower()].read_body() == b"1202"
    (file,) = tmp_path.glob("esf_se/*.warc.gz")
    row = store.index("esf_se").to_pylist()[700]
    assert read_record(file, row["record_offset"]).body == b"700"


TEXT = b"projekt " * 50_000


def bare_deflate(content: bytes) -> bytes:
    """Deflate without the zlib wrapper, as some servers send it."""
    raw = zlib.compressobj(9, wbits=-15)
    return raw.compress(content) + raw.flush()


@pytest.mark.parametrize(
    ("encoding", "raw"),
    [
        pytest.param(None, TEXT, id="none"),
        pytest.param("gzip", gzip.compress(TEXT), id="gzip"),
        pytest.param("x-gzip", gzip.compress(TEXT[:1000]) + gzip.compress(TEXT[1000:]), id="gzip in two members"),
        pytest.param("gzip", gzip.compress(TEXT) + b"\0\0 trailing", id="gzip with rubbish behind"),
        pytest.param("deflate", zlib.compress(TEXT), id="deflate"),
        pytest.param("deflate", bare_deflate(TEXT), id="bare deflate"),
    ],
)
@pytest.mark.parametrize("step", [7, 4096, 1_000_000])
def test_encoded_bodies_are_decoded_in_small_pieces(encoding: str | None, raw: bytes, step: int) -> None:
    decoder = ContentDecoder(encoding)
    pieces = [piece for start in range(0, len(raw), step) for piece in decoder.pieces(raw[start : start + step])]
    decoder.finish()
    assert b"".join(pieces) == TEXT
    assert encoding is None or max(map(len, pieces)) <= PIECE_BYTES


@pytest.mark.parametrize("size", [PIECE_BYTES, PIECE_BYTES + 1, 2 * PIECE_BYTES + 1])
def test_the_last_piece_is_not_forgotten(size: int) -> None:
    assert decode_body(bare_deflate(bytes(size)), "deflate") == bytes(size)


@pytest.mark.parametrize(
    ("encoding", "raw"),
    [
        pytest.param("gzip", gzip.compress(b"x" * 99)[:-9], id="cut"),
        pytest.param("gzip", b"plain", id="not gzip"),
        pytest.param("deflate", b"\xff\xff", id="not deflate"),
        pytest.param("br", b"", id="not asked for"),
    ],
)
def test_a_body_that_cannot_be_decoded_is_an_error(encoding: str, raw: bytes) -> None:
    with pytest.raises(UndecodableBodyError):
        decode_body(raw, encoding)
