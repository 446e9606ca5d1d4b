"""interreg.no: the project bank, two pages of the old Web.nsf, and news in Norwegian.

Real are Innovasjonssenter (forprosjekt), Science Center Fremtidssteget and the three projects of the news on 6.2 million euro (its
Norwegian telling gave SNÖRIK 298 968 euro where the Swedish one says 289 968). Everything with Exempel or Eksempel in its name is
invented. All sentences are ours.
"""

from __future__ import annotations

from functools import cache

from pipeline.sample.neighbours.frame import page
from pipeline.sample.neighbours.told import Leaf, Record, declared_as, members_on, printed_on, robots, site_of, tell
from pipeline.sample.site import PageSpec, Site

HOST = "https://interreg.no"
BANK = HOST + "/prosjektbank/"
OLD = "http://www.interreg.no/IREG/Web.nsf/ShowProject?OpenForm&B=Prosjekter0713&ID="

_NB, _NNB = "\u00a0", "\u202f"

CENTRE: Record = {
    "title": "Innovasjonssenter (forprosjekt)",
    "beneficiary_name": "INSPIRIA science center",
    "start_on": "01.01.2014",
    "end_on": "31.12.2014",
    "total_cost": "229 090 €",
    "currency": "€",
}
TRAIL: Record = {
    "title": "Eksempelleden",
    "beneficiary_name": "Eksempelgården Pilegrimshus",
    "start_on": "13.02.2023",
    "end_on": "12.03.2026",
    "national_contribution": f"3{_NNB}164{_NNB}680 NOK",
    "national_contribution_currency": "NOK",
    "total_cost": f"884{_NB}600{_NB}€",
    "currency": "€",
    "partner_name": ["Eksempelsenteret på Stedet", "Eksempelvik kommune", "Exempelköpings kommun"],
}
LIGHT: Record = {
    "title": "Lys over Eksempelfjorden – Forprosjekt",
    "beneficiary_name": "Eksempelstad kommune",
    "start_on": "01.12.2009",
    "end_on": "30.05.2010",
    "total_cost": "1.556.187 €",
    "currency": "€",
    "partner_name": ["Region Exempel", "Länsmuseet Exempelby", "Region Exempelland-Kultursekretariatet", "Exempelarvet"],
}
BORDER: Record = {
    "title": "Treriksexempel",
    "beneficiary_name": "Fylkesmannen i Eksempel",
    "start_on": "01.01.2011",
    "end_on": "30.05.2011",
    "total_cost": "24482 €",
    "currency": "€",
    "partner_name": ["Länstyrelsen i Exempellän"],
}
GROWTH: Record = {
    "title": "Grønn Eksempelvekst",
    "beneficiary_name": "Eksempelfylkeskommunen",
    "start_on": "01.09.2017",
    "end_on": "31.12.2019",
    "total_cost": "772 850 €",
    "currency": "€",
}
CHILDREN: Record = {
    "title": "Eksempeloppvekst",
    "beneficiary_name": "Eksempelberg kommune",
    "start_on": "01.01.2001",
    "end_on": "31.12.2003",
    "total_cost": "404225 €",
    "currency": "€",
}

SCF: Record = {
    "title": "Science Center Fremtidssteget (SCF)",
    "beneficiary_name": "Høgskolen i Østfold",
    "start_on": "01.01.2008",
    "end_on": "31.07.2011",
    "national_contribution": "4 200 000 NOK",
    "national_contribution_currency": "NOK",
    "programme_name": "Sverige-Norge: Grenseløst Samarbeid",
    "programme_area": "Interreg IV A",
    "priority_name": "Kompetanse",
    "partner_name": ["Innovatum Science Center AB", "Høgskolen i Østfold", "Fredrikstad kommune", "Sarpsborg kommune", "Moss kommune"],
}
MUSEUM: Record = {
    "title": "Bevaring av eksempler",
    "beneficiary_name": "Eksempelmuseet",
    "start_on": "01.12.2010",
    "end_on": "30.04.2011",
    "national_contribution": "NOK 250.000",
    "national_contribution_currency": "NOK",
    "programme_name": "Nord",
    "programme_area": "Interreg IV A/ENPI",
    "priority_name": "Næring\nKultur\nKompetanse",
    "partner_name": ["Stiftelsen Exempelmuseum", "Eksempelluftens venner", "Museet i Exempelträsk"],
}

_FUND = {"fund_code": "europeiske regionale utviklingsfondet", "programme_name": "Interreg Sverige-Norge"}
SNORIK: Record = {
    **_FUND,
    "title": "SNÖRIK",
    "beneficiary_name": "Peak Region AB",
    "total_cost": "892 209 euro",
    "currency": "euro",
    "eu_contribution": "298 968 euro",
    "national_contribution": "156 136 euro",
    "national_contribution_currency": "euro",
    "duration_months": "Tre år.",
    "partner_name": ["Norges teknisk-naturvitenskapelige universitet"],
    "partner_role": ["Prosjekteiere"],
}
FOOD: Record = {
    **_FUND,
    "title": "Mat och dryck längs Nordens Gröna Bälte",
    "beneficiary_name": "Torsta AB",
    "total_cost": "1 349 006 euro",
    "currency": "euro",
    "eu_contribution": "437 221 euro",
    "national_contribution": "237 781 euro",
    "national_contribution_currency": "euro",
    "duration_months": "Tre år.",
    "partner_name": ["Oi! Tröndersk mat og drikke AS"],
    "partner_role": ["Prosjekteiere"],
}
GSS3: Record = {
    **_FUND,
    "title": "Gränsöverskridande Samverkan för Säkerhet 3 – GSS3",
    "beneficiary_name": "Mittuniversitet",
    "total_cost": "764 825 euro",
    "currency": "euro",
    "eu_contribution": "243 996 euro",
    "national_contribution": "127 165 euro",
    "national_contribution_currency": "euro",
    "duration_months": "tre år",
    "partner_name": ["Nord universitet, Steinkjer"],
    "partner_role": ["Prosjekteiere"],
}

VILLAGE: Record = {
    "title": "EKS – Eksempler for bygda",
    "programme_name": "Interreg Sverige-Norge",
    "fund_code": "Europeiske regionale utviklingsfondet",
    "beneficiary_name": "Exempeltum",
    "total_cost": "1 399 600 euro",
    "currency": "euro",
    "eu_contribution": "537 350 euro",
    "partner_name": ["Eksempelkollektivet"],
    "partner_role": ["Prosjekteiere"],
}
FLIGHT: Record = {
    "title": "Eksempelflyvningen",
    "programme_name": "Interreg Sverige-Norge",
    "fund_code": "Europeiske regionale utviklingsfondet",
    "beneficiary_name": "Exempelsunds kommun",
    "total_cost": "2 015 406 euro",
    "currency": "euro",
    "eu_contribution": "665 378 euro",
    "national_contribution": "32 225 euro",
    "national_contribution_currency": "euro",
    "partner_name": ["Eksempelros kommune"],
    "partner_role": ["Prosjekteiere"],
}
FISH: Record = {
    "title": "EKSEMPELFISK",
    "programme_name": "Interreg Sverige-Norge",
    "fund_code": "Europeiske regionale utviklingsfondet",
    "total_cost": "EUR 938.541",
    "currency": "EUR",
    "eu_contribution": "EUR 341.129",
    "national_contribution": "EUR 125.100",
    "national_contribution_currency": "EUR",
    "duration_months": "i to år",
    "partner_name": ["Region Exempel", "Eksempelag fylkeskommune", "Exempelskogen", "Exempelsjö fabriker"],
    "partner_role": ["Øvrige partnere i samarbeidet er"] * 4,
}

FOREST: Record = {
    "title": "Eksempelskogen i nytt klima",
    "programme_name": "Interreg Sverige-Norge",
    "fund_code": "Europeiske regionale utviklingsfondet",
    "total_cost": "7 mill. NOK",
    "currency": "NOK",
    "national_contribution": "kr 1 026 200",
    "national_contribution_currency": "kr",
    "funding_amount": ["246 134 euro"],
    "funding_currency": ["euro"],
}
STORY: Record = {
    "title": "My Exempel – along the Northern Exempel Route",
    "beneficiary_name": "Eksempelhagen AS",
    "national_contribution": "150 100 euro",
    "national_contribution_currency": "euro",
}
LANGUAGE: Record = {
    "title": "Eksempelspråk på nordkalotten",
    "beneficiary_name": "Eksempelinstituttet",
    "national_contribution": "32 936 euro",
    "national_contribution_currency": "euro",
}
FOXES: Record = {"title": "Felles Eksempelrev II", "beneficiary_name": "Eksempelsenter for rev og snø IKS"}


def _bank() -> list[Leaf]:
    blocks = """<p>Tilbake</p>
<h1>{title}</h1>
<p>Et hus for nye ideer kan stå hvor som helst.</p>
<h3>Norsk prosjekteier</h3>
<p>{beneficiary_name}</p>
<h3>Prosjektperiode</h3>
<p>{start_on} - {end_on}</p>
<h3>Budsjett</h3>
<p>Norsk bidrag: 127410 Kjell</p>
<p>Total: {total_cost}</p>"""
    by_line = """<h1>{title}</h1>
<h2>{title} – overnatting og felles eksempler</h2>
<p>Veien er lang. 40 prosent av den går i Norge.</p>
<div>Norsk prosjekteier</div>
<p>{beneficiary_name}</p>
<div>Kontakt</div>
<div>Prosjektperiode</div>
<p>{start_on} - {end_on}</p>
<div>Budsjett</div>
<p>Norsk bidrag: {national_contribution}</p>
<p>Total: {total_cost}</p>
<div>Andre partnere</div>
<p>{partner_name[0]}<br>{partner_name[1]}<br>{partner_name[2]}</p>"""
    in_one_line = """<h1>{title}</h1>
<p>Lys synes best når det er mørkt.</p>
<p>Det ble holdt et møte i mai 2009.</p>
<h4>Norsk prosjekteier</h4>
<div>{beneficiary_name}</div>
<h4>Prosjektperiode</h4>
<div>{start_on} - {end_on}</div>
<h4>Budsjett</h4>
<p>Norsk bidrag: 659938 Kjell</p>
<p>Total: {total_cost}</p>
<h4>Mer om prosjektet</h4>
<h4>Andre partnere</h4>
<p>{partner_name[0]}, {partner_name[1]}, {partner_name[2]}, {partner_name[3]}.</p>"""
    short = """<h2>{title}</h2>
<p>Tre land møtes i ett punkt.</p>
<p><strong>Norsk prosjekt\u00adeier</strong></p>
<p>{beneficiary_name}</p>
<p><strong>Prosjektperiode</strong></p>
<p>{start_on} - {end_on}</p>
<p><strong>Budsjett</strong></p>
<p>Total: {total_cost}</p>
<p><strong>Mer om prosjektet</strong></p>
<p><strong>Andre partnere</strong></p>
<p>{partner_name[0]}</p>"""
    listed = """<h1>{title}</h1>
<p>Grønne eksempler vokser fort.</p>
<dl>
<dt>Norsk prosjekteier</dt><dd>{beneficiary_name}</dd>
<dt>Kontakt</dt><dd>Anna Eksempel<br>anna.exempel@example.se<br>000-000 00 00</dd>
<dt>Prosjektperiode</dt><dd>{start_on} - {end_on}</dd>
</dl>
<h3>Budsjett</h3>
<p>Norsk bidrag: 1 069 100 Kjell</p>
<p>Total: {total_cost}</p>"""
    with_contact = """<h1>{title}</h1>
<p>Barn vokser opp på begge sider.</p>
<table>
<tr><th>Norsk prosjekteier</th><td>{beneficiary_name}</td></tr>
<tr><th>Kontakt</th><td><ul><li>Eksempel, Anna</li></ul></td></tr>
<tr><th>Prosjektperiode</th><td>{start_on} - {end_on}</td></tr>
<tr><th>Budsjett</th><td>Norsk bidrag: 1850000 Kjell<br>Total: {total_cost}</td></tr>
</table>"""
    told = (
        ("innovasjonssenter-forprosjekt", blocks, CENTRE, "utf-8"),
        ("eksempelleden", by_line, TRAIL, "utf-8"),
        ("lys-over-eksempelfjorden-forprosjekt", in_one_line, LIGHT, "windows-1252"),
        ("treriksexempel", short, BORDER, "utf-8"),
        ("gronn-eksempelvekst", listed, GROWTH, "utf-8"),
        ("eksempeloppvekst", with_contact, CHILDREN, "utf-8"),
    )
    leaves = []
    for slug, text, record, charset in told:
        spec = page("nb", str(record["title"]), tell(text, record), kind="project", charset=charset)
        leaves.append(Leaf(f"{BANK}{slug}/", declared_as(spec, "iso-8859-1") if slug == "gronn-eksempelvekst" else spec, (record,)))
    return leaves


def _old_pages() -> list[Leaf]:
    scf = """<h1>{title}</h1>
<p>Barn skal få prøve selv, i to byer.<br>
Prosjektperiode<br>
{start_on} - {end_on}<br>
Kontakt<br>
Norsk prosjekteier:</p>
<p>{beneficiary_name}</p>
<p>Øvrige partnere:<br>
- {partner_name[0]}<br>
- {partner_name[1]}<br>
- {partner_name[2]}<br>
- {partner_name[3]}<br>
- {partner_name[4]}</p>
<p>Mer om prosjektet</p>
<p>Mer info<br>
Budsjett<br>
Totalt: 14 904 000 SEK €<br>
Norsk bidrag: {national_contribution}<br>
Program</p>
<p>{programme_name}</p>
<p>Eksempel, Anna<br>
Mob.: 000-000 00 00<br>
Programområde</p>
<p>{programme_area}</p>
<p>Tema<br>
{priority_name}</p>
<p>Interreg-programmene</p>"""
    museum = """<h1>{title}</h1>
<p>Gamle eksempler skal ikke ruste bort.<br>
Prosjektperiode<br>
{start_on} - {end_on}<br>
Norsk prosjekteier:</p>
<p>{beneficiary_name}</p>
<p>Leadpartner:<br>
{partner_name[0]}</p>
<p>Kontaktperson Anna Eksempel<br>
Øvrige partnere:<br>
{partner_name[1]}<br>
{partner_name[2]}<br>
Målet med forstudien er at flere får se eksemplene, 25 % flere enn før.</p>
<p>Mer om prosjektet</p>
<p>Mer her<br>
Budsjett<br>
Totalt: SEK 500.100 €<br>
Norsk bidrag: {national_contribution}<br>
Program</p>
<p>{programme_name}</p>
<p>Eksempel, Anna<br>
Tlf.: 000-000 00 00 / Mob.: 000-000 00 00<br>
Programområde</p>
<p>{programme_area}</p>
<p>Tema<br>
Næring<br>
Kultur<br>
Kompetanse</p>
<p>Interreg-programmene</p>"""
    return [
        Leaf(f"{OLD}{number}", page("nb", str(record["title"]), tell(text, record), kind=kind, body_only=True), (record,))
        for number, text, record, kind in (
            ("2E1E73DB77945B4FC125772A0045C443", scf, SCF, "project"),  # linked from the project bank, the other one from nowhere
            ("E0E0E0E0E0E0E0E0E0E0E0E0E0E0E0E0", museum, MUSEUM, "old project"),
        )
    ]


def _news() -> list[Leaf]:
    sentence = """<h3>{title}</h3>
<p>Her lærer to land av hverandre.</p>
<p>Prosjekteiere: {beneficiary_name} og {partner_name[0]}.</p>
<p>Budsjett: Den totale budsjettrammen er på {total_cost}, med {eu_contribution} fra ERDF-midler og
{national_contribution} fra norske IR-midler.</p>
<p>Prosjektperiode: {duration_months}</p>"""
    fluent = """<h3>{title}</h3>
<p>De som øver sammen, finner hverandre.</p>
<p>Prosjekteiere er {beneficiary_name} og {partner_name[0]}. Totalbudsjettet er på {total_cost}, hvorav {eu_contribution} er støtte fra det
{fund_code} og {national_contribution} er norske IR-midler. Prosjektperioden er {duration_months}.</p>
<p>Kontaktpersoner er:</p>
<p>Anna Eksempel, epost: anna.exempel@example.se, telefon: 000-000 00 00</p>"""
    village = """<p>{title}<br>
Bygda skal bli et eksempel for andre.</p>
<p>Prosjekteiere er {beneficiary_name} og {partner_name[0]}. Prosjektet følger etter et tidligere eksempel.</p>
<p>Totalbudsjett: {total_cost}<br>
EU-midler: {eu_contribution}<br>
Norske IR-midler: 125 00 euro</p>"""
    flight = """<p>{title}</p>
<p>Det skal bli stille i lufta. Halvparten av flyene går på strøm.</p>
<p>Prosjekteiere for Eksempelflyvningen er {beneficiary_name} og {partner_name[0]}. Det totale budsjettet er på {total_cost}, hvorav
{eu_contribution} kommer fra EU-støtte, mens {national_contribution} kommer fra norske IR-midler.</p>"""
    fish = """<p>{title}</p>
<p>Fisk svømmer uten pass.</p>
<p>Øvrige partnere i samarbeidet er {partner_name[0]}, {partner_name[1]}, {partner_name[2]} og {partner_name[3]}.</p>
<p>Det totale budsjettet ligger på {total_cost}, hvorav {eu_contribution} er ERDF-midler, og {national_contribution} er norske IR-midler.
Prosjektet varer {duration_months}.</p>"""
    forest = """<h4>{title}</h4>
<p>Trær vokser sakte. Skogen brant i 2014.</p>
<p>Prosjektet mottar {national_contribution} i norske interregmidler og {funding_amount[0]} i EU-midler. Totalt prosjektomfang er på
{total_cost}.</p>"""
    north = """<h3>{title}</h3>
<p>Norsk prosjekteier: {beneficiary_name}<br>
Norske IR-midler: {national_contribution}</p>"""
    foxes = """<h3>{title}</h3>
<p>Norsk prosjekteier: {beneficiary_name}<br>
Norske IR-midler: 0</p>
<p>Kontakt: Anna Eksempel, anna.exempel@example.se</p>"""
    first = "6,2 millioner euro til samarbeid over grensen"
    second = "Fire eksempelprosjekter får støtte"
    third = "Tre eksempler lengst i nord"
    intro = f"""<h1>{first}</h1>
<p>Publisert: 14.06.2018</p>
<p>Åtte prosjekter får drygt fire millioner euro fra det {{fund_code}} og ca. 2,2 millioner euro i norske IR-midler. Interreg Sverige-Norge
har valgt dem ut.</p>"""
    invented = f"""<h1>{second}</h1>
<p>Interreg Sverige-Norge deler ut penger. Totalt er det 2 800 100 euro fra det Europeiske regionale utviklingsfondet og ca. 575 100 euro
fra norske statlige IR-midler.</p>
<p>Delområde: Grenseløst samarbeid</p>"""
    in_the_north = f"""<h1>{third}</h1>
<p>Delområde Sápmi</p>
<p>Styringskomiteen gir støtte til tre prosjekter, som deler 183 036 euro:</p>"""
    told_north = ((north, STORY), (north, LANGUAGE), (foxes, FOXES))
    return [
        _news_page("/2020/01/tre-eksempler-lengst-i-nord/", third, in_the_north, told_north),
        _news_page(
            "/2018/06/62-millioner-euro-til-samarbeid/", first, tell(intro, SNORIK), ((sentence, SNORIK), (sentence, FOOD), (fluent, GSS3))
        ),
        _news_page(
            "/2020/01/fire-eksempelprosjekter/", second, invented, ((village, VILLAGE), (flight, FLIGHT), (fish, FISH), (forest, FOREST))
        ),
    ]


def _news_page(path: str, title: str, intro: str, told: tuple[tuple[str, Record], ...]) -> Leaf:
    main = "\n".join([intro, *(tell(text, record) for text, record in told)])
    return Leaf(HOST + path, page("nb", title, main, kind="news"), tuple(record for _, record in told))


def _list_pages() -> list[Leaf]:
    first = """<h1>Prosjektbank</h1>
<form><input type="search" name="s"></form>
<ul>
<li><a href="https://interreg.no/prosjektbank/innovasjonssenter-forprosjekt/">Innovasjonssenter (forprosjekt)</a></li>
<li><a href="/prosjektbank/eksempelleden/">Eksempelleden</a></li>
<li><a href="https://www.interreg.no/prosjektbank/lys-over-eksempelfjorden-forprosjekt">Lys over Eksempelfjorden</a></li>
<li><a href="/prosjektbank/eksempelleden/#partnere">Eksempelleden: partnere</a></li>
<li><a href="/2018/06/62-millioner-euro-til-samarbeid/">Nyhet</a></li>
</ul>
<p><a href="/prosjektbank/">1</a> <a href="/prosjektbank/page/2/">2</a> <a href="/program/sverige-norge/">Programmet</a>
<a href="https://www.example.org/prosjektbank/annet/">Andre banker</a></p>"""
    second = """<h1>Prosjektbank</h1>
<table><tr><td><a href="/prosjektbank/treriksexempel/">Treriksexempel</a></td><td>Norsk prosjekteier: Fylkesmannen i Eksempel</td></tr>
<tr><td><a href="/prosjektbank/gronn-eksempelvekst/?utm_source=liste">Grønn Eksempelvekst</a></td><td>2017</td></tr>
<tr><td><a href="/prosjektbank/eksempeloppvekst/">Eksempeloppvekst</a></td><td>2001</td></tr></table>
<p>Fra det gamle arkivet: <a href="http://www.interreg.no/IREG/Web.nsf/ShowProject?OpenForm&amp;B=Prosjekter0713&amp;ID=2E1E73DB77945B4FC125772A0045C443">Science
Center Fremtidssteget</a></p>
<p><a href="/prosjektbank/">Forrige</a></p>"""
    programme = """<h1>Sverige-Norge</h1>
<h3>Eksempelleden</h3><p>Veien er lang.</p><h3>Treriksexempel</h3><p>Tre land møtes.</p>"""
    return [
        Leaf(BANK, page("nb", "Prosjektbank", first, kind="list")),
        Leaf(BANK + "page/2/", page("nb", "Prosjektbank, side 2", second, kind="list")),
        Leaf(HOST + "/program/sverige-norge/", page("nb", "Sverige-Norge", programme)),
    ]


def _other_pages() -> list[Leaf]:
    budget = """<h1>Programmets økonomi</h1>
<p>Den totale budsjettrammen for programmet er på 94 000 000 euro, med 47 000 000 euro fra ERDF-midler og 9 000 000 euro fra
norske IR-midler.</p>
<p>EU betaler inntil 50 %. Perioden er 2014-2020.</p>"""
    sums = """<h1>Tildelinger i tall</h1>
<p>Her er summene etter delområde:</p>
<ul><li>Indre Skandinavia: 1 100 000 euro</li><li>Nordens Grønne Belte: 900 000 euro</li><li>Grenseløst Samarbeid: 800 000 euro</li></ul>
<p>Spørsmål? Ring Anna Eksempel, 000-000 00 00.</p>"""
    return [
        Leaf(HOST + "/om-programmet/okonomi/", page("nb", "Programmets økonomi", budget)),
        Leaf(HOST + "/2020/02/tildelinger-i-tall/", page("nb", "Tildelinger i tall", sums)),
        Leaf(HOST + "/", page("nb", "Interreg", "<h1>Interreg i Norge</h1><p>Prosjekter på tvers av grenser.</p>")),
        robots("interreg.no"),
    ]


@cache
def leaves() -> tuple[Leaf, ...]:
    """Every page with its address and records."""
    return (*_list_pages(), *_bank(), *_old_pages(), *_news(), *_other_pages())


def not_found() -> PageSpec:
    """The page for every other address."""
    return page("nb", "Finnes ikke", "<h1>404</h1><p>Siden finnes ikke.</p>", kind="error", status=404)


def site() -> Site:
    """Every page by path and query."""
    return site_of(leaves(), not_found())


def printed() -> dict[str, list[dict[str, str]]]:
    """The words every page with records prints, by flat field."""
    return printed_on(leaves())


def members() -> dict[str, list[dict[str, list[str]]]]:
    """The words every page with records prints, by field of a group."""
    return members_on(leaves())


CASES: dict[str, str] = {
    "list_page": BANK,
    "bank_kjell": BANK + "innovasjonssenter-forprosjekt/",
    "bank_partners_by_line": BANK + "eksempelleden/",
    "web_nsf_two_currencies": OLD + "2E1E73DB77945B4FC125772A0045C443",
    "news_sentences_and_label_lines": HOST + "/2020/01/fire-eksempelprosjekter/",
    "programme_budget": HOST + "/om-programmet/okonomi/",
}
