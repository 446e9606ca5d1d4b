"""Pages of projects and partners: prose in Norwegian, Swedish and Danish, awards, and pages that tell of no project.

Real are the facts on Scandinavian Science Cluster (its partner's page and its page of goals), on the Danish STEM project (two of its
partners' pages) and of the three awards of 2024:1. Everything with Exempel, Eksempel or Eksempelby in its name is invented. All sentences
are ours, in the shapes such pages have; names of goals and fields of action are given as printed, because they are facts.
"""

from __future__ import annotations

from functools import cache

from pipeline.sample.neighbours.frame import page
from pipeline.sample.neighbours.told import Leaf, Record, declared_as, members_on, printed_on, robots, site_of, tell
from pipeline.sample.site import PageSpec, Site

TECH = "https://techcollege.dk"
STOCKHOLM = "https://www.regionstockholm.se"
PARTNER = "https://www.science-cluster.example"
"""A host no registry declares, as are the next two."""
STEM_HOST = "https://stem.example"
SWEDISH = "https://projekt.exempel.example"

STEM_ADDRESS = TECH + "/om-techcollege/udvikling/stem-vejen-til-erhvervskompetence-og-beskaeftigelse/"
AWARDS_ADDRESS = STOCKHOLM + "/om-region-stockholm/eu-och-internationellt-arbete/strukturfondspartnerskapet/beviljade-projekt/"

_NB, _NNB = "\u00a0", "\u202f"

CLUSTER: Record = {
    "title": "Scandinavian Science Cluster",
    "acronym": "SSC",
    "published_on": "24.05.2016",
    "total_cost": f"3{_NB}606{_NB}848 EURO",
    "currency": "EURO",
    "duration_months": "over en tre års periode",
    "subproject_count": "3",
    "place_name": ["Fyrbodal", "Østfold"],
    "partner_name": ["INSPIRIA science center", "INNOVATUM Science Center"],
    "partner_role": ["prosjekteiere"] * 2,
    "funding_share_pct": ["halvparten"],
    "funding_source": ["EU-støtte og norske Interreg-midler"],
    "activity_name": ["felles målbilde", "skape nye verktøy og metoder", "kvalitetssikring og styring"],
    "indicator_name": [
        "Økt intresse for arbetsmuligheter over landegrensen",
        "Økt kunskap om næringslivet i begge land",
        "Økt innsikt i framtidsmuligheter og utfordringer",
        "Økt interesse og kunnskap innenfor teknik og realfag blant befolkningen",
        "Økt søkning til tekniske utdannelser og lærerutdannelse innenfor teknikk og realfag",
    ],
}

GOALS: Record = {
    "title": "Prosjektets mål",
    "indicator_name": [
        "Ökat intresse för arbetsmöjligheter över landsgränsen",
        "Öka kunskap om näringslivet i bägge länder",
        "Ökad insikt i framtidsmöjligheter och utmaningar",
        "Ökat intresse och kunskap inom teknik och realfag bland befolkningen",
        "Ökat söktryck till tekniska utbildningar och lärarutbildningar inom teknik och realfag",
    ],
    "indicator_statement": [
        "øke interessen for naturvitenskap blant ungdom i alderen 16-19 år med 10 % innen juni 2018 sammenlignet med desember 2015",
        "øke ungdommens kunnskap om næringslivet med 20 % innen juni 2018 sammenlignet med desember 2015",
        "øke innsikten i fremtiden blant ungdom med 20 % innen juni 2018 sammenlignet med desember 2015",
        "øke interessen for realfag i befolkningen i de to regionene med 5 % innen juni 2018 sammenlignet med desember 2015",
        "øke antall søkere til tekniske utdanninger med 5 % innen juni 2018 sammenlignet med höstterminen 2015",
    ],
    "indicator_target_change_pct": ["10 %", "20 %", "20 %", "5 %", "5 %"],
    "indicator_population": [
        "ungdom i alderen 16-19 år",
        "ungdommens",
        "ungdom",
        "befolkningen i de to regionene",
        "søkere",
    ],
    "indicator_target_on": ["juni 2018"] * 5,
    "indicator_baseline_on": ["desember 2015"] * 4 + ["höstterminen 2015"],
}

STEM: Record = {
    "title": "STEM-projektet",
    "eu_contribution": f"43{_NB}mio. kr.",
    "currency": "kr.",
    "eu_contribution_period": "2019-2021",
    "period": "2019 – 2021",
    "action_area_count": "fire",
    "partner_name": [
        "Professionshøjskolen København",
        "DCUM",
        "Fremstillingsindustrien",
        "DA",
        "AMK Midt Nord",
        "EA Sjælland",
        "Tech College",
        "Tradium",
        "Learnmark",
        "Mercantec",
        "EUC Syd",
        "Syddansk Erhvervsskole",
        "ZBC",
        "Roskilde Tekniske Skole",
    ],
    "partner_region_name": [
        "Region Nordjylland",
        "Region Midtjylland",
        "Region Midtjylland",
        "Region Midtjylland",
        "Region Syddanmark",
        "Region Syddanmark",
        "Region Sjælland",
        "Region Sjælland",
    ],
    "partner_role": ["tværgående partnere"] * 4 + ["en række partnere"] * 2 + ["leadpartner"] * 3,
    "funding_amount": ["tre mio. kr.", "tre mio. kr."],
    "funding_currency": ["kr.", "kr."],
    "funding_source": ["Region Sjælland", "Region Midtjylland"],
    "funding_recipient": ["De to sjællandske skoler", "De tre midtjyske erhvervsskoler"],
    "activity_name": [
        "Øget overgang fra grundskole til erhvervsuddannelserne med vægt på STEM-uddannelser",
        "Styrkelse af undervisningens indhold, i særdeleshed opnåelse af STEM-kompetencer",
        "Oprettelse af flere praktikpladser",
        "Kompetenceløft for ufaglærte og faglærte inden for STEM-områderne",
    ],
}

COLLEGE: Record = {
    "title": "STEM – Vejen til erhvervskompetence og beskæftigelse",
    "fund_code": "Den Europæiske Socialfond",
    "eu_contribution": "43 mio. kr.",
    "currency": "kr.",
    "eu_contribution_period": "2019-2021",
    "period": "2019-2022",
    "partner_name": [
        "Professionshøjskolen København",
        "DCUM",
        "Fremstillingsindustrien",
        "DA",
        "AMK Midt Nord",
        "EA Sjælland",
    ],
    "partner_role": ["Yderligere partnerskaber:"] * 6,
    "funding_recipient": ["De to sjællandske skoler", "De 3 midtjyske erhvervsskoler", "TECHCOLLEGE"],
    "funding_amount": ["tre mio. kr.", "tre mio. kr.", "kr. 8.982.093"],
    "funding_currency": ["kr.", "kr.", "kr."],
    "funding_source": ["Region Sjælland", "Region Midtjylland"],
}


def _award(title: str, owner: str, amount: str, currency: str, fund: str) -> Record:
    return {"title": title, "beneficiary_name": owner, "eu_contribution": amount, "currency": currency, "fund_code": fund}


AWARDS = (
    _award(
        "Cirkulär Transformation hos SMF",
        "Ideella föreningen Coompanion - Kooperativ utveckling i Stockholms län",
        f"2,9{_NB}mnkr",
        "mnkr",
        "regionalfonden",
    ),
    _award("IUC – Industriellt utvecklingscenter", "Södertälje Science Park AB", "2,0 mnkr", "mnkr", "regionalfonden"),
    _award("Cirkulära affärssteg i praktiken STHLM", "CirEko AB", "2,9 mnkr", "mnkr", "regionalfonden"),
)
INVENTED_AWARDS = (
    _award("Exempel för alla", "Exempelköpings kommun", "19,8 miljoner kronor", "kronor", "Europeiska socialfonden"),
    _award("Ett gott exempel, två gånger om", "Region Exempel", f"10{_NB}200{_NB}000 kronor", "kronor", "regionalfonden"),
    {
        "title": "Exempel & Söner 2.0",
        "beneficiary_name": "Exempel & Söner AB",
        "eu_contribution": "4,8 mkr",
        "currency": "mkr",
    },
    _award("Exempel utan slut", "Exempelföreningen", "1,0 mnkr", "mnkr", "regionalfonden"),
)

SHEET: Record = {
    "title": "Exempelhamnen",
    "total_cost": f"1{_NNB}275{_NNB}000 euro",
    "currency": "euro",
    "eu_contribution": "637 500 euro",
    "period": "2023–2026",
    "fund_code": "Europeiska regionala utvecklingsfonden",
    "priority_name": "Hamnar och exempel",
}
TELLING: Record = {
    "title": "Exempelskogen växer",
    "published_on": "3 maj 2021",
    "total_cost": "9 275 100 kronor",
    "currency": "kronor",
    "eu_contribution": "3 710 050 kronor",
    "fund_code": "Europeiska regionala utvecklingsfonden",
    "start_on": "1 februari 2021",
    "end_on": "31 augusti 2023",
    "partner_name": ["Exempelskogens ekonomiska förening", "Högskolan i Exempelby"],
    "partner_role": ["Projektägare"] * 2,
}
OWNED: Record = {
    "title": "Eksempelmusikken",
    "published_on": "2021-11-05",
    "total_cost": "6,5 mill. kroner",
    "currency": "kroner",
    "duration_months": "i 18 måneder",
    "partner_name": ["Eksempelvik Senter", "Exempelköpings musikskola", "Høgskolen i Oslo og Akershus"],
    "partner_role": ["Prosjekteiere"] * 3,
    "funding_amount": ["EUR 246 134"],
    "funding_currency": ["EUR"],
}

LOCAL: Record = {
    "title": "Eksempler for alle",
    "eu_contribution": "12.126.364 kr.",
    "currency": "kr.",
    "fund_code": "EU Socialfond",
    "start_on": "1. september 2018",
    "end_on": "31. august 2021",
    "duration_months": "3-årigt",
}


def _cluster() -> Leaf:
    text = """<table><tr><td>Content1 | col2</td></tr></table>
<h1>Felles arbeidsmarked for realister</h1>
<p>Publisert: {published_on}</p>
<p>Realister skal kunne arbeide på begge sider, i hele {place_name[0]} og {place_name[1]}. Interreg-prosjektet {title} ({acronym}) arbeider
for det.</p>
<p>Et sitat: «Endelig!»<br>Lærer (44)</p>
<p>{partner_name[0]} ble i 2015 med i et Interreg-prosjekt der vi sammen med {partner_name[1]} er prosjekteiere. Prosjektet skal
{duration_months} samle skoler, bedrifter og vitensentre.</p>
<p>Hovedmålet er at flere krysser grensen for å arbeide.</p>
<p>Prosjektet har definert fem effektmål:</p>
<ul>
<li>{indicator_name[0]}</li>
<li>{indicator_name[1]}</li>
<li>{indicator_name[2]}</li>
<li>{indicator_name[3]}</li>
<li>{indicator_name[4]}</li>
</ul>
<p>Vi vet at 60 % av elevene ikke har bestemt seg.</p>
<h2>Mange er med</h2>
<p>Prosjektets totale budsjett er på {total_cost}, hvorav {funding_share_pct[0]} er {funding_source[0]}.</p>
<p>Arbeidet er delt inn i {subproject_count} delprosjekter; {activity_name[0]}, {activity_name[1]} samt {activity_name[2]}.</p>
<p><a href="/mal/">Les mer</a></p>
<p>Kontaktpersoner for prosjektet</p>
<p>Anna Eksempel, anna.exempel@example.se</p>"""
    return _leaf(PARTNER + "/prosjektet/", "nb", "Felles arbeidsmarked for realister", text, CLUSTER, body_only=True)


def _goals() -> Leaf:
    def goal(number: int) -> str:
        told = (
            f"<h3>{{indicator_name[{number}]}}</h3>" if number % 2 else f"<p>{{indicator_name[{number}]}}</p>",
            f"<p>Her står vår egen forklaring på delmål nummer {number + 1}.</p>",
            f"<p>Målet er å {{indicator_statement[{number}]}}.</p>",
        )
        return "\n".join((f"<p>bilde_{number}</p>", *told))

    text = "\n".join(
        (
            "<h1>{title}</h1>",
            "<p>Hovedmålet er at flere krysser grensen for å arbeide.</p>",
            "<p>Prosjektet har definert fem effektmål, hentet fra hovedmålet:</p>",
            "<ol>",
            *(f"<li>{{indicator_name[{number}]}}</li>" if number < 4 else f"<li>{{indicator_name[{number}]}}.</li>" for number in range(5)),
            "</ol>",
            "<p>Alle fem hører sammen.</p>",
            *map(goal, range(5)),
        )
    )
    return _leaf(PARTNER + "/mal/", "nb", "Mål", text, GOALS)


def _stem() -> Leaf:
    leads = (0, 3, 4, 6)
    members = "<br>\n".join(
        f"{{partner_name[{n + 6}]}}, {{partner_region_name[{n}]}}" + (" (leadpartner)" if n in leads else "") for n in range(8)
    )
    text = f"""<h1>{{title}}</h1>
<p>Målet med STEM-projektet er, at flere unge vælger teknik.</p>
<p>Fra {{period}} igangsættes meget på {{action_area_count}} hovedindsatsområder:</p>
<ul>
<li>{{activity_name[0]}}</li>
<li>{{activity_name[1]}}</li>
<li>{{activity_name[2]}}</li>
<li>{{activity_name[3]}}</li>
</ul>
<p>&nbsp;</p>
<h2>Partnere</h2>
<p>Projektet når hele landet.</p>
<p>Erhvervsskolen {{partner_name[9]}}, Midtjylland, er operatør.</p>
<p>Projektet støttes med {{eu_contribution}} fra EU i perioden {{eu_contribution_period}}.</p>
<p>{{funding_recipient[0]}} støttes med {{funding_amount[0]}} af {{funding_source[0]}}, og de andre har også fået noget.
{{funding_recipient[1]}} støttes med {{funding_amount[1]}} af {{funding_source[1]}}.</p>
<p>Skolerne i projektet er:</p>
<p>{members}</p>
<p>{{partner_name[9]}} er operatør for projektet.</p>
<p>{{partner_name[0]}}, {{partner_name[1]}}, {{partner_name[2]}} og {{partner_name[3]}} er tværgående partnere.<br>
Skolerne har også en række partnere: {{partner_name[4]}}, {{partner_name[5]}} og der knyttes flere til.</p>
<h2>Organisering</h2>
<p>En styregruppe mødes fire gange om året.</p>
<p>Projektleder: Anna Eksempel</p>"""
    return _leaf(STEM_HOST + "/om/", "da", "STEM", text, STEM)


def _college() -> Leaf:
    text = """<h1>{title}</h1>
<p>Skolerne vil have flere unge i lære.</p>
<p><a href="https://stem.example/">stem.example</a></p>
<h2>Hvem er med?</h2>
<p>Yderligere partnerskaber:</p>
<p>{partner_name[0]}, {partner_name[1]}, {partner_name[2]}, {partner_name[3]}, {partner_name[4]}, {partner_name[5]}. Flere
kan komme til.</p>
<h2>Økonomi</h2>
<p>Projektet finansieres af {fund_code}.</p>
<ul>
<li>{funding_recipient[0]} støttes med {funding_amount[0]} af {funding_source[0]}.</li>
<li>{funding_recipient[1]} støttes med {funding_amount[1]} af {funding_source[1]}.</li>
<li>{funding_recipient[2]} støttes med {funding_amount[2]}.</li>
</ul>
<p>Størst er beløbet til Mercantec, der støttes med {eu_contribution} fra EU i perioden {eu_contribution_period}.</p>
<h2>Tidsramme</h2>
<p>Projektperioden er fra {period}.</p>
<h2>Kontakt</h2>
<p>Anna Eksempel<br>Projektleder<br>000-000 00 00</p>"""
    return _leaf(STEM_ADDRESS, "da", "STEM", text, COLLEGE, charset="windows-1252")


def _awards() -> list[Leaf]:
    item = """<li><strong>{title}</strong><br>
{beneficiary_name} får {eu_contribution} i stöd från {fund_code} för projektet {title}. Förkortat här.</li>"""
    real = f"""<h1>Beviljade projekt</h1>
<h2>Prioriterade ERUF-projekt</h2>
<h3>Utlysning 2024:1</h3>
<p>Den 13 juni 2024 valde partnerskapet ut tre projekt. Tillsammans är de värda 5,5 mnkr ur ERUF.</p>
<ul>
{chr(10).join(tell(item, record) for record in AWARDS)}
</ul>
<h3>Utlysning 2023:3</h3>
<p>Projekten från den utlysningen får högst 40 procent i stöd.</p>"""
    first, second, third, fourth = INVENTED_AWARDS
    invented = "\n".join(
        (
            "<h1>Exempel som får pengar</h1>",
            "<p>Publicerad 2022-03-04. Projekten får dela på 35 miljoner kronor.</p>",
            "<ol>",
            tell("<li>{beneficiary_name} beviljas drygt {eu_contribution} från {fund_code} till projektet {title}</li>", first),
            tell("<li>{beneficiary_name} tilldelas {eu_contribution} ur {fund_code} för projektet {title}.</li>", second),
            tell("<li>{beneficiary_name} får {eu_contribution} i EU-stöd till projektet {title}.", third),
            tell("{beneficiary_name} får {eu_contribution} i stöd från {fund_code} för projektet {title}.</li>", fourth),
            "</ol>",
            "<p>Fråga Anna Exempel, anna.exempel@example.se, 000-000 00 00.</p>",
        )
    )
    return [
        Leaf(AWARDS_ADDRESS, page("sv", "Beviljade projekt", real, kind="news"), AWARDS),
        Leaf(SWEDISH + "/nyheter/exempel-som-far-pengar/", page("sv", "Exempel", invented, kind="news"), INVENTED_AWARDS),
    ]


def _swedish() -> list[Leaf]:
    sheet = """<h1>{title}</h1>
<p>Projektet bygger en hamn som exempel för andra. Trafiken ska minska med 20 procent.</p>
<h2>Fakta</h2>
<table>
<tr><th>Projektets totala budget (inklusive medfinansiering)</th><td>{total_cost}</td></tr>
<tr><th>EU-stöd</th><td>{eu_contribution}</td></tr>
<tr><th>Projekt\u00adperiod</th><td>{period}</td></tr>
<tr><th>EU-fond eller -program som beviljat projektmedel</th><td>{fund_code}</td></tr>
<tr><th>Projektets tema</th><td>{priority_name}</td></tr>
<tr><th>Stockholms roll i projektet</th><td>Delprojektägare</td></tr>
<tr><th>Kontaktperson</th><td>Anna Exempel</td></tr>
</table>
<h2>Fler projekt</h2>
<p>Projektägare för Exempelbryggan är Exempelköpings kommun. Projektet har en total budget på 3 miljoner kronor, varav 1 miljon kronor
är norska IR-medel. Projektperioden är 2 år.</p>"""
    telling = """<div><h2>{title}</h2></div>
<div>Publicerad den {published_on}</div>
<div>Projektägare är {partner_name[0]} och {partner_name[1]}.</div>
<div>Den totala budgeten är {total_cost}, varav {eu_contribution} är stöd från {fund_code}. Projektperioden är {start_on} – {end_on}.</div>
<div>Av träden är 40 % granar. Sidan ändrades 2022-01-02.</div>
<div>Kontaktperson: Anna Exempel, 000-000 00 00</div>"""
    owned = """<h1>{title}</h1>
<p>Publisert {published_on}. Prosjekteiere har vært {partner_name[0]}, {partner_name[1]} og {partner_name[2]}.</p>
<p>Prosjektet har et budsjett på {total_cost}. Av dette er {funding_amount[0]} EU-midler. Prosjektet varer {duration_months}.</p>
<p>Prosjektleder: Anna Eksempel</p>"""
    local = """<h1>{title}</h1>
<p>Formålet er, at alle får et godt eksempel. I projektet deltager seks lokalområder, og 40 procent af dem ligger ved vandet.</p>
<p>{fund_code} støtter projektet med {eu_contribution} Læs mere her.</p>
<p>Projektet er {duration_months} med start {start_on} til {end_on}.</p>
<p>Revideret 06-04-2022</p>
<p>Kontakt: Anna Eksempel</p>"""
    leaf = _leaf(SWEDISH + "/exempelskogen/", "sv", "Exempelskogen växer", telling, TELLING)
    return [
        _leaf(SWEDISH + "/exempelhamnen/", "sv", "Exempelhamnen", sheet, SHEET),
        Leaf(leaf.url, declared_as(leaf.spec, "iso-8859-1"), leaf.records),
        _leaf(STEM_HOST + "/eksempler-for-alle/", "da", "Eksempler for alle", local, LOCAL),
        _leaf(PARTNER + "/eksempelmusikken/", "nb", "Eksempelmusikken", owned, OWNED),
    ]


def _other_pages() -> list[Leaf]:
    english = """<h1>About this site</h1>
<p>This page says nothing about any project. It was made in 2019-2021, took 3 years, and 50 % of it is white.</p>"""
    call = """<h1>Sök stöd för exempel</h1>
<p>Utlyst belopp är 50 miljoner kronor. Projektet får vara högst tre år. Sista ansökningsdag är den 1 oktober 2024.</p>
<p>EU-stöd: högst 40 procent</p>"""
    company = """<h1>Vårt bolag</h1>
<p>Vi är operatör på marknaden och har gjort många projekt. Omsättningen är 20 miljoner kronor.</p>
<p>Personuppgifter i projekt hanteras av Anna Exempel.</p>"""
    budget = """<h1>Programmets budget</h1>
<p>Den totala budgeten för programmet är 94 000 000 euro, varav 47 000 000 euro är EU-stöd. Projekten får högst 50 procent.</p>"""
    sums = """<h1>Stöd i siffror</h1>
<ul><li>Exempelköping: 4 000 000 kronor</li><li>Exempelby: 3 000 000 kronor</li></ul><p>Hur pengarna fördelas per projekt visas inte.</p>"""
    return [
        Leaf(SWEDISH + "/english/", page("en", "About", english)),
        Leaf(SWEDISH + "/vart-bolag/", page("sv", "Vårt bolag", company)),
        Leaf(SWEDISH + "/utlysning/", page("sv", "Utlysning", call)),
        Leaf(SWEDISH + "/programmets-budget/", page("sv", "Budget", budget)),
        Leaf(SWEDISH + "/stod-i-siffror/", page("sv", "Siffror", sums)),
        robots("techcollege.dk"),
    ]


def _leaf(url: str, language: str, title: str, text: str, record: Record, *, charset: str = "utf-8", body_only: bool = False) -> Leaf:
    spec = page(language, title, tell(text, record), kind="project", charset=charset, body_only=body_only)
    return Leaf(url, spec, (record,))


@cache
def leaves() -> tuple[Leaf, ...]:
    """Every page with its address and records."""
    return (_college(), *_awards(), _cluster(), _goals(), _stem(), *_swedish(), *_other_pages())


def not_found() -> PageSpec:
    """The page for every other address."""
    return page("sv", "Sidan finns inte", "<h1>404</h1><p>Det finns ingen sida här.</p>", kind="error", status=404)


def site() -> Site:
    """Every page by path and query, those of all hosts together."""
    return site_of(leaves(), not_found())


def printed() -> dict[str, list[dict[str, str]]]:
    """The words every page with records prints, by flat field."""
    return printed_on(leaves())


def members() -> dict[str, list[dict[str, list[str]]]]:
    """The words every page with records prints, by field of a group."""
    return members_on(leaves())


CASES: dict[str, str] = {
    "partner_norwegian_subprojects": PARTNER + "/prosjektet/",
    "goals_norwegian_swedish": PARTNER + "/mal/",
    "danish_lead_partners": STEM_HOST + "/om/",
    "danish_co_funders": STEM_ADDRESS,
    "awards": AWARDS_ADDRESS,
    "about_nothing": SWEDISH + "/english/",
}
