"""What is erased is masked in every form it is printed in, is kept as hashes only, and does not come back."""

from __future__ import annotations

import gzip
import html
import io
import json
import unicodedata
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest

from parsers.page import html as pages
from parsers.page.text import MASK
from tests.exchanges import exchange_of, headers_of
from warehouse.captures.capture_store import CaptureStore
from warehouse.captures.exchange import Exchange, FetchFailure
from warehouse.captures.http_message import message_in
from warehouse.captures.index import capture_rows, index_warc
from warehouse.captures.survey import resolved
from warehouse.captures.warc_reader import whole_records
from warehouse.captures.warc_writer import REDACTED_FIELD
from warehouse.erasure.packed_bodies import UnsearchableError
from warehouse.erasure.phrase_spots import TEXT_MASK
from warehouse.erasure.phrases import Phrase, address_phrase, link_phrase, phrase_of
from warehouse.erasure.redaction import redacted_body
from warehouse.erasure.rewrite_captures import erase, plan
from warehouse.erasure.search.text_matcher import Look
from warehouse.erasure.suppression import DamagedSuppressionsError, Suppressions

NAME = "Åsa Exempel-Öberg"
URL = "https://www.esf.se/projekt/?dnr=22-021-S03"
OTHER = "https://www.esf.se/om/personal/"
T0 = datetime(2026, 3, 1, 4, tzinfo=UTC)


def suppressing(*phrases: Phrase) -> Suppressions:
    return Suppressions(b"salt").with_phrases(phrases)


def exchange(body: bytes, *, url: str = OTHER, hours: int = 0, status: int = 200, canonical: str | None = None, **headers: str) -> Exchange:
    return exchange_of(url, body, T0 + timedelta(hours=hours), status, canonical_url=canonical or url, headers=headers_of(headers))


def every_char(text: str, form: str) -> str:
    return "".join(form.format(ord(char)) for char in text)


PRINTED = {
    "as it is": NAME,
    "in capitals": NAME.upper(),
    "in small letters": NAME.lower(),
    "over two lines": NAME.replace(" ", "\n        "),
    "with a no-break space": NAME.replace(" ", "\u00a0"),
    "with a no-break entity": NAME.replace(" ", "&nbsp;"),
    "decomposed": unicodedata.normalize("NFD", NAME),
    "with named entities": html.escape(NAME).replace("Å", "&Aring;").replace("Ö", "&Ouml;"),
    "in decimal entities": every_char(NAME, "&#{};"),
    "in hexadecimal entities": every_char(NAME, "&#x{:X};"),
    "percent-encoded": quote(NAME),
    "percent-encoded in Latin-1": quote(NAME, encoding="latin-1"),
    "as a form sends it": quote(NAME).replace("%20", "+"),
    "in JSON": json.dumps(NAME),
    "in JSON over two lines": json.dumps(NAME.replace(" ", "\n")),
    "as a slug": NAME.lower().replace(" ", "-"),
    "between tags": "<b>Åsa</b> <span class='x'>Exempel</span>-<i>Öberg</i>",
    "in cells that touch": "<td>Åsa</td><td>Exempel-Öberg</td>",
    "cut by a tag": "Å<b>sa Exempel</b>-Öberg",
    "with soft hyphens": "Åsa Exem\u00adpel-Ö&shy;berg",
    "family name first cell, given name in the next": "<td>Åsa</td>\n<td>Exempel-Öberg</td>",
}


@pytest.mark.parametrize("form", PRINTED)
def test_a_name_is_masked_however_it_is_printed(form: str) -> None:
    printed = f"<p>Kontakt: {PRINTED[form]}, tel</p>".encode()

    redacted = redacted_body(printed, "text/html", suppressing(phrase_of(NAME)).lexicon)

    look = Look([phrase_of(NAME)])
    assert look.finds_in_body(printed, "text/html"), "the search does not see what was there"
    assert not look.finds_in_body(redacted, "text/html")
    assert TEXT_MASK.encode() in redacted
    assert redacted.startswith(b"<p>Kontakt: ")
    assert redacted.endswith(b", tel</p>")


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252", "iso-8859-1", "utf-16", "utf-16-le", "mac-roman"])
def test_a_page_is_masked_in_its_own_charset(charset: str) -> None:
    printed = f"<meta charset='{charset}'><p>{NAME} är här</p>".encode(charset)

    redacted = redacted_body(printed, f"text/html; charset={charset}", suppressing(phrase_of(NAME)).lexicon)

    assert "är här" in redacted.decode(charset)
    assert NAME not in redacted.decode(charset)
    assert Look([phrase_of(NAME)]).finds_in_body(printed, f"text/html; charset={charset}")


def test_bytes_that_fit_no_charset_stay_as_they_are_around_the_mask() -> None:
    printed = "<p>å ä ö é ü ".encode() + b"\xff\xfe\x81" + f" {NAME}</p>".encode()

    redacted = redacted_body(printed, "text/html; charset=utf-8", suppressing(phrase_of(NAME)).lexicon)

    assert redacted == "<p>å ä ö é ü ".encode() + b"\xff\xfe\x81" + f" {TEXT_MASK * 3} {TEXT_MASK * 7}-{TEXT_MASK * 5}</p>".encode()


def test_the_mask_is_the_one_of_page_texts_and_keeps_the_places_of_spans() -> None:
    page = f"<p>Projektledare &Aring;sa Exempel-{unicodedata.normalize('NFC', 'Öberg')} leder arbetet i Umeå.</p>".encode()
    redacted = redacted_body(page, "text/html", suppressing(phrase_of(NAME)).lexicon)

    before, after = pages.page_text(page).text, pages.page_text(redacted).text
    assert MASK == TEXT_MASK
    assert len(before) == len(after)
    assert after.index("Umeå") == before.index("Umeå")


@pytest.mark.parametrize(
    "printed",
    [
        "070-123 45 67",
        "0701234567",
        "070 123 45 67",
        "+46 70 123 45 67",
        "0046-70-1234567",
        "+46 (0)70 123 45 67",
        "070&nbsp;123&nbsp;45&nbsp;67",
    ],
)
@pytest.mark.parametrize("typed", ["070-1234567", "+46701234567"])
def test_a_telephone_number_is_found_however_it_is_grouped(typed: str, printed: str) -> None:
    redacted = redacted_body(f"<p>Tel {printed}.</p>".encode(), "text/html", suppressing(phrase_of(typed)).lexicon)

    assert not Look([phrase_of(typed)]).finds_in_body(redacted, "text/html")
    assert not any(
        char.isdigit()
        for char in redacted.decode().replace("+46", "").replace("0046", "").replace("(0)", "").replace("070", "").replace("0•", "")
    )


@pytest.mark.parametrize(
    "text",
    [
        "Åsa Svensson och Exempel-Öberg",
        "Åsa, som bor hos (nära) Exempel; Öberg",
        "Låsa Exempel-Öberg",
        "Åsa Exempel-Öbergs",
        "Åsa Exempel",
        "Åsa ..... Exempel-Öberg",
    ],
)
def test_other_words_are_left_alone(text: str) -> None:
    body = text.encode()
    assert redacted_body(body, "text/plain", suppressing(phrase_of(NAME)).lexicon) is body
    assert not Look([phrase_of(NAME)]).finds(text)


def test_a_longer_address_is_another_address() -> None:
    suppressed = suppressing(address_phrase("https://a.example/projekt/"), link_phrase("https://a.example/projekt/"))
    body = b'<a href="http://a.example/projekt">x</a> <a href="https://a.example/projekt/?dnr=1">y</a>'

    redacted = redacted_body(body, "text/html", suppressed.lexicon).decode()

    assert "https://a.example/projekt/?dnr=1" in redacted
    assert 'a.example/projekt"' not in redacted
    assert suppressed.is_suppressed("http://A.example/projekt#top")
    assert not suppressed.is_suppressed("https://a.example/projekt/?dnr=1")


def test_words_inside_a_spreadsheet_are_masked_and_it_stays_a_spreadsheet() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", f"<si><t>{NAME}</t></si>")
        archive.writestr("xl/other.xml", "<x/>")

    redacted = redacted_body(packed.getvalue(), "application/vnd.ms-excel", suppressing(phrase_of(NAME)).lexicon)

    with zipfile.ZipFile(io.BytesIO(redacted)) as archive:
        assert NAME not in archive.read("xl/sharedStrings.xml").decode()
        assert archive.read("xl/other.xml") == b"<x/>"


def test_a_body_whose_words_cannot_be_seen_is_no_pass() -> None:
    with pytest.raises(UnsearchableError, match="PDF"):
        redacted_body(b"%PDF-1.7 ...", "application/pdf", suppressing(phrase_of(NAME)).lexicon)


def test_nothing_suppressed_costs_nothing(tmp_path: Path) -> None:
    fetched = exchange(NAME.encode())
    assert Suppressions.load(tmp_path).redacted(fetched) is fetched


def test_an_erased_address_is_neither_stored_nor_asked_for() -> None:
    suppressed = suppressing(address_phrase(URL))
    assert suppressed.redacted(exchange(b"x", url=URL)) is None
    assert suppressed.redacted(exchange(b"x", url="https://www.esf.se/p?x=1", canonical=URL)) is None
    assert suppressed.is_suppressed(URL)
    assert not suppressed.is_suppressed(OTHER)


@pytest.mark.parametrize(
    "url", ["https://www.esf.se/personal/%C3%85sa-exempel-%C3%B6berg", "https://www.esf.se/?dnr=••-•••", f"https://x.se/{quote(TEXT_MASK)}"]
)
def test_an_address_with_erased_words_or_a_mask_in_it_counts_as_erased(url: str) -> None:
    assert suppressing(phrase_of(NAME)).is_suppressed(url)


def test_a_fetched_page_is_masked_before_it_is_stored_and_asked_for_without_conditions_next_time() -> None:
    fetched = exchange(
        f"<p>{NAME}</p>".encode(), Content_Type="text/html", Content_Encoding="gzip", ETag='"1"', Last_Modified="x", Content_Length="9"
    )

    stored = suppressing(phrase_of(NAME)).redacted(fetched)

    assert stored is not None
    assert NAME.encode() not in stored.body
    assert stored.raw_body == stored.body
    assert [name for name, _ in stored.response_headers] == ["Content-Type"]


def test_a_page_without_erased_words_is_stored_as_it_came() -> None:
    fetched = exchange(b"<p>Anna</p>", ETag='"1"')
    assert suppressing(phrase_of(NAME)).redacted(fetched) is fetched


def test_erased_words_in_headers_are_masked() -> None:
    stored = suppressing(phrase_of(NAME)).redacted(exchange(b"x", Link=f"<{quote(NAME)}>", ETag='"1"'))
    assert stored is not None
    assert quote(NAME) not in dict(stored.response_headers)["Link"]
    assert stored.etag == '"1"'


def test_the_list_holds_hashes_only_and_is_for_its_owner(tmp_path: Path) -> None:
    Suppressions.load(tmp_path).with_phrases([phrase_of(NAME), address_phrase(URL), link_phrase(URL), phrase_of("070-1234567")]).save(
        tmp_path
    )

    told = (tmp_path / "suppressed.json").read_text("utf-8")
    assert not Look([phrase_of(NAME), link_phrase(URL), phrase_of("070-1234567")]).finds(told)
    assert (tmp_path / "suppressed.json").stat().st_mode & 0o077 == 0
    assert Suppressions.load(tmp_path).is_suppressed(URL)
    assert Suppressions.load(tmp_path).masked(NAME) != NAME


def test_the_same_words_have_another_hash_under_another_salt(tmp_path: Path) -> None:
    one, other = (Suppressions.load(tmp_path).with_phrases([phrase_of(NAME)]) for _ in range(2))
    assert one.entries[0].hash != other.entries[0].hash


def test_a_damaged_list_lets_nothing_through(tmp_path: Path) -> None:
    (tmp_path / "suppressed.json").write_text("{", "utf-8")
    with pytest.raises(DamagedSuppressionsError, match=r"suppressed\.json"):
        Suppressions.load(tmp_path)


# Captures that are stored already


@pytest.fixture
def store(tmp_path: Path) -> CaptureStore:
    return CaptureStore(tmp_path)


def crawl(store: CaptureStore, *exchanges: Exchange, failures: tuple[FetchFailure, ...] = ()) -> str:
    with store.begin("esf_se", is_sample=False, software="test") as writer:
        for one in exchanges:
            writer.add(one)
        return writer.finish("accepted", failures=failures).crawl_id


def index_is_what_the_files_say(store: CaptureStore, folder: Path) -> None:
    """Every index row is the one its WARC file gives, and the body of every page is stored."""
    files = sorted(folder.glob("*.warc.gz"))
    read = [each for file in files for each in index_warc(file, registry="esf_se", crawl_id=file.name.split(".")[0])]
    rows = capture_rows(store.index("esf_se"))
    assert sorted(rows, key=repr) == sorted(resolved(read, ()), key=repr)
    for row in rows:
        assert row.body_sha256
        assert store.body("esf_se", row.body_sha256)


PAGE = f"<html><p>Ansvarig: {NAME}</p></html>".encode()


def test_revisits_of_erased_pages_get_their_bodies_though_the_files_before_change_too(store: CaptureStore, tmp_path: Path) -> None:
    one, two, erased, too = b"<p>one</p>", b"<p>two</p>", OTHER + "erased", OTHER + "erased-too"
    crawls = [
        [exchange(one, url=erased)],
        [exchange(one, url=OTHER + "1", hours=1), exchange(two, url=too, hours=1)],
        [exchange(two, url=OTHER + "2", hours=2)],
    ]
    for hours, exchanges in enumerate(crawls):
        with store.begin("esf_se", is_sample=False, software="test", now=T0 + timedelta(hours=hours)) as writer:
            for one_of_them in exchanges:
                writer.add(one_of_them)
            writer.finish("accepted")
    done = erase(tmp_path / "esf_se", suppressing(address_phrase(erased), address_phrase(too)))

    assert done.n_promoted == 2
    store.mend("esf_se")
    rows = capture_rows(store.index("esf_se"))
    assert {row.url: store.body("esf_se", row.body_sha256 or "") for row in rows} == {OTHER + "1": one, OTHER + "2": two}
    index_is_what_the_files_say(store, tmp_path / "esf_se")


def test_a_page_is_redacted_with_all_revisits_that_stand_for_it(store: CaptureStore, tmp_path: Path) -> None:
    crawl(store, exchange(PAGE, Content_Encoding="gzip", ETag='"1"', Content_Type="text/html"), exchange(b"<p>else</p>", url=URL))
    crawl(store, exchange(b"", hours=1, status=304, ETag='"1"'), exchange(PAGE, url=OTHER + "2", hours=1, Content_Encoding="gzip"))
    suppressed = suppressing(phrase_of(NAME))
    foreseen = plan(tmp_path / "esf_se", suppressed)

    done = erase(tmp_path / "esf_se", suppressed)
    store.mend("esf_se")

    assert (done.n_dropped, done.n_redacted, done.n_following) == (0, 1, 2)
    assert foreseen.n_redacted == 1
    rows = [row for row in capture_rows(CaptureStore(tmp_path).index("esf_se")) if row.url != URL]
    assert len({row.body_sha256 for row in rows}) == 1
    assert [row.etag for row in rows] == [None, None, None]
    assert NAME.encode() not in CaptureStore(tmp_path).body("esf_se", rows[0].body_sha256 or "")
    index_is_what_the_files_say(CaptureStore(tmp_path), tmp_path / "esf_se")
    marked = [record for file in (tmp_path / "esf_se").glob("*.warc.gz") for record in whole_records(file) if record.field(REDACTED_FIELD)]
    assert len(marked) == 3
    assert all(message_in(record) for record in marked)


def test_erasing_twice_changes_nothing_more(store: CaptureStore, tmp_path: Path) -> None:
    crawl(store, exchange(PAGE, ETag='"1"'), exchange(b"other", url=URL), failures=(failure(OTHER + "gone", f"{NAME} says no"),))
    crawl(store, exchange(b"", hours=1, status=304))
    suppressed = suppressing(phrase_of(NAME), address_phrase(URL))
    erase(tmp_path / "esf_se", suppressed)
    store.mend("esf_se")
    before = {file.name: file.read_bytes() for file in (tmp_path / "esf_se").iterdir()}

    assert erase(tmp_path / "esf_se", suppressed).files == ()
    assert {file.name: file.read_bytes() for file in (tmp_path / "esf_se").iterdir()} == before


def failure(url: str, error: str) -> FetchFailure:
    return FetchFailure(url=url, canonical_url=url, fetched_at=T0, status=404, error=error)


def test_all_records_of_an_erased_address_go(store: CaptureStore, tmp_path: Path) -> None:
    crawl(
        store,
        exchange(b"<p>mine</p>", url=URL, ETag='"1"'),
        exchange(b"<p>else</p>"),
        failures=(failure(URL + "&p=2", "x"), failure(OTHER + "x", "y")),
    )
    crawl(store, exchange(b"", url=URL, hours=1, status=304), exchange(b"<p>else</p>", hours=1))
    suppressed = suppressing(address_phrase(URL), address_phrase(URL + "&p=2"))

    erase(tmp_path / "esf_se", suppressed)
    store.mend("esf_se")

    assert {row.url for row in capture_rows(CaptureStore(tmp_path).index("esf_se"))} == {OTHER}
    crawls = store.crawls("esf_se")
    assert [(each.pages_fetched, each.pages_unchanged) for each in crawls] == [(1, 0), (1, 1)]
    assert [each.url for each in crawls[0].failures] == [OTHER + "x"]
    assert not any(URL in str(record.fields) for file in (tmp_path / "esf_se").glob("*.warc.gz") for record in whole_records(file))
    index_is_what_the_files_say(CaptureStore(tmp_path), tmp_path / "esf_se")


def test_a_page_keeps_its_body_when_the_record_that_holds_it_goes(store: CaptureStore, tmp_path: Path) -> None:
    """Two addresses showed the same page; the one that was fetched first is erased."""
    crawl(store, exchange(b"<p>the same</p>", url=URL, Content_Type="text/html"))
    crawl(store, exchange(b"<p>the same</p>", hours=1, ETag='"2"', Content_Type="text/html"))
    crawl(store, exchange(b"", hours=2, status=304))

    done = erase(tmp_path / "esf_se", suppressing(address_phrase(URL)))
    store.mend("esf_se")

    fresh = CaptureStore(tmp_path)
    rows = capture_rows(fresh.index("esf_se"))
    assert done.n_promoted == 1
    assert [(row.url, row.record_type) for row in rows] == [(OTHER, "response"), (OTHER, "revisit")]
    assert len({row.body_sha256 for row in rows}) == 1
    assert fresh.body("esf_se", rows[0].body_sha256 or "") == b"<p>the same</p>"
    index_is_what_the_files_say(fresh, tmp_path / "esf_se")


class Killed(Exception):
    pass


@pytest.mark.parametrize("n_files", range(7))
def test_an_erasure_killed_before_any_file_is_finished_by_the_next(store: CaptureStore, tmp_path: Path, n_files: int) -> None:
    for hours in range(0, 6, 2):
        crawl(
            store,
            exchange(PAGE if not hours else b"", hours=hours, status=304 if hours else 200, ETag='"1"'),
            exchange(f"<p>{NAME} {hours}</p>".encode(), url=OTHER + "b", hours=hours),
            exchange(b"<p>the same</p>", url=URL, hours=hours),
            exchange(b"<p>the same</p>", url=OTHER + "c", hours=hours),
            failures=(failure(URL + "&p=2", NAME),),
        )
    suppressed = suppressing(phrase_of(NAME), address_phrase(URL), address_phrase(URL + "&p=2"))
    left = n_files

    def killing(file: Path) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise Killed

    try:
        erase(tmp_path / "esf_se", suppressed, killing)
    except Killed:
        between = CaptureStore(tmp_path)
        between.mend("esf_se")  # somebody reads, and so mends, what the killed erasure left
        index_is_what_the_files_say(between, tmp_path / "esf_se")
    erase(tmp_path / "esf_se", suppressed)
    store.mend("esf_se")

    fresh = CaptureStore(tmp_path)
    index_is_what_the_files_say(fresh, tmp_path / "esf_se")
    assert {row.url for row in capture_rows(fresh.index("esf_se"))} == {OTHER, OTHER + "b", OTHER + "c"}
    assert fresh.index("esf_se").num_rows == 9
    look = Look([phrase_of(NAME)])
    for file in (tmp_path / "esf_se").glob("*.warc.gz"):
        assert not look.finds_in_bytes(gzip.decompress(file.read_bytes()))
    assert not list((tmp_path / "esf_se").glob("*.purged.tmp"))
    assert all(not each.failures and each.pages_failed == 0 for each in fresh.crawls("esf_se"))


def test_a_crawl_that_was_killed_and_may_go_on_is_redacted_too(store: CaptureStore, tmp_path: Path) -> None:
    with store.begin("esf_se", is_sample=False, software="test") as writer:
        writer.add(exchange(PAGE))
        writer.add(exchange(b"mine", url=URL))
    (aside,) = (tmp_path / "esf_se").glob("*.warc.gz.tmp")
    with aside.open("ab") as stream:
        stream.write(b"\x1f\x8b torn")

    erase(tmp_path / "esf_se", suppressing(phrase_of(NAME), address_phrase(URL)))

    assert [record.url for record in whole_records(aside) if record.kind == "response"] == [OTHER]
    assert not Look([phrase_of(NAME)]).finds_in_bytes(gzip.decompress(aside.read_bytes()))
