"""A page's text: deterministic, white space as printed, personal data masked, navigation left out."""

from __future__ import annotations

import pytest

from parsers.page.encoding import decode
from parsers.page.html import page_text
from parsers.page.text import MASK

PLAIN = "text/plain; charset=utf-8"


def text_of(markup: str) -> str:
    return page_text(markup.encode()).text


def test_plain_text_is_its_own_text() -> None:
    text = "Rubrik\n\n  Namn:\nA\u00a0B\n"
    page = page_text(text.encode(), PLAIN)
    assert page.text == text
    assert [page.of(line) for line in page.lines] == ["Rubrik", "Namn:", "A\u00a0B"]
    assert [line.after_gap for line in page.lines] == [False, True, False]


def test_blocks_are_lines_and_paragraphs_stand_apart() -> None:
    markup = "<h1>A</h1><dl><dt>L:</dt><dd>v\n w</dd><dt>M:</dt><dd></dd></dl><p>x<br>y</p>"
    assert text_of(markup) == "A\n\nL:\nv w\nM:\n\nx\ny"


def test_paragraphs_inside_a_cell_make_no_gap() -> None:
    assert text_of("<dl><dt>L:</dt><dd><p>a</p><p>b</p></dd></dl>") == "L:\na\nb"


def test_special_spaces_stay_as_printed() -> None:
    assert text_of("<p>1&nbsp;981\u202f742 grund\u00adkompetens</p>") == "1\u00a0981\u202f742 grund\u00adkompetens"


def test_only_the_main_part_is_text() -> None:
    assert text_of("<header>H</header><nav>N</nav><main><nav>n</nav><p>inne</p><aside>a</aside></main><footer>F</footer>") == "inne"


def test_without_a_main_element_the_frame_is_left_out() -> None:
    assert text_of("<body><header>H</header><nav>N</nav><div>inne</div><script>s</script><footer>F</footer></body>") == "inne"


def test_hidden_elements_dialogs_and_cookie_banners_are_no_text() -> None:
    assert text_of('<main><div hidden>a</div><div role="dialog">b</div><div class="cookie-banner">c</div><p>d</p></main>') == "d"


@pytest.mark.parametrize(
    "words",
    [
        "anna.exempel@example.se",
        "anna(at)example.se",
        "anna @ example.se",
        "070-123 45 67",
        "070 123 45 67",
        "070\u2011123\u00a045\u00a067",
        "+46 70 123 45 67",
        "0046 70 123 45 67",
        "08-123 456 78",
        "08 123 456 78",
        "(08) 12 34 56",
        "0701234567",
        "tel: 123 45 67",
        "811228-9874",
        "811228–9874",
        "19811228-9874",
        "8112289874",
        "198112289874",
        "000-000 00 00",
    ],
)
def test_contact_details_and_personal_numbers_are_masked_in_place(words: str) -> None:
    for body, content_type in ((f"<p>före {words} efter</p>", "text/html"), (f"före {words} efter", PLAIN)):
        text = page_text(body.encode(), content_type).text
        assert text == f"före {MASK * len(words)} efter"


@pytest.mark.parametrize(
    "words",
    [
        "22-021-S03",
        "2022/00355",
        "2018/00566 - 100 procent",
        "2018/00566 - 2020 jobb",
        "1 981 742",
        "8 000 - 12 000 000",
        "3 000 000 000",
        "222000-1289",
        "2220001289",
        "20230301-20260228",
        "2022-09-01 - 2023-09-30",
        "01-02-2023",
        "007 - 012 134",
        "telefon 2022 - 2024",
        "92381",
    ],
)
def test_codes_amounts_and_dates_are_not_taken_for_personal_data(words: str) -> None:
    assert page_text(words.encode(), PLAIN).text == words


@pytest.mark.parametrize(
    ("body", "content_type", "note"),
    [
        ("Åtgärd".encode(), "text/html; charset=utf-8", False),
        ("Åtgärd".encode(), "text/html", False),
        ("Åtgärd".encode("cp1252"), "text/html; charset=windows-1252", False),
        ("Åtgärd".encode("latin-1"), "text/html; charset=iso-8859-1", False),
        ("Åtgärd".encode(), "text/html; charset=iso-8859-1", True),
        ("Åtgärd".encode("cp1252"), "text/html; charset=utf-8", True),
        ("Åtgärd".encode("cp1252"), "text/html; charset=nonsense", True),
        ("\ufeffÅtgärd".encode(), "text/html", False),
    ],
)
def test_a_wrong_charset_is_noticed_and_loses_no_letter(body: bytes, content_type: str, note: bool) -> None:
    text, said = decode(body, content_type)
    assert text == "Åtgärd"
    assert (said is not None) == note


def test_any_bytes_give_a_text() -> None:
    for body in (b"", b"\x00\xff\xfe", b"<main>" * 3, b"<table><td>" * 50, bytes(range(256)), b"<div>" * 30_000 + b"x"):
        assert page_text(body) == page_text(body)
