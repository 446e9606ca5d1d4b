"""Words and names for generated registries. All are put together from parts of ours; what looks like a real name is chance.

Belongs here: vocabularies and how often their words are drawn. Does not belong here: what a project is (`many_projects.py`).
"""

from __future__ import annotations

import itertools

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Integers = npt.NDArray[np.int64]

SMALL = (
    "och för i med till av på som en det ett den att genom inom från om vid under mellan mot bland efter över samt nya fler bättre "
    "starkare gemensam regional lokal digital grön hållbar öppen social teknisk praktisk tidig varaktig bred projekt stöd arbete "
    "insats plats företag deltagare skola"
).split()
HEADS = (
    "kompetens arbets bransch vägled närings jämställd språk studie yrkes hand vuxen ungdoms landsbygds kust skogs gruv energi klimat "
    "vatten bygg vård omsorgs industri verkstads turism kultur musei mat lant fiske hamn järnvägs väg bro fibergolvs data robot "
    "sensor material trä stål textil glas sten biogas sol vind värme batteri återbruks kretslopps avfalls miljö natur park stads "
    "bostads torg marknads export handels kredit risk utbildnings lärar elev forsknings labb prov test mät karta rymd båt flyg "
    "fordons cykel gång buss tåg"
).split()
MIDDLES = (
    "utvecklings samverkans stöd nätverks miljö resurs grund plan drift tjänste system modell metod process kunskaps teknik service "
    "logistik produktions process lednings"
).split()
TAILS = (
    "centrum verkstad lyft bro kraft väg plan nät arena torg hus port skola rum park akademi forum pakt lots kedja krets motor grund "
    "steg start språng språng resa spår vågen linje ring bas nod hubb tråd kompass karta nyckel bank pool stöd hjälp väv skifte "
    "vändning ökning mätning prov utbyte växling samling träff vecka dag år ledning styrning kontroll tillsyn rådgivning vägledning "
    "forskning utveckling handel service vård omsorg teknik metod modell vara tjänst"
).split()
PLACE_HEADS = (
    "Alm Ask Björk Brun Dal Eke Fager Furu Gran Grön Hag Hassel Hög Is Kall Klint Kvarn Lin Ljung Lund Löv Mar Nor Ore Ro Rå Sand "
    "Skog Sol Sten Sund Säv Tall Tran Ulv Vad Vik Väst Ying Ås Äng Öst"
).split()
PLACE_TAILS = ("arp berga by bygd dala fors hamn holm hult inge köp landa lösa mala näs ryd sala sele stad torp um vara vik ö").split()
REMAINDERS = ("", "ska", "ova", "heim", "kylä", "borg")
SKEW = 50
COMMON_WORDS = 60_000
"""Words that descriptions are made of: they are drawn too often for the rare ones to matter."""


def _vocabulary() -> pa.StringArray:
    """Half a million words, the frequent ones first: small words, then compounds of two and of three parts, shuffled."""
    two = [head + tail for head, tail in itertools.product(HEADS, TAILS)]
    three = [head + middle + tail for head, middle, tail in itertools.product(HEADS, (*MIDDLES, *HEADS), TAILS)]
    shuffle = np.random.default_rng(0).permutation
    compounds = (pa.array(words).take(pa.array(shuffle(len(words)))) for words in (two, three))
    return pc.unique(pa.concat_arrays([pa.array(SMALL), *compounds]))


def _in_sentences() -> pa.StringArray:
    """The common words three times: after a blank, as the first word of a next sentence, and as the first of all."""
    words = VOCABULARY.slice(0, COMMON_WORDS)
    first = pc.utf8_capitalize(words)
    parts = (pc.binary_join_element_wise(" ", words, ""), pc.binary_join_element_wise(". ", first, ""), first)
    return pa.concat_arrays([part.cast(pa.string()) for part in parts])


VOCABULARY = _vocabulary()
IN_SENTENCES = _in_sentences()
PLACES = pa.array([head + rest + tail for rest, head, tail in itertools.product(REMAINDERS, PLACE_HEADS, PLACE_TAILS)], pa.string())


def ranks(rng: np.random.Generator, n: int, size: int) -> Integers:
    """`n` ranks below `size`, frequent ones low: a power law whose tail lets the number of distinct words grow with their number."""
    drawn = SKEW * (1 / np.square(1 - rng.random(n, np.float32)) - 1)
    return np.minimum(drawn, 2e9).astype(np.int64) % size


def titles(rng: np.random.Generator, n: int) -> pa.StringArray:
    """Titles of 3 to 12 words, a quarter of them with a place."""
    lengths = 3 + rng.binomial(9, 0.35, n)
    words = VOCABULARY.take(pa.array(ranks(rng, int(lengths.sum()), len(VOCABULARY))))
    title = pc.utf8_capitalize(pc.binary_join(_lists(lengths, words), " "))
    place = PLACES.take(pa.array(rng.integers(0, len(PLACES), n)))
    return pc.if_else(pa.array(rng.random(n) < 0.25), pc.binary_join_element_wise(title, place, " i "), title)


def prose(rng: np.random.Generator, lengths: Integers) -> pa.StringArray:
    """Texts of so many words each, in sentences of a dozen."""
    n = int(lengths.sum())
    chosen = ranks(rng, n, COMMON_WORDS)
    chosen += COMMON_WORDS * (rng.random(n, np.float32) < 1 / 12)
    starts = np.cumsum(lengths) - lengths
    chosen[starts] = chosen[starts] % COMMON_WORDS + 2 * COMMON_WORDS
    return pc.binary_join(_lists(lengths, IN_SENTENCES.take(pa.array(chosen))), "")


def _lists(lengths: Integers, values: pa.Array) -> pa.ListArray:
    return pa.ListArray.from_arrays(pa.array(np.concatenate(([0], np.cumsum(lengths))), pa.int32()), values)
