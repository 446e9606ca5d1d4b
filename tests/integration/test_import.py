"""Captures made by others come in whatever tool wrote them, once, and history reaches back to the earliest of them."""

from __future__ import annotations

import gzip
import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest
from foreign_warcs import HTML, LIVE_INFO, Foreign, arc, browsertrix, chunked, common_crawl, heritrix, iso, message, sha1, wget

from parsers.address_owner import owner_of
from parsers.registry import sources
from pipeline.commands.importing.archive_scan import scan_file
from pipeline.commands.importing.found_captures import Spool
from pipeline.commands.importing.import_output import import_json
from pipeline.commands.importing.import_run import ImportOutcome, ImportRefused, bring_in
from pipeline.sample_site import SampleSite
from tests.exchanges import exchange_of
from warehouse.captures.capture_store import CaptureStore
from warehouse.captures.index import CaptureRow, capture_rows
from warehouse.captures.warc_reader import UnreadableArchive
from warehouse.erasure.phrases import address_phrase, words_phrase
from warehouse.erasure.suppression import Suppressions
from warehouse.lock import FileLock
from warehouse.places import Places
from warehouse.progress import silent

SITE = SampleSite.of(sources()["esf_se"].folder)
CODES = ("22-021-S03", "23-051-S01", "22-017-S01", "23-043-S02", "24-902-S01", "22-044-S07")
T0 = datetime(2019, 2, 3, 4, 5, 6, tzinfo=UTC)
DAY = timedelta(days=1)


def url(code: str, scheme: str = "https", host: str = "www.esf.se") -> str:
    return f"{scheme}://{host}/resultat/projektbanken/projekt/?dnr={code}"


def body(code: str) -> bytes:
    return SITE.find(f"/resultat/projektbanken/projekt/?dnr={code}").body


def pages(n: int = 4, start: datetime = T0) -> list[tuple[str, datetime, bytes]]:
    return [(url(code), start + number * DAY, body(code)) for number, code in enumerate(CODES[:n])]


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "data")


def brought(
    places: Places, *contents: Foreign | bytes, registry: str | None = None, live: bool = False, dry_run: bool = False
) -> ImportOutcome:
    files = []
    for number, content in enumerate(contents):
        file = places.root.parent / f"others-{number}.warc.gz"
        file.write_bytes(content.packed() if isinstance(content, Foreign) else content)
        files.append(file)
    forced = sources()[registry] if registry else None
    return bring_in(files, places, silent, live=live, forced=forced, dry_run=dry_run)


def stored(places: Places, code: str = "esf_se") -> list[CaptureRow]:
    return capture_rows(CaptureStore(places.captures).index(code))


def taken(places: Places) -> list[tuple[str, datetime, str | None]]:
    return [(row.url, row.fetched_at, row.body_sha256) for row in stored(places)]


def as_given(given: list[tuple[str, datetime, bytes]]) -> list[tuple[str, datetime, str | None]]:
    return [(where, at, sha256(content).hexdigest()) for where, at, content in sorted(given, key=lambda each: each[1])]


def left_out(outcome: ImportOutcome) -> dict[str, int]:
    return {reason: n for scan in outcome.scans for reason, n in scan.left_out.items()}


@pytest.mark.parametrize(
    "packed", ["packed", "packed_in_one", "plain"], ids=["a gzip member a record", "one gzip member for all", "not compressed"]
)
def test_pages_of_common_crawl_come_in_with_their_time_and_bytes(places: Places, packed: str) -> None:
    outcome = brought(places, getattr(common_crawl(pages()), packed)())
    assert taken(places) == as_given(pages())
    assert outcome.is_whole
    assert left_out(outcome) == {"metadata record": 4}
    store = CaptureStore(places.captures)
    assert store.body("esf_se", sha256(body(CODES[0])).hexdigest()) == body(CODES[0])


def test_chunked_gzip_and_http_1_0_are_undone_and_the_raw_body_kept(places: Places) -> None:
    brought(places, heritrix(pages(), []))
    assert taken(places) == as_given(pages())


@pytest.mark.parametrize("make", [wget, browsertrix])
def test_wget_and_browsertrix_files_come_in(places: Places, make) -> None:  # type: ignore[no-untyped-def]
    outcome = brought(places, make(pages()))
    assert outcome.is_whole, [scan.damages for scan in outcome.scans]
    assert [(row.url, row.fetched_at.replace(microsecond=0), row.body_sha256) for row in stored(places)] == as_given(pages())


def test_the_request_is_stored_where_the_file_has_it_and_never_made_up(places: Places) -> None:
    brought(places, wget(pages(2)), common_crawl(pages()[2:]).page(url("23-951-S01"), T0, b"<html>"))
    kinds = [
        line.removeprefix(b"WARC-Type: ").strip().decode()
        for file in sorted(places.captures.glob("esf_se/*.warc.gz"))
        for line in gzip.decompress(file.read_bytes()).splitlines()
        if line.startswith(b"WARC-Type: ")
    ]
    assert (kinds.count("response"), kinds.count("request")) == (5, 4)


def test_an_arc_file_comes_in(places: Places) -> None:
    brought(places, arc(pages()), live=True)
    assert taken(places) == as_given(pages())


@pytest.mark.parametrize("version", ["0.17", "0.18", "1.0", "1.1"])
def test_every_version_of_warc_comes_in(places: Places, version: str) -> None:
    made = Foreign(version=version).info()
    made.page(url(CODES[0]), T0, body(CODES[0]))
    brought(places, made)
    assert taken(places) == as_given(pages(1))


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        ("2019-02-03T04:05:06Z", T0),
        ("2019-02-03T04:05:06.250Z", T0 + timedelta(milliseconds=250)),
        ("2019-02-03T04:05:06.123456789Z", T0 + timedelta(microseconds=123456)),
        ("2019-02-03T05:05:06+01:00", T0),
        ("2019-02-03T04:05:06", T0),
        ("20190203040506", T0),
        ("2019-02", datetime(2019, 2, 1, tzinfo=UTC)),
    ],
)
def test_a_date_is_read_however_it_is_written(places: Places, date: str, moment: datetime) -> None:
    brought(places, Foreign().info().page(url(CODES[0]), T0, body(CODES[0]), date=date))
    assert [row.fetched_at for row in stored(places)] == [moment]


@pytest.mark.parametrize("date", ["", "yesterday", "2019-02-30T04:05:06Z", "2219-02-03T04:05:06Z"])
def test_a_capture_without_a_possible_date_is_left_out_and_counted(places: Places, date: str) -> None:
    made = Foreign().info()
    made.add("response", url(CODES[0]), date, message(body(CODES[0])))
    outcome = brought(places, made)
    assert not stored(places)
    assert set(left_out(outcome)) <= {"without a date", "of the future by its date"}
    assert sum(left_out(outcome).values()) == 1


TYPE = ("Content-Type", "text/html")
CHUNKS = ("Transfer-Encoding", "chunked")
PAGE = body(CODES[0])
AS_SENT: dict[str, tuple[tuple[tuple[str, str], ...], bytes]] = {
    "gzip declared, already decoded": ((("content-type", "text/html"), ("content-encoding", "gzip")), PAGE),
    "gzip": ((("CONTENT-TYPE", "text/html"), ("Content-Encoding", "gzip")), gzip.compress(PAGE)),
    "chunks declared, already without": ((TYPE, CHUNKS), PAGE),
    "chunked": ((TYPE, CHUNKS), chunked(PAGE)),
    "chunked gzip": ((TYPE, CHUNKS, ("Content-Encoding", "gzip")), chunked(gzip.compress(PAGE))),
    "br declared, already decoded": ((TYPE, ("Content-Encoding", "br")), PAGE),
    "a wrong charset": ((("Content-Type", "text/html; charset=utf-16"),), PAGE),
    "no Content-Type": ((), PAGE),
    "a wrong Content-Type": ((("Content-Type", "application/octet-stream"),), PAGE),
}


@pytest.mark.parametrize("sent", AS_SENT)
def test_the_body_is_the_page_whatever_the_headers_say(places: Places, sent: str) -> None:
    headers, payload = AS_SENT[sent]
    brought(places, Foreign().info().page(url(CODES[0]), T0, payload, headers))
    assert [row.body_sha256 for row in stored(places)] == [sha256(PAGE).hexdigest()]
    assert CaptureStore(places.captures).body("esf_se", sha256(PAGE).hexdigest()) == PAGE


@pytest.mark.parametrize("code", sources())
def test_http_https_www_port_and_case_of_the_host_are_one_address(code: str) -> None:
    for host in sources()[code].registry.hosts:
        canonical_url = sources()[code].canonical_url(f"https://{host}/a/path?dnr=1&projektikoodi=2&portfolio=3")
        bare = host.removeprefix("www.")
        spellings = [f"http://{host}", f"HTTPS://{host.upper()}", f"https://{host}:443", f"http://{host}:80", f"http://{host}."]
        spellings += [] if bare in sources()[code].registry.hosts else [f"http://{bare}"]
        for spelling in spellings:
            place = owner_of(f"{spelling}/a/path?dnr=1&projektikoodi=2&portfolio=3")
            assert place is not None, spelling
            assert (place[0].registry.code, place[1]) == (code, canonical_url), spelling


@pytest.mark.parametrize(
    "address", ["https://www.esf.se:8080/", "ftp://www.esf.se/", "https://web.archive.org/web/2019/https://www.esf.se/", "x"]
)
def test_another_server_is_no_registry(address: str) -> None:
    assert owner_of(address) is None


def test_what_is_no_page_of_a_registry_is_left_out_and_counted(places: Places) -> None:
    made = Foreign().info()
    made.page("https://www.esf.se/robots.txt", T0, b"User-agent: *", [("Content-Type", "text/plain")])
    made.page("https://www.esf.se/a.css", T0, b"a {}", [("Content-Type", "text/css")])
    made.page("https://www.esf.se/logo", T0, b"GIF89a", [("Content-Type", "image/gif")])
    made.page("https://www.esf.se/gone/", T0, b"<html>", first="HTTP/1.1 404 Not Found")
    made.page("https://www.esf.se/empty/", T0, b"")
    made.page("https://www.esf.se/packed/", T0, b"\x0b\x02\x80", [*HTML, ("Content-Encoding", "br")])
    made.page("https://www.esf.se/cut/", T0, b"<html>", HTML, ("WARC-Truncated", "length"))
    made.page("https://www.esf.se/short/", T0, b"<html>", [*HTML, ("Content-Length", "6000")])
    made.add("request", "https://www.esf.se/search/", iso(T0), b"POST /search/ HTTP/1.1\r\nHost: www.esf.se\r\n\r\nq=1")
    made.page("https://www.esf.se/search/", T0, b"<html>")
    made.add("response", "dns:www.esf.se", iso(T0), b"20190203040506\nwww.esf.se. 1 IN A 192.0.2.1\n", content_type="text/dns")
    for number in range(3):
        made.page(f"https://archive.org/details/{number}", T0, b"<html>")
    made.page("https://archive.org/a.png", T0, b"png", [("Content-Type", "image/png")])
    made.page(url(CODES[0]), T0, body(CODES[0]))
    outcome = brought(places, made)
    assert taken(places) == as_given(pages(1))
    assert outcome.scans[0].strangers == {"archive.org": 3}
    assert left_out(outcome) == {
        "robots.txt": 1,
        "not a page (.css)": 1,
        "not a page (image/gif)": 1,
        "status 404": 1,
        "without a body": 1,
        "compressed with br, which cannot be read here; it could be with the Python package brotli installed": 1,
        "cut off by the crawler (length)": 1,
        "shorter than its Content-Length": 1,
        "not asked for by GET": 1,
        "not from the web (dns:)": 1,
        "not a page, of a host that no registry declares": 1,
    }


def test_a_redirect_is_stored_but_is_no_page(places: Places) -> None:
    made = Foreign().info()
    made.page(url(CODES[0], "http"), T0, b"", [("Location", url(CODES[0]))], first="HTTP/1.1 301 Moved Permanently")
    made.page(url(CODES[0]), T0, body(CODES[0]))
    brought(places, made)
    assert [(row.status, row.is_page) for row in stored(places)] == [(301, False), (200, True)]
    assert CaptureStore(places.captures).crawls("esf_se")[0].pages_fetched == 1


def test_many_captures_of_one_address_are_one_import_with_all_of_them(places: Places) -> None:
    many = [(url(CODES[0]), T0 + number * DAY, body(CODES[number % 2])) for number in range(10)]
    brought(places, common_crawl(many))
    assert taken(places) == as_given(many)
    (crawl,) = CaptureStore(places.captures).crawls("esf_se")
    assert (crawl.origin, crawl.state, crawl.pages_fetched, crawl.pages_unchanged) == ("import", "accepted", 10, 8)
    assert (crawl.started_at, crawl.finished_at, crawl.is_sample) == (T0, T0 + 9 * DAY, True)
    assert crawl.imported_from == f"others-0.warc.gz sha256:{sha256(common_crawl(many).packed()).hexdigest()}"


def test_importing_a_file_again_changes_nothing_and_says_so(places: Places) -> None:
    first = brought(places, common_crawl(pages()))
    before = {file: file.read_bytes() for file in places.captures.rglob("*.*") if "lock" not in file.name}
    again = brought(places, common_crawl(pages()))
    assert [each.registry for each in first.imports] == ["esf_se"]
    assert not again.imports
    assert left_out(again)["stored already"] == 4
    assert {file: file.read_bytes() for file in places.captures.rglob("*.*") if "lock" not in file.name} == before


def test_the_same_import_has_the_same_id_wherever_it_is_done(tmp_path: Path) -> None:
    ids = set()
    for name in ("a", "b"):
        folder = tmp_path / name / "data"
        folder.mkdir(parents=True)
        brought(Places(folder), common_crawl(pages()))
        ids |= {crawl.crawl_id for crawl in CaptureStore(Places(folder).captures).crawls("esf_se")}
    (crawl_id,) = ids
    assert crawl_id.startswith("20190203T040506Z-")


def test_a_capture_that_two_files_have_is_stored_once(places: Places) -> None:
    outcome = brought(places, common_crawl(pages(3)), heritrix(pages(4), []))
    assert taken(places) == as_given(pages(4))
    assert outcome.scans[1].left_out["stored already"] == 3


def test_a_dry_run_tells_the_same_and_stores_nothing(places: Places) -> None:
    dry = import_json(brought(places, common_crawl(pages()), dry_run=True))
    assert not places.root.exists()
    wet = import_json(brought(places, common_crawl(pages())))
    assert dry | {"dry_run": False} == wet


REVISIT = ("WARC-Profile", "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest")


FIRST = (("WARC-Refers-To-Target-URI", url(CODES[0])), ("WARC-Refers-To-Date", iso(T0)))
DIGEST = ("WARC-Payload-Digest", sha1(body(CODES[0])))


def by_place(made: Foreign) -> Foreign:
    return made.add("revisit", url(CODES[0], "http"), iso(T0 + DAY), message(b""), REVISIT, *FIRST)


def by_digest(made: Foreign) -> Foreign:
    return made.add("revisit", url(CODES[0]), iso(T0 + DAY), message(b""), REVISIT, DIGEST)


def nothing_in_it(made: Foreign) -> Foreign:
    return made.add("revisit", url(CODES[0]), iso(T0 + DAY), b"", REVISIT, DIGEST)


def not_modified(made: Foreign) -> Foreign:
    profile = ("WARC-Profile", "http://netpreserve.org/warc/1.0/revisit/server-not-modified")
    answer = message(b"", [("ETag", '"1"')], first="HTTP/1.1 304 Not Modified")
    return made.add("revisit", url(CODES[0]), iso(T0 + DAY), answer, profile, *FIRST)


@pytest.mark.parametrize("revisit", [by_place, by_digest, nothing_in_it, not_modified])
@pytest.mark.parametrize("where", ["after it", "before it", "in another file", "in an earlier file", "in the store"])
def test_a_revisit_stands_for_its_original_wherever_that_is(places: Places, revisit, where: str) -> None:  # type: ignore[no-untyped-def]
    original = Foreign().info().page(url(CODES[0]), T0, body(CODES[0]))
    alone = revisit(Foreign().info())
    if where == "after it":
        brought(places, revisit(original))
    elif where == "before it":
        original.records.insert(1, alone.records[1])
        brought(places, original)
    elif where == "in another file":
        brought(places, alone, original)
    elif where == "in an earlier file":
        brought(places, original, alone)
    else:
        brought(places, original)
        brought(places, alone)
    first, second = stored(places)
    assert (first.record_type, second.record_type) in {("response", "revisit"), ("revisit", "response")}
    assert second.fetched_at == T0 + DAY
    assert first.body_sha256 == second.body_sha256 == sha256(body(CODES[0])).hexdigest()
    assert second.status == (304 if revisit is not_modified else 200)
    assert second.is_page


def test_a_revisit_of_what_nobody_has_is_reported_and_left_out(places: Places) -> None:
    outcome = brought(places, not_modified(by_digest(by_place(Foreign().info()))).page(url(CODES[1]), T0, body(CODES[1])))
    assert [each.problem for each in outcome.unresolved] == [
        f"stands for {url(CODES[0])} of 2019-02-03T04:05:06Z, which is not there",
        "names a payload that is not there",
        f"stands for {url(CODES[0])} of 2019-02-03T04:05:06Z, which is not there",
    ]
    assert [row.url for row in stored(places)] == [url(CODES[1])]


def test_revisits_of_heritrix_that_name_the_payload_only_are_resolved(places: Places) -> None:
    given = pages()
    packed = gzip.compress(given[1][2], mtime=0)
    revisits = [(given[0][0], T0 + 30 * DAY, given[0][2]), (given[1][0], T0 + 31 * DAY, packed)]
    outcome = brought(places, heritrix(given, revisits))
    assert not outcome.unresolved
    assert taken(places) == as_given([*given, (given[0][0], T0 + 30 * DAY, given[0][2]), (given[1][0], T0 + 31 * DAY, given[1][2])])


def damaged(made: Foreign, number: int) -> list[bytes]:
    members = [gzip.compress(each, mtime=0) for each in made.records]
    members[number] = members[number][:40] + bytes(len(members[number]) - 40)
    return members


def test_what_is_whole_before_and_after_a_damaged_place_comes_in(places: Places) -> None:
    made = Foreign().info()
    for where, at, content in pages():
        made.page(where, at, content)
    members = damaged(made, 2)
    outcome = brought(places, b"".join(members))
    assert taken(places) == as_given([pages()[0], *pages()[2:]])
    assert [damage.offset for damage in outcome.scans[0].damages] == [len(members[0]) + len(members[1])]
    assert not outcome.is_whole


@pytest.mark.parametrize("packed", ["packed", "packed_in_one", "plain"])
def test_a_file_that_breaks_off_gives_what_is_whole(places: Places, packed: str) -> None:
    made = Foreign().info()
    for where, at, content in pages():
        made.page(where, at, content)
    whole = getattr(made, packed)()
    outcome = brought(places, whole[: len(whole) - 3000])
    assert 1 <= len(stored(places)) < 4
    assert taken(places) == as_given(pages())[: len(stored(places))]
    assert len(outcome.scans[0].damages) == 1


def test_a_plain_file_goes_on_after_a_wrong_content_length(places: Places) -> None:
    made = Foreign().info()
    for where, at, content in pages(3):
        made.page(where, at, content)
    made.records[2] = made.records[2].replace(b"Content-Length: ", b"Content-Length: 9", 1)
    outcome = brought(places, made.plain())
    assert taken(places) == as_given([pages()[0], pages()[2]])
    assert [damage.offset for damage in outcome.scans[0].damages] == [len(made.records[0] + made.records[1])]


@pytest.mark.parametrize("digest", ["WARC-Payload-Digest", "WARC-Block-Digest"])
def test_bytes_that_are_not_what_their_digest_says_are_damage(places: Places, digest: str) -> None:
    made = Foreign().info().page(url(CODES[0]), T0, body(CODES[0]), HTML, (digest, sha1(b"something else")))
    outcome = brought(places, made.page(url(CODES[1]), T0, body(CODES[1])))
    assert [row.url for row in stored(places)] == [url(CODES[1])]
    assert [damage.problem for damage in outcome.scans[0].damages] == [f"bytes that are not what their digest says, of {url(CODES[0])}"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty"),
        (b"<html>no archive</html>", "neither a WARC nor an ARC file"),
        (gzip.compress(b"<html>no archive</html>", mtime=0), "neither a WARC nor an ARC file"),
        (b"\x28\xb5\x2f\xfd", "zstd -d"),
        (b"PK\x03\x04", "of a WACZ, unpack it"),
    ],
)
def test_a_file_that_is_no_archive_is_named_and_hides_no_other(places: Places, content: bytes, told: str) -> None:
    outcome = brought(places, content, common_crawl(pages()))
    assert told in outcome.unreadable[0]
    assert taken(places) == as_given(pages())
    assert not outcome.is_whole


def test_sample_and_live_captures_never_share_a_folder(places: Places) -> None:
    real = Foreign().info(LIVE_INFO).page(url(CODES[0]), T0, body(CODES[0]))
    with pytest.raises(ImportRefused, match=r"holds captures of live sites.*add --live"):
        brought(places, common_crawl(pages()), real)
    with pytest.raises(ImportRefused, match=r"holds sample pages.*without --live"):
        brought(places, common_crawl(pages()), live=True)
    assert not places.captures.exists()
    brought(places, real, live=True)
    assert not CaptureStore(places.captures).crawls("esf_se")[0].is_sample


def test_what_was_erased_does_not_come_back_with_an_import(places: Places) -> None:
    given = pages(3)
    word = b"Skenstad"
    given[1] = (*given[1][:2], b"<html><p>An answer of " + word + b" Testby</p>")
    phrases = [words_phrase("Skenstad"), address_phrase(given[0][0])]
    Suppressions.load(places.captures).with_phrases(phrases).save(places.captures)
    outcome = brought(places, common_crawl(given))
    assert left_out(outcome)["erased here, and must not come back"] == 1
    assert [row.url for row in stored(places)] == [given[1][0], given[2][0]]
    masked = CaptureStore(places.captures).body("esf_se", stored(places)[0].body_sha256 or "")
    assert word not in masked
    assert b"Testby" in masked
    again = brought(places, common_crawl(given))
    assert (again.imports, left_out(again)["stored already"]) == ((), 2)


def test_no_import_while_a_run_is_at_work(places: Places) -> None:
    with FileLock(places.root / "run.lock"), pytest.raises(ImportRefused, match=r"a run .* is at work"):
        brought(places, common_crawl(pages()))


def test_registry_takes_pages_of_any_host(places: Places) -> None:
    made = Foreign().info().page("https://mirror.example/projekt/?dnr=22-021-S03", T0, body(CODES[0]))
    brought(places, made, registry="esf_se")
    assert [row.canonical_url for row in stored(places)] == ["https://mirror.example/projekt/?dnr=22-021-S03"]


def test_a_crawl_of_ours_is_taken_in_by_another_data_folder(places: Places, tmp_path: Path) -> None:
    own = CaptureStore(tmp_path / "own")
    for minutes, status in ((0, 200), (10, 304)):
        with own.begin("esf_se", is_sample=True, software="test") as writer:
            page, at = body(CODES[0]) if status == 200 else b"", T0 + timedelta(minutes=minutes)
            canonical_url = sources()["esf_se"].canonical_url(url(CODES[0]))
            known = exchange_of(url(CODES[0]), page, at, status, canonical_url=canonical_url, headers=tuple(HTML) if page else ())
            writer.add(known)
            writer.finish("accepted")
    outcome = bring_in(sorted((tmp_path / "own").rglob("*.warc.gz")), places, silent, live=False)
    assert not outcome.unresolved
    assert [(row.status, row.fetched_at, row.body_sha256) for row in stored(places)] == [
        (row.status, row.fetched_at, row.body_sha256) for row in capture_rows(own.index("esf_se"))
    ]


def test_a_crawl_after_a_killed_import_does_not_go_on_with_it(places: Places) -> None:
    store = CaptureStore(places.captures)
    now = datetime.now(UTC)
    with store.begin_import("esf_se", f"{now:%Y%m%dT%H%M%SZ}-00000000", now, imported_from="x", is_sample=True, software="x"):
        pass
    assert list(places.captures.glob("esf_se/*.tmp"))
    with store.begin("esf_se", is_sample=True, software="x") as writer:
        assert not writer.crawl_id.endswith("-00000000")
        writer.finish("accepted")
    assert [crawl.origin for crawl in store.crawls("esf_se")] == ["crawl"]
    assert not list(places.captures.glob("esf_se/*.tmp"))


def test_the_outcome_is_json(places: Places) -> None:
    told = json.loads(json.dumps(import_json(brought(places, common_crawl(pages())))))
    assert told["files"][0]["imports"][0]["pages"] == 4


@pytest.mark.parametrize("seed", range(8))
def test_however_a_file_is_damaged_words_come_of_it_and_nothing_worse(tmp_path: Path, seed: int) -> None:
    chance = Random(seed)
    given = [(where, at, content[:3000]) for where, at, content in pages()]
    made = [make(given) for make in (common_crawl, wget, browsertrix)]
    file = tmp_path / "damaged.warc"
    for content in [packed for each in made for packed in (each.packed(), each.plain(), each.packed_in_one())]:
        spoilt = bytearray(content)
        for _ in range(chance.choice((1, 2, 20))):
            at = chance.randrange(len(spoilt) - 1)
            if chance.random() < 0.6:
                spoilt[at] ^= chance.randrange(1, 256)
            else:
                del spoilt[at : at + chance.randrange(100)]
        file.write_bytes(spoilt)
        with Spool() as spool, suppress(UnreadableArchive):
            found = scan_file(file, spool, None, silent)
            assert {capture.exchange().status for capture in found.captures} <= {200}
