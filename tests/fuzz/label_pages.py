"""Pages of every registry of labels, built from facts that are known: what is printed, in which markup, and what must be read from it.

Belongs here: the facts a registry can print (in its own formats), the shapes of its pages, and their disguises (spaces, encodings, noise).
Does not belong here: what is asked of the readers (`tests/unit/test_reading_properties.py`).
"""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Literal

from babel.dates import get_month_names
from stdnum import luhn

from parsers.declaration import Registry
from parsers.registry import sources
from pipeline.sample.neighbours.kohesio_words import INTERFACE_WORDS, LABEL_FIELDS

CANARY = "Zebulon Qvistgaard"
Values = tuple[tuple[str, str], ...]
UNKNOWN = (("Nytt fält", "okänt 7"), ("Projektets färg", "grön och 45 %"), ("Ny uppgift", "2031-01-01"))
_WORDS = (
    *(
        "Ny",
        "väg",
        "Kompetens",
        "för",
        "Övre",
        "Ådalen",
        "i",
        "Smørrebrød",
        "Grenseløs",
        "vekst",
        "Hållbar",
        "&",
        "2030",
        "steg",
        "2/3",
        "Työ",
    ),
    *("Energi", "från", "Göteborg", "Akademi", "Science", "Center", "framtid", "(etapp 2)", "grøn", "Lärande", "Bø", "–", "STEM", "NÄRA"),
)
_NAMES = (
    "KÖPINGS KOMMUN",
    "Høgskolen i Østfold",
    "Peak Region AB",
    "Mercantec",
    "Itä-Suomen yliopisto",
    "Länsstyrelsen i Jämtlands län",
    "Region Skåne",
)
_PLACES = ("Joensuu", "ÖREBRO", "Malmö", "Skellefteå", "Bø")
_REGIONS = ("Övre Norrland", "Stockholm", "Småland och öarna", "ESF Nationellt")


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its value as printed, and the values of fields that must be read from it."""

    label: str
    printed: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Printed:
    """The facts of one page, its address, and what is printed around them: elements before and after, and the values those give."""

    url: str
    facts: tuple[Fact, ...]
    before: tuple[tuple[str, str], ...]
    after: tuple[tuple[str, str], ...] = ()
    around: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """A registry with what it prints. `own` are the markups its reader must read in full."""

    name: str
    registry: Registry
    printed: Callable[[Random], Printed]
    own: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Markup:
    """How one fact is set, and what stands around all of them."""

    row: str
    frame: str = "<section>{}</section>"
    is_html: bool = True
    case: Literal["as printed", "capitals"] = "as printed"


MARKUPS = {
    "dl": Markup("<dt>{0}:</dt><dd>{1}</dd>", "<dl>{}</dl>"),
    "dl without colons": Markup("<dt>{0}</dt><dd>{1}</dd>", "<dl>{}</dl>"),
    "dl in rows": Markup("<div class='r'><dt><strong>{0}:</strong></dt>\n<dd><span>{1}</span></dd></div>", "<dl>{}</dl>"),
    "div": Markup("<div class='row'><div class='label'>{0}:</div><div class='value'>{1}</div></div>", "<div>{}</div>"),
    "div without colons": Markup("<div class='row'><div class='label'>{0}</div>\n<div class='value'>{1}</div></div>", "<div>{}</div>"),
    "th": Markup("<tr><th>{0}</th><td>{1}</td></tr>", "<table><tbody>{}</tbody></table>"),
    "td": Markup("<tr><td>{0}</td><td>{1}</td></tr>\n", "<table>{}</table>"),
    "p strong": Markup("<p><strong>{0}:</strong> {1}</p>\n"),
    "p": Markup("<p>{0}: {1}</p>\n"),
    "li": Markup("<li>{0}: {1}</li>\n", "<ul>{}</ul>"),
    "li spans": Markup("<li><span>{0}</span> <span>{1}</span></li>", "<ul>{}</ul>"),
    "li p": Markup("<li><strong>{0}</strong><p>{1}</p></li>\n", "<ul>{}</ul>"),
    "p pairs": Markup("<p>{0}</p><p>{1}</p>\n"),
    "h3 p": Markup("<h3>{0}</h3>\n<p>{1}</p>\n"),
    "br": Markup("{0}:<br>{1}<br>\n", "<p>{}</p>"),
    "br inline": Markup("{0}: {1}<br/>\n", "<p>{}</p>"),
    "capitals": Markup("{0} {1}<br>\n", "<p>{}</p>", case="capitals"),
    "p capitals": Markup("<p>{0} {1}</p>\n", case="capitals"),
    "text": Markup("{0}:\n{1}\n", "{}", is_html=False),
    "text bare": Markup("{0}\n{1}\n", "{}", is_html=False),
    "text inline": Markup("{0}: {1}\n", "{}", is_html=False),
    "text paragraphs": Markup("{0}: {1}\n\n", "{}", is_html=False),
    "text gap": Markup("{0}\n\n{1}\n\n", "{}", is_html=False),
    "text bullets": Markup(" • {0}\n\n  {1}\n", "{}", is_html=False),
    "text capitals": Markup("{0} {1}\n", "{}", is_html=False, case="capitals"),
}
PAIRED = ("dl", "dl without colons", "dl in rows", "div", "div without colons", "th", "td")


Spaces = Literal["plain", "special", "broken"]


@dataclass(frozen=True, slots=True)
class Disguise:
    """What is done to a page beside its facts. `special` spaces are other characters or line breaks of the markup for a space; `broken`
    ones are doubled too, and soft hyphens stand anywhere."""

    markup: str
    spaces: Spaces = "plain"
    charset: tuple[str, str | None] = ("utf-8", "utf-8")
    noise: bool = False


CHARSETS: tuple[tuple[str, str | None], ...] = (
    *(("utf-8", "utf-8"), ("utf-8", None), ("utf-8", "iso-8859-1"), ("utf-8", "windows-1252"), ("utf-8", "utf-16"), ("utf-8-sig", None)),
    *(
        ("cp1252", "windows-1252"),
        ("cp1252", "iso-8859-1"),
        ("cp1252", None),
        ("cp1252", "utf-8"),
        ("cp1252", "us-ascii"),
        ("cp1252", "x-none"),
    ),
)
_NOISE = (
    "I länet ökade andelen med 12,5 % till 1 250 000 invånare den 1 mars 2023, och 40 % av dem är unga.",
    "Sidan uppdaterades 2024-05-06. Läs mer på webbplatsen, som har 25 % fler besök än 2019 – 2021.",
)
_HTML_NOISE = (
    "<nav><ul><li><a href='/'>Start</a></li><li>Region: Skåne</li></ul></nav>",
    "<aside><h2>Namn</h2><p>Total: 99 %</p><dl><dt>Startdatum</dt><dd>1999-01-01</dd></dl></aside>",
    "<div class='cookie-banner'><p>Cookies (100 %): Fond: ESF</p></div>",
)


def page_bytes(rng: Random, printed: Printed, facts: Sequence[tuple[str, str]], disguise: Disguise) -> tuple[bytes, str]:
    """The body and the content type of a page that prints `facts` (label and value) the way `disguise` says."""
    markup = MARKUPS[disguise.markup]

    def shown(words: str, *, is_label: bool = False) -> str:
        words = words.upper() if is_label and markup.case == "capitals" else words
        words = _respaced(rng, words, disguise.spaces, is_html=markup.is_html)
        return html.escape(words, quote=False) if markup.is_html else words

    rows = "".join(markup.row.format(shown(label, is_label=True), shown(value)) for label, value in facts)
    block = markup.frame.format(rows)
    noise = [("p", words) for words in _NOISE] if disguise.noise else []
    before, after = [*noise[:1], *printed.before], [*printed.after, *noise[1:]]
    if not markup.is_html:
        parts = [*(words for _, words in before), block.strip("\n"), *(words for _, words in after)]
        text, content_type = "\n\n".join(parts) + "\n", "text/plain"
    else:
        start = "".join(f"<{tag}>{html.escape(words, quote=False)}</{tag}>\n" for tag, words in before)
        end = "".join(f"<{tag}>{html.escape(words, quote=False)}</{tag}>\n" for tag, words in after)
        left, middle, right = _HTML_NOISE if disguise.noise else ("", "", "")
        text = (
            f"<!doctype html><html><head><title>x</title></head><body>{left}<main>\n{start}{block}{middle}{end}</main>{right}</body></html>"
        )
        content_type = "text/html"
    encoding, declared = disguise.charset
    if not markup.is_html and encoding == "cp1252" and text.encode("cp1252", "ignore").decode("cp1252") != text:
        encoding = "utf-8"
    body = text.encode(encoding, "xmlcharrefreplace" if markup.is_html else "strict")
    return body, f"{content_type}; charset={declared}" if declared else content_type


def _respaced(rng: Random, words: str, spaces: Spaces, *, is_html: bool) -> str:
    if spaces == "plain":
        return words
    marks = (" ", " ", "\u00a0", "\u202f", *(("\n", " \n\t") if is_html else ()), *(("  ", " \u00a0") if spaces == "broken" else ()))
    chars = [rng.choice(marks) if char == " " else char for char in words]
    for at in range(len(chars) - 1, 0, -1):
        if spaces == "broken" and chars[at].isalnum() and chars[at - 1].isalnum() and rng.random() < 0.1:
            chars.insert(at, "\u00ad")
    return "".join(chars)


def _title(rng: Random) -> str:
    return "Mål " + " ".join(rng.choice(_WORDS) for _ in range(rng.randint(1, 6))) + " A"


def _days(rng: Random) -> tuple[date, date]:
    start = date(2014, 1, 1) + timedelta(rng.randrange(4000))
    return start, start + timedelta(rng.randrange(30, 1800))


def _number(rng: Random) -> int:
    return rng.randrange(1, 10 ** rng.randint(3, 9)) + 1


def grouped(number: int, mark: str) -> str:
    """A whole number with `mark` between groups of three digits."""
    return f"{number:,}".replace(",", mark)


def french(cents: int) -> tuple[str, str]:
    """An amount of euro as Kohesio prints it, and its canonical text."""
    whole, rest = divmod(cents, 100)
    value = f"{whole}.{rest:02}".rstrip("0").rstrip(".")
    return f"{grouped(whole, chr(0x202F))},{rest:02}\u00a0€", value


def _fact(label: str, printed: str, name: str, value: str | None = None) -> Fact:
    return Fact(label, printed, ((name, value if value is not None else printed),))


def swedish_number(rng: Random) -> str:
    """A valid organisation number that does not look like a person's."""
    digits = f"{rng.choice('2589')}{rng.randrange(10)}{rng.choice('23456789')}{rng.randrange(10**6):06}"
    return digits + luhn.calc_check_digit(digits)


def finnish_number(rng: Random) -> str:
    """A valid y-tunnus."""
    while True:
        digits = f"{rng.randrange(10**6, 10**7)}"
        rest = sum(int(digit) * weight for digit, weight in zip(digits, (7, 9, 10, 5, 8, 4, 2), strict=True)) % 11
        if rest != 1:
            return f"{digits}-{(11 - rest) % 11}"


def _esf(rng: Random) -> Printed:
    code = f"{rng.randrange(21, 28)}-{rng.randrange(1000):03}-S{rng.randrange(1, 9):02}"
    start, end = _days(rng)
    total, number = _number(rng), swedish_number(rng)
    title, rate = _title(rng), rng.randint(0, 100)
    post, participants = f"{rng.randrange(10000, 99999)}", rng.randrange(10000)
    dates = [_fact("Startdatum", start.isoformat(), "start_on"), _fact("Slutdatum", end.isoformat(), "end_on")]
    if rng.random() < 0.3:
        both = f"{start} {rng.choice(('-', '–', 'till'))} {end}"
        dates = [Fact("Projektperiod", both, (("start_on", start.isoformat()), ("end_on", end.isoformat())))]
    facts = [
        _fact(rng.choice(("Diarienummer", "Projektnummer")), code, "project_code"),
        _fact("Namn", title, "title"),
        *dates,
        _fact(rng.choice(("Land som berörs", "Stödmottagarens land")), "Sverige", "country_code", "SE"),
        _fact(rng.choice(("Berörd fond", "Fond")), *rng.choice((("ESF+", "fund_code"), ("Europeiska socialfonden+", "fund_code", "ESF+")))),
        _fact("Program CCI", "2021SE05SFPR", "cci"),
        _fact("Programperiod", "2021-2027", "programming_period"),
        _fact("Projektägare", rng.choice(_NAMES), "beneficiary_name"),
        _fact("Projektägare org.nr.", f"{number[:6]}-{number[6:]}" if rng.random() < 0.5 else number, "beneficiary_org_number", number),
        _fact("Stödmottagare postnr", f"{post[:3]} {post[3:]}" if rng.random() < 0.5 else post, "beneficiary_postcode", post),
        _fact("Stödmottagarens ort", rng.choice(_PLACES), "beneficiary_city"),
        _fact("Unionens medfinansieringsgrad", f"{rate}{rng.choice(('%', ' %'))}", "eu_cofinancing_rate_pct", str(rate)),
        _fact("Programområde", rng.choice("ABCEF"), "programme_area"),
        _fact("Specifikt mål", rng.choice(("F1", "A1", "E1")), "specific_objective_code"),
        _fact(
            "Sekundärtema - Motverka barnfattigdom", *rng.choice((("Ja", "is_child_poverty", "true"), ("Nej", "is_child_poverty", "false")))
        ),
        _fact("Region", rng.choice(_REGIONS), "region_name"),
        _fact("NUTS-2 kod", rng.choice(("SE33", "SE0", "SE11")), "nuts_code"),
        _fact("Interventionstyp", f"{rng.randrange(1, 183):03}", "intervention_field_code"),
        _fact("Antal deltagare", grouped(participants, " "), "participants", str(participants)),
        _fact("Insats av strategisk betydelse", "Nej", "is_strategic", "false"),
        _fact("Total projektbudget", grouped(total * 3, " "), "total_cost", str(total * 3)),
        _fact("Beviljat ESF-stöd", grouped(total * 2, " "), "support_amount", str(total * 2)),
        _fact(rng.choice(("EU-stöd", "EU-stöd i SEK")), grouped(total, " "), "eu_contribution", str(total)),
    ]
    heading = "Projekt" if rng.random() < 0.5 else f"{code} - {title}"
    around: Values = (
        ("country_code", "SE"),
        ("programming_period", "2021-2027"),
        ("programme_cci", "2021SE05SFPR001"),
        ("currency", "SEK"),
    )
    around = (*around, ("title", title), ("project_code", code))
    return Printed(
        f"https://www.esf.se/resultat/projektbanken/projekt/?dnr={code}", tuple(facts), (("h1", heading),), (("p", _TOLD),), around
    )


_TOLD = "Projektet hjälper deltagare att komma vidare."


def _danish(rng: Random) -> Printed:
    start, end = _days(rng)
    total, title = _number(rng), _title(rng)
    fund, code = rng.choice(
        (("Socialfonden", "ESF"), ("EU's Regionalfond", "ERDF"), ("Regionalfonden, Decentrale erhvervsfremmemidler", "ERDF"))
    )
    facts = (
        _fact("Startdato", f"{start:%d.%m.%Y}", "start_on", start.isoformat()),
        _fact("Slutdato", f"{end:%d.%m.%Y}", "end_on", end.isoformat()),
        _fact("Samlede støtteberettigede projektudgifter (kr.)", grouped(total * 2, "."), "total_cost", str(total * 2)),
        _fact("EU-støtte til projektet (kr.)", grouped(total, "."), "eu_contribution", str(total)),
        _fact("Decentrale erhvervsfremmemidler (kr.)", grouped(total + 7, "."), "national_contribution", str(total + 7)),
        _fact("Geografi", rng.choice(("Bornholm, Sydjylland, Fyn", "Midtjylland")), "region_name"),
        _fact("Finansiering", fund, "fund_code", code),
        _fact("Indsatsområde", "Kvalificeret arbejdskraft og social inklusion", "priority_name"),
        _fact("Støttemodtagerens navn", rng.choice(_NAMES), "beneficiary_name"),
    )
    before = (("h1", title), ("h2", "Info om indsatsen"))
    after = (("h2", "Projektbeskrivelse"), ("p", "Projektet er et samarbejde mellem skoler."))
    around: Values = (
        ("title", title),
        ("country_code", "DK"),
        ("currency", "DKK"),
        ("national_contribution_currency", "DKK"),
        ("project_code", "ny-vej-2"),
    )
    return Printed("https://erhvervsfremmebestyrelsen.dk/ny-vej-2", facts, before, after, around)


def _finnish(rng: Random) -> Printed:
    start, end = _days(rng)
    code, number, total = f"{rng.choice('SA')}{rng.randrange(10**5):05}", finnish_number(rng), _number(rng)
    period = f"Alkaa {start.day}.{start.month}.{start.year} ja päättyy {end.day}.{end.month}.{end.year}"
    facts = (
        _fact("Hankekoodi", code, "project_code"),
        _fact("Hankkeen nimi", _title(rng), "title"),
        _fact("Toimintalinja", "4. Koulutus, ammattitaito ja elinikäinen oppiminen", "priority_name"),
        _fact("Erityistavoite", "9.2. Kasvu- ja rakennemuutosalojen koulutus", "specific_objective_name"),
        Fact("Suunnitelman mukainen toteutusaika", period, (("start_on", start.isoformat()), ("end_on", end.isoformat()))),
        _fact("Toiminnan tila", "Toiminta päättynyt", "status"),
        _fact("Vastuuviranomainen", "Etelä-Savon elinkeino-, liikenne- ja ympäristökeskus", "managing_authority"),
        _fact("Hakijan virallinen nimi", rng.choice(_NAMES), "beneficiary_name"),
        _fact("Organisaatiotyyppi", "Yliopisto", "beneficiary_type"),
        _fact("Y-tunnus", number, "beneficiary_org_number", number.replace("-", "")),
        _fact("Postinumero", post := f"{rng.randrange(10**5):05}", "beneficiary_postcode", post),
        _fact("Postitoimipaikka", rng.choice(_PLACES), "beneficiary_city"),
        _fact("Myönnetty EU- ja valtion rahoitus", f"{grouped(total, ' ')}{rng.choice(('', ' €', ',00 €'))}", "support_amount", str(total)),
        _fact("Toteutunut EU- ja valtion rahoitus", grouped(total + 5, " "), "support_paid", str(total + 5)),
        _fact("Suunniteltu julkinen rahoitus yhteensä", grouped(total * 2, " "), "public_total", str(total * 2)),
    )
    fund, short, canonical = rng.choice((("sosiaalirahaston", "ESR", "ESF"), ("aluekehitysrahaston", "EAKR", "ERDF")))
    before = (("p", "Euroopan unioni"), ("h1", f"Euroopan {fund} ({short}) rahoittaman hankkeen kuvaus"), ("h2", "1 Hanke"))
    around: Values = (("fund_code", canonical), ("country_code", "FI"), ("programming_period", "2014-2020"), ("currency", "EUR"))
    return Printed(f"https://www.eura2014.fi/rrtiepa/projekti.php?projektikoodi={code}", facts, before, (), around)


_KOHESIO_FUNDS = {
    "en": (("European Regional Development Fund (ERDF)", "ERDF"), ("Cohesion Fund (CF)", "CF"), ("European Social Fund (ESF)", "ESF")),
    "fi": (("Euroopan aluekehitysrahasto (EAKR)", "ERDF"), ("Euroopan sosiaalirahasto (ESR)", "ESF")),
    "pl": (("Europejski Fundusz Rozwoju Regionalnego (EFRR)", "ERDF"), ("Europejski Fundusz Społeczny (EFS)", "ESF")),
}


def _kohesio(language: str) -> Callable[[Random], Printed]:
    words = INTERFACE_WORDS[language]

    def printed(rng: Random) -> Printed:
        start, end = _days(rng)
        labels = dict(zip(LABEL_FIELDS, words.labels, strict=True))
        total, union = rng.randrange(10**5, 10**12), rng.randrange(10**4, 10**11)
        budget, support = french(total), french(union)
        rate, fund = rng.randint(1, 100), rng.choice(_KOHESIO_FUNDS[language])
        with_rate = rng.random() < 0.8
        fields = (("eu_contribution", support[1]), *((("eu_cofinancing_rate_pct", str(rate)),) if with_rate else ()))
        facts = (
            _fact(labels["start_on"], _named(start, language), "start_on", start.isoformat()),
            _fact(labels["end_on"], _named(end, language), "end_on", end.isoformat()),
            _fact(labels["fund_code"], fund[0], "fund_code", fund[1]),
            _fact(labels["total_cost"], budget[0], "total_cost", budget[1]),
            Fact(labels["eu_contribution_and_rate"], support[0] + (f" ({rate}%)" if with_rate else ""), fields),
            _fact(labels["programming_period"], "2021-2027", "programming_period"),
            _fact(labels["programme_name"], "Programme Skåne 2021", "programme_name"),
            _fact(labels["managing_authority"], "Ministerstwo Funduszy i Polityki Regionalnej", "managing_authority"),
        )
        title, code = _title(rng), f"Q{rng.randrange(10**4, 10**7)}"
        after = (("h1", title), ("p", "The project helps people."), ("p", "Flag of Sweden Multiple locations, Sweden"))
        around = (
            ("title", title),
            ("project_code", code),
            ("country_code", "SE"),
            ("region_name", "Multiple locations, Sweden"),
            ("currency", "EUR"),
        )
        before = (("h2", words.sections[0]),)
        return Printed(f"https://kohesio.ec.europa.eu/{language}/projects/{code}", facts, before, after, around)

    return printed


def _named(day: date, language: str) -> str:
    return f"{day.day} {get_month_names('wide', 'format', language)[day.month]} {day.year}"


def _mirror(rng: Random) -> Printed:
    start, end = _days(rng)
    code, title, rate = f"Q{rng.randrange(10**4, 10**7)}", _title(rng), rng.randint(1, 100)
    millions, thousands = rng.randrange(10, 9999), rng.randrange(1, 1000)
    facts = (
        _fact("EU budget", f"€{thousands}k", "eu_contribution", str(thousands * 1000)),
        _fact("Total project cost", f"€{millions / 10:.1f}M", "total_cost", str(millions * 100_000)),
        Fact("Period", f"{start} → {end}", (("start_on", start.isoformat()), ("end_on", end.isoformat()))),
        _fact("Thematic objective", "TO12TO12", "priority_name"),
    )
    before = (("p", f"KOHESIO · {code} · PL"), ("h1", title))
    after = (
        ("p", f"Co-funding: the EU contributes a part of the cost — a co-funding rate of {rate}%, with the remainder covered by others."),
    )
    around: Values = (
        ("title", title),
        ("project_code", code),
        ("country_code", "PL"),
        ("eu_cofinancing_rate_pct", str(rate)),
        ("currency", "EUR"),
    )
    return Printed(f"https://eupublicdata.pages.dev/data/funds/{code}/", facts, before, after, around)


def _portfolio(rng: Random) -> Printed:
    start, end = _days(rng)
    title, total, norwegian = _title(rng), _number(rng), _number(rng)
    months = ("jan", "feb", "mars", "apr", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec")
    period = " – ".join(f"{day.day} {months[day.month - 1]} {day.year}" for day in (start, end))
    national: tuple[tuple[str, str], ...] = (("national_contribution", str(total + 3)),)
    money = f"{grouped(total + 3, ' ')} €"
    if rng.random() < 0.5:
        money, national = f"{money} ({grouped(norwegian, ' ')} NOK)", (*national, ("funding_amount", str(norwegian)))
    facts = (
        _fact("Insatsområde", "Sysselsättning", "priority_name"),
        _fact("Svensk projektägare", rng.choice(_NAMES[:3]), "beneficiary_name"),
        _fact("Norsk projektägare", rng.choice(_NAMES[3:]), "partner_name"),
        _fact("EU-stöd", f"{grouped(total, ' ')} €", "eu_contribution", str(total)),
        Fact(rng.choice(("Statliga IR-midler", "Statliga IR-medel")), money, national),
        _fact("Totalbudget", f"{grouped(total * 2, ' ')} €", "total_cost", str(total * 2)),
        Fact(rng.choice(("Projekttid", "Projektperiod")), period, (("start_on", start.isoformat()), ("end_on", end.isoformat()))),
    )
    around: Values = (
        ("title", title),
        ("project_code", "ny-vag"),
        ("fund_code", "ERDF"),
        ("programming_period", "2014-2020"),
        ("country_code", "SE"),
    )
    around = (
        *around,
        ("programme_cci", "2014TC16RFCB016"),
        ("currency", "EUR"),
        ("national_contribution_currency", "EUR"),
        ("partner_role", "lead"),
    )
    around = (*around, ("partner_country_code", "NO"), ("funding_kind", "national_contribution"), ("funding_currency", "NOK"))
    url = "https://www.interreg-sverige-norge-2014-2020.com/?portfolio=ny-vag"
    return Printed(url, facts, (("h1", title), ("h2", "Fakta")), (), around)


def _bank(rng: Random) -> Printed:
    start, end = _days(rng)
    title, total = _title(rng), _number(rng)
    period = rng.choice((f"{start:%d.%m.%Y} - {end:%d.%m.%Y}", f"{_nb(start)} – {_nb(end)}"))
    facts = (
        _fact(rng.choice(("Norsk prosjekteier", "Norsk prosjekteigar")), rng.choice(_NAMES[:3]), "beneficiary_name"),
        Fact("Prosjektperiode", period, (("start_on", start.isoformat()), ("end_on", end.isoformat()))),
        _fact("Norsk bidrag", f"{grouped(total * 9, ' ')} NOK", "national_contribution", str(total * 9)),
        _fact(rng.choice(("Total", "Totalt")), f"{grouped(total, ' ')} €", "total_cost", str(total)),
        _fact("Leadpartner", rng.choice(_NAMES[3:]), "partner_name"),
        _fact("Tema", "Kompetanse", "priority_name"),
    )
    around: Values = (
        ("title", title),
        ("project_code", "ny-vei"),
        ("country_code", "NO"),
        ("currency", "EUR"),
        ("national_contribution_currency", "NOK"),
    )
    around = (*around, ("partner_role", "lead"))
    return Printed("https://interreg.no/prosjektbank/ny-vei/", facts, (("h1", title),), (), around)


def _nb(day: date) -> str:
    return f"{day.day}. {get_month_names('wide', 'format', 'nb')[day.month]} {day.year}"


_INLINE = ("p strong", "p", "li", "br inline", "text inline", "text paragraphs")
_ANY = (*PAIRED, "li p", "p pairs", "li spans", *_INLINE, "br", "text", "text bare", "text gap", "text bullets")
SHAPES = (
    Shape(
        "esf_se",
        sources()["esf_se"].registry,
        _esf,
        (*PAIRED, "p strong", "p", "li", "li spans", "br", "br inline", "text", "text bare", "text inline"),
    ),
    Shape("erhvervsfremme_dk", sources()["erhvervsfremme_dk"].registry, _danish, _ANY),
    Shape("eura_fi", sources()["eura_fi"].registry, _finnish, _INLINE),
    *(
        Shape(f"kohesio {language}", sources()["kohesio"].registry, _kohesio(language), (*_INLINE, "li spans"))
        for language in _KOHESIO_FUNDS
    ),
    Shape("eupublicdata", sources()["eupublicdata"].registry, _mirror, (*PAIRED, *_INLINE, "br", "text", "text bare", "li spans")),
    Shape("interreg_se_no", sources()["interreg_se_no"].registry, _portfolio, (*_INLINE, "capitals", "p capitals", "text capitals")),
    Shape("interreg_no", sources()["interreg_no"].registry, _bank, _ANY),
)
