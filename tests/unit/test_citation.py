"""Links that open a page at a value's words, and the words shown around it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from parsers.page.html import page_text
from parsers.page.text_fragments import encode_part, link_to
from pipeline.commands.cite.citation import words_around
from pipeline.commands.cite.project_versions import span_around
from warehouse.visible import visible

PAGE = "https://registry.example/p/?id=1"


def link(text: str, words: str, *, before: str = "", after: str = "", nth: int = 0, address: str = PAGE) -> str:
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return link_to(address, text, start, start + len(words), before=before, after=after)


@pytest.mark.parametrize(
    ("words", "encoded"),
    [
        ("22-021-S03", "22%2D021%2DS03"),
        ("vård, skola & omsorg", "v%C3%A5rd%2C%20skola%20%26%20omsorg"),
        ("40%", "40%25"),
        ("a#b?c=d+e", "a%23b%3Fc%3Dd%2Be"),
        ("1\u00a0120\u00a0000 €", "1%C2%A0120%C2%A0000%20%E2%82%AC"),
    ],
)
def test_a_part_of_a_fragment_has_no_dash_comma_or_ampersand_of_its_own(words: str, encoded: str) -> None:
    assert encode_part(words) == encoded


def test_words_that_are_long_and_stand_once_are_named_alone() -> None:
    text = "Namn:\nKompetens i norr\n\nOm projektet"
    assert link(text, "Kompetens i norr", before="Namn:") == f"{PAGE}#:~:text=Kompetens%20i%20norr"


def test_short_words_are_found_behind_their_label() -> None:
    text = "Unionens medfinansieringsgrad:\n40%\nMål:\n40%"
    assert link(text, "40%", before="Unionens medfinansieringsgrad:") == f"{PAGE}#:~:text=Unionens%20medfinansieringsgrad%3A-,40%25"


def test_words_that_stand_twice_are_told_apart_by_what_stands_before_them() -> None:
    text = "Ägare: Exempelstads kommun\nPartner: Exempelstads kommun"
    assert link(text, "Exempelstads kommun", before="Partner: ", nth=1) == f"{PAGE}#:~:text=Partner%3A-,Exempelstads%20kommun"


def test_words_that_the_label_does_not_tell_apart_get_what_follows_too() -> None:
    text = "Stöd 100 kr i år\nStöd 100 kr i fjol"
    assert link(text, "100 kr", before="Stöd ", after=" i fjol", nth=1) == f"{PAGE}#:~:text=St%C3%B6d-,100%20kr,-i%20fjol"


def test_words_of_several_lines_are_named_by_their_beginning_and_end() -> None:
    text = "Ett två tre fyra fem sex.\n\nSju åtta nio tio elva tolv."
    assert link(text, text) == f"{PAGE}#:~:text=Ett%20tv%C3%A5%20tre%20fyra%20fem,%C3%A5tta%20nio%20tio%20elva%20tolv."


@pytest.mark.parametrize(
    ("text", "words", "named"),
    [
        ("Betalt i SEK2020 till alla", "SEK", "SEK2020"),
        ("MERSE's aim", "MERSE", "MERSE%27s"),
        ("Totalt 1.200,50 kr", "200", "1.200%2C50"),
        ("Se Norge. Och", "Norge", "Norge"),
        ("(85%)", "85%", "85%25"),
    ],
)
def test_a_part_of_a_word_is_widened_to_the_word(text: str, words: str, named: str) -> None:
    assert link(text, words) == f"{PAGE}#:~:text={named}"


def test_masked_words_have_no_fragment_and_masked_context_stays_out() -> None:
    assert link("Skriv till ••••••••", "••••••••") == PAGE
    assert link("•••• 40%\n40%", "40%", before="•••• ") == f"{PAGE}#:~:text=40%25"


def test_an_address_that_has_a_fragment_keeps_it() -> None:
    assert link("Om projektet i norr", "projektet i norr", address=f"{PAGE}#om") == f"{PAGE}#om:~:text=projektet%20i%20norr"


def test_the_context_of_a_value_is_its_label_and_never_another_line() -> None:
    text = "Kontaktperson:\nAnna Exempel\nStatus:\nPågår\nAnna Exempel"
    start = text.index("Pågår")
    assert words_around(text, start, start + 5, "Status", {"kontaktperson"}) == ("Status: ", "")
    assert words_around(text, start, start + 5, None, {"kontaktperson"}) == ("", "")
    assert words_around(text, start, start + 5, "Läge", {"kontaktperson"}) == ("", "")


def test_a_line_that_names_a_contact_person_gives_no_context() -> None:
    text = "Ägare: Exempelstad. Kontaktperson: Anna Exempel"
    assert words_around(text, 7, 18, "Ägare", {"kontaktperson"}) == ("", "")
    assert words_around(text, 7, 18, "Ägare", {"telefon"}) == ("Ägare: ", ". Kontaktperson: Anna Exempel")


def test_control_characters_of_a_page_do_not_reach_the_terminal() -> None:
    hostile = "40%\x1b[2J\r\u202e\x07 kr\n1\u00a0000"
    assert visible(hostile) == "40%\\x1b[2J\\r\\u202e\\x07 kr⏎1\u00a0000"


def test_the_fragment_of_a_real_line_is_words_of_the_page_text() -> None:
    text = page_text("<main><h1>Ett &amp; två</h1><p>Tre</p></main>".encode()).text
    assert link(text, "Ett & två") == f"{PAGE}#:~:text=Ett%20%26%20tv%C3%A5"


@pytest.mark.parametrize(("cited", "shown"), [(1, (1, 2)), (3, None), (4, (4, 7)), (6, (4, 7))])
def test_a_value_that_came_back_is_shown_by_the_captures_around_the_cited_one_only(cited: int, shown: tuple[int, int] | None) -> None:
    told = ((1, 2, True), (3, 3, False), (4, 5, True), (6, 7, True), (8, 8, False))
    presences = [((january(first), january(last)), shows) for first, last, shows in told]
    assert span_around(january(cited), presences) == (shown and (january(shown[0]), january(shown[1])))


def january(day: int) -> datetime:
    """A day of January 2026."""
    return datetime(2026, 1, day, tzinfo=UTC)
