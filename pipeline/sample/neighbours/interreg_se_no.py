"""Interreg Sverige-Norge: a project bank of 2014-20, news of both periods, and pages that only look like projects.

Real are Scandinavian Science Cluster and the three projects of the news on 6.2 million euro (facts as the programme's site printed them),
and the names, owners and periods of Gränsens Smaker and Cross Border Biking (list of Interreg partners
2021-27). Everything with Exempel or
Eksempel in its name is invented, and so is the part of Høgskolen i Oslo og Akershus in one of them. All sentences are ours.
"""

from __future__ import annotations

from functools import cache

from pipeline.sample.neighbours.frame import page
from pipeline.sample.neighbours.told import Leaf, Record, members_on, printed_on, robots, site_of, tell
from pipeline.sample.site import PageSpec, Site

OLD = "https://www.interreg-sverige-norge-2014-2020.com"
NEW = "https://www.interreg-sverige-norge.com"

_NB, _NNB = "\u00a0", "\u202f"
_PERSON = "Anna Exempel"
_CONTACT = f"<p>Kontaktperson är {_PERSON}.</p>\n<p>E-post: anna.exempel@example.se</p>\n<p>Telefon: 000-000 00 00</p>"
_PROGRAMME: Record = {"programme_name": "Interreg Sverige-Norge", "fund_code": "Europeiska regionala utvecklingsfonden"}

SSC: Record = {
    "title": "Scandinavian Science Cluster",
    "priority_name": "Sysselsättning",
    "beneficiary_name": "Innovatum Science Center",
    "eu_contribution": f"1{_NB}115{_NB}740{_NB}€",
    "national_contribution": "672 000 €",
    "national_contribution_currency": "€",
    "total_cost": "3 591 164 €",
    "currency": "€",
    "start_on": "1 sep 2015",
    "end_on": "31 aug 2018",
    "partner_name": ["Inspiria", "Högskolan Väst", "Högskolan i Østfold", "Fyrbodals kommunalförbund", "Østfolds Fylkeskommune"],
    "partner_role": ["tillsammans med"] * 4,
    "funding_amount": ["5 376 000 NOK"],
    "funding_currency": ["NOK"],
}
ROADS: Record = {
    "title": "Exempelvägen 2",
    "beneficiary_name": "Region Exempel",
    "eu_contribution": "916 500 EUR",
    "national_contribution": "495 250 EUR",
    "national_contribution_currency": "EUR",
    "currency": "EUR",
    "start_on": "1 juli 2015",
    "end_on": "30 juni 2018",
    "partner_name": ["Eksempelbyen Utvikling"],
    "funding_amount": ["4 333 000 NOK", "1,8 milj EUR", "9,6 milj NOK"],
    "funding_currency": ["NOK", "EUR", "NOK"],
}
MUSIC: Record = {
    "title": "Gränslös Exempelmusik",
    "priority_name": "Små och medelstora företag",
    "beneficiary_name": "Exempelköpings kommun",
    "eu_contribution": f"639{_NNB}563{_NNB}€",
    "national_contribution": "280 000 €",
    "national_contribution_currency": "€",
    "total_cost": f"2{_NNB}424{_NNB}877 €",
    "currency": "€",
    "start_on": "15 maj 2017",
    "end_on": "15 maj 2020",
    "partner_name": ["Eksempelviken fylkeskommune", "Region Exempel", "Exempelby kommun", "Stiftelsen Exempelpapper", "Eksempelmusikk AS"],
}
MOUNTAIN: Record = {
    "title": "Eksempelfjell – natur over grensen",
    "priority_name": "Natur- og kulturarv",
    "beneficiary_name": "Exempelfjällets kommun",
    "eu_contribution": "410 000 €",
    "national_contribution": "150 000 €",
    "national_contribution_currency": "€",
    "total_cost": "1 120 000 €",
    "currency": "€",
    "start_on": "1. mars 2016",
    "end_on": "28. februar 2019",
    "partner_name": ["Eksempelfjell kommune"],
    "funding_amount": ["1 400 000 NOK"],
    "funding_currency": ["NOK"],
}
LAKE: Record = {
    "title": "Från Exempelsjön till Eksempelfjorden",
    "priority_name": "Hållbara transporter",
    "beneficiary_name": "Länsstyrelsen i Exempellän",
    "eu_contribution": f"250{_NB}400{_NB}€",
    "national_contribution": f"99{_NB}000{_NB}€",
    "national_contribution_currency": "€",
    "total_cost": f"780{_NB}900{_NB}€",
    "currency": "€",
    "period": "juni 2016 – maj 2019",
    "partner_name": ["Eksempelfjorden – Senter for båttrafikk"],
}

SNORIK: Record = {
    **_PROGRAMME,
    "title": "SNÖRIK",
    "programme_area": "Nordens Gröna Bälte",
    "beneficiary_name": "Peak Region AB",
    "total_cost": "892 209 EUR",
    "currency": "EUR",
    "eu_contribution": "289 968 EUR",
    "national_contribution": "156 136 EUR",
    "national_contribution_currency": "EUR",
    "duration_months": "3 år",
    "partner_name": ["Norges teknisk-naturvitenskapelige universitet"],
    "partner_role": ["Projektägare"],
}
FOOD: Record = {
    **_PROGRAMME,
    "title": "Mat och dryck längs Nordens Gröna Bälte",
    "programme_area": "Nordens Gröna Bälte",
    "beneficiary_name": "Torsta AB",
    "total_cost": f"1{_NB}349{_NB}006{_NB}EUR",
    "currency": "EUR",
    "eu_contribution": f"437{_NB}221{_NB}EUR",
    "national_contribution": "237 781 EUR",
    "national_contribution_currency": "EUR",
    "duration_months": "3 år",
    "partner_name": ["Oi! Tröndersk mat og drikke AS"],
    "partner_role": ["Projektägare"],
}
GSS3: Record = {
    **_PROGRAMME,
    "title": "Gränsöverskridande Samverkan för Säkerhet 3 – GSS3",
    "programme_area": "Nordens Gröna Bälte",
    "beneficiary_name": "Mittuniversitet",
    "total_cost": "764 825 EUR",
    "currency": "EUR",
    "eu_contribution": "243 996 EUR",
    "national_contribution": "127 165 EUR",
    "national_contribution_currency": "EUR",
    "duration_months": "3 år",
    "partner_name": ["Nord universitet, Steinkjer"],
    "partner_role": ["Projektägare"],
}

PARTY: Record = {
    **_PROGRAMME,
    "title": "Exempelkalas!",
    "programme_area": "Delområdesöverskridande",
    "beneficiary_name": "Exempelköpings kommun",
    "total_cost": "754 095 EUR",
    "currency": "EUR",
    "eu_contribution": "245 301 EUR",
    "national_contribution": "150 000 EUR",
    "national_contribution_currency": "EUR",
    "duration_months": "3 år",
    "partner_name": ["Eksempelbygda reiselivslag"],
    "partner_role": ["Projektägare"],
}
ADVICE: Record = {
    **_PROGRAMME,
    "title": "Tidiga exempel – stöd vid svåra exempelval",
    "programme_area": "Inre Skandinavien",
    "beneficiary_name": "Exempelbolaget AB",
    "total_cost": "671 450 EUR",
    "currency": "EUR",
    "eu_contribution": "216 840 EUR",
    "national_contribution": "112 700 EUR",
    "national_contribution_currency": "EUR",
    "duration_months": "2,5 år",
    "partner_name": ["EKS – Kompetansesenter for eksempler"],
    "partner_role": ["Projektägare"],
}
SCHOOL: Record = {
    **_PROGRAMME,
    "title": "Exempelskolan utan gräns",
    "programme_area": "Gränslöst samarbete",
    "beneficiary_name": "Exempelhögskolan",
    "total_cost": "1 240 150 euro",
    "currency": "euro",
    "eu_contribution": "402 860 euro",
    "national_contribution": "212 230 euro",
    "national_contribution_currency": "euro",
    "duration_months": "två år",
    "partner_name": ["Høgskolen i Oslo og Akershus"],
    "partner_role": ["Projektägare"],
}
WORK: Record = {
    **_PROGRAMME,
    "title": "Exempelarbete 21",
    "beneficiary_name": "Exempelstiftelsen",
    "total_cost": "448 931 EUR",
    "currency": "EUR",
    "eu_contribution": "194 550 EUR",
    "national_contribution": "74 888 EUR",
    "national_contribution_currency": "EUR",
    "duration_months": "tre år",
    "partner_name": ["Eksempelløftet AS"],
    "partner_role": ["Projektet ägs av"],
}
CARE: Record = {
    **_PROGRAMME,
    "title": "Exempelbilder – rörliga exempel ger bättre vård",
    "support_amount": "1,4 miljoner euro",
    "currency": "euro",
    "partner_name": ["Eksempelsykehuset", "EXEMPELA Innovationsarena"],
    "partner_role": ["projektägare"] * 2,
}

TASTES: Record = {
    "title": "Gränsens Smaker",
    "programme_name": "Interreg Sverige-Norge",
    "specific_objective_name": "Små och medelstora företags tillväxt och konkurrenskraft",
    "start_on": "1 maj 2024",
    "end_on": "30 april 2027",
    "beneficiary_name": "Nifa - Branschförening För Värmländska Matföretag Ekonomisk Förening",
    "eu_contribution": "267 779 EURO",
    "currency": "EURO",
}
BIKING: Record = {
    "title": "Cross Border Biking - CB",
    "programme_name": "Interreg Sverige-Norge",
    "specific_objective_name": "Stärka kultur och hållbar turism",
    "start_on": "2 september 2024",
    "end_on": "31 Augusti 2027",
    "beneficiary_name": "Visit Värmland ekonomisk förening",
}
TRAIL: Record = {
    "title": "Exempelleden – att vandra genom ett gemensamt exempel",
    "programme_name": "Interreg Sverige-Norge",
    "priority_name": "En mer social exempelregion",
    "specific_objective_name": "Främja exempel, inbegripet genom vandring",
    "start_on": "1 Oktober 2024",
    "end_on": "30 september 2027",
    "beneficiary_name": "Exempelturism – förening för vandrare i Exempelland Ekonomisk förening",
    "total_cost": "1.629.843 EURO",
    "currency": "EURO",
    "eu_contribution": "540.000 EURO",
    "national_contribution": "210.500 EURO",
    "national_contribution_currency": "EURO",
    "partner_name": ["EKSEMPELSTIER SA"],
}

_NORWEGIAN: Record = {"programme_name": "Interreg Sverige-Norge", "fund_code": "European Regional Development Fund"}
TASTES_NO: Record = {
    **_NORWEGIAN,
    "title": "Eksempelsmaker – mat fra begge sider",
    "priority_name": "En smartere eksempelregion",
    "specific_objective_name": "Forbedre bærekraftige eksempler",
    "start_on": "1. mai 2024",
    "end_on": "30. April 2027",
    "beneficiary_name": "Exempelmat Ekonomisk förening",
    "total_cost": "794 610 euro",
    "currency": "euro",
    "eu_contribution": "267 879 EURO",
    "national_contribution": "114 863 EURO",
    "national_contribution_currency": "EURO",
    "partner_name": ["EKSEMPELSENTERET AS"],
}
TRAIL_NO: Record = {
    **_NORWEGIAN,
    "title": "Eksempelstien",
    "priority_name": "En mer sosial eksempelregion",
    "start_on": "2. sept 2024",
    "end_on": "31. august 2027",
    "total_cost": "1.629.843 EURO",
    "currency": "EURO",
    "eu_contribution": "540.000 EURO",
    "national_contribution": "210.500 EURO",
    "national_contribution_currency": "EURO",
    "partner_name": ["Exempelturism Ekonomisk förening", "Eksempelfylkets turlag"],
}
HEALTH_NO: Record = {
    **_NORWEGIAN,
    "title": "Eksempelhelse 2",
    "programme_area": "Nordens Grønne Belte",
    "start_on": "15. august 2024",
    "end_on": "14. feb. 2026",
    "beneficiary_name": "Exempelregionens sjukhus",
    "total_cost": "98 000 EUR",
    "currency": "EUR",
    "eu_contribution": "49 000 EUR",
    "national_contribution": "12 500 EUR",
    "national_contribution_currency": "EUR",
    "partner_name": ["Eksempelsykehuset HF"],
}


def _fact_pages() -> list[Leaf]:
    ssc = f"""<h1>{{title}}</h1>
<h1>{{title}}</h1>
<h2>{{title}}</h2>
<p>– Unga, vetenskap och två länder</p>
<p>Två vetenskapshus söker unga: {{beneficiary_name}} har tillsammans med {{partner_name[1]}}, {{partner_name[2]}}, {{partner_name[3]}} och
{{partner_name[4]}} fått medel via Interreg Sverige-Norge. Minst 40 procent av mötena hölls i Norge.</p>
<p>Sidan berättar om ett projekt som är klart.</p>
<h3>Fakta</h3>
<p>&nbsp;</p>
<p>INSATSOMRÅDE {{priority_name}}<br>
SVENSK PROJEKTÄGARE {{beneficiary_name}}<br>
NORSK PROJEKTÄGARE {{partner_name[0]}}<br>
EU-STÖD {{eu_contribution}}<br>
STATLIGA IR-MIDLER {{national_contribution}} ({{funding_amount[0]}})<br>
TOTALBUDGET {{total_cost}}<br>
PROJEKTTID {{start_on}} – {{end_on}}<br>
KONTAKTPERSON {_PERSON}, tel. 000-000 00 00<br>
<a href="https://www.example.org/">www.example.org/projekt/</a></p>"""
    roads = """<h1>{title}</h1>
<p>{title}</p>
<p>Vägarna i Exempelbygden ska bli tystare. År 2018 ska 10 procent av bussarna vara nya.</p>
<h2>Fakta</h2>
<div>SVENSK PROJEKTÄGARE: {beneficiary_name}</div>
<div>NORSK PROJEKTÄGARE: {partner_name[0]}</div>
<div>EU-STÖD: {eu_contribution}</div>
<div>STATLIGA IR-MIDLER: {national_contribution} ({funding_amount[0]})</div>
<div>TOTAL SVENSK BUDGET: {funding_amount[1]}</div>
<div>TOTAL NORSK BUDGET: {funding_amount[2]}</div>
<div>PROJEKTTID: {start_on} – {end_on}</div>
<div>KONTAKTPERSON: Se hemsidan, skriv till anna.exempel@example.se</div>"""
    music = """<h2>{title}</h2>
<p>Musiker i två länder spelar samma exempel.</p>
<h3>Fakta om projektet</h3>
<p><strong>Insats\u00adområde:</strong>{priority_name}</p>
<p><strong>Svensk projekt\u00adägare:</strong>{beneficiary_name}</p>
<p><strong>Norsk projektägare:</strong>{partner_name[0]}</p>
<p><strong>Övriga projektdeltagare:</strong>{partner_name[1]}, {partner_name[2]}, {partner_name[3]} och {partner_name[4]}.</p>
<p><strong>Projektpartners:</strong>Sammanlagt 41 parter i Sverige och Norge.</p>
<p><strong>EU-stöd:</strong>{eu_contribution}</p>
<p><strong>Statliga IR-medel:</strong>{national_contribution}</p>
<p><strong>Totalbudget:</strong>{total_cost}</p>
<p><strong>Projekttid:</strong>{start_on} – {end_on}</p>
<p><strong>Kontaktperson:</strong>Anna Exempel</p>
<h3>Fler projekt</h3>
<p>EU-stöd: 1 EUR</p>"""
    mountain = """<h1>{title}</h1>
<p>Her går grensen midt over fjellet, og stien går begge veier.</p>
<h3>Fakta</h3>
<ul>
<li>INNSATSOMRÅDE {priority_name}</li>
<li>SVENSK PROSJEKTEIER {beneficiary_name}</li>
<li>NORSK PROSJEKTEIER {partner_name[0]}</li>
<li>EU-STØTTE {eu_contribution}</li>
<li>STATLIGE IR-MIDLER {national_contribution} ({funding_amount[0]})</li>
<li>TOTALT BUDSJETT {total_cost}</li>
<li>PROSJEKTPERIODE {start_on} – {end_on}</li>
<li>KONTAKTPERSON Anna Eksempel, 000-000 00 00</li>
</ul>"""
    lake = """<h1>{title}</h1>
<div class="text"><p>Båtarna går hela vägen, och hälften av dem är röda.</p></div>
<p>Fakta</p>
<p>INSATSOMRÅDE {priority_name}<br>SVENSK PROJEKTÄGARE {beneficiary_name}<br>
NORSK\u00a0PROJEKTÄGARE {partner_name[0]}<br>EU-STÖD {eu_contribution}<br>
STATLIGA IR-MIDLER {national_contribution}<br>TOTAL\u00adBUDGET {total_cost}<br>PROJEKTTID {period}<br>KONTAKTPERSON Anna Exempel</p>"""
    told = (
        ("/?portfolio=scandinavian-science-cluster-2", ssc, SSC, "sv", "utf-8"),
        ("/?portfolio=exempelvagen-2", roads, ROADS, "sv", "utf-8"),
        ("/portfolio/granslos-exempelmusik/", music, MUSIC, "sv", "utf-8"),
        ("/?portfolio=eksempelfjell", mountain, MOUNTAIN, "nb", "utf-8"),
        ("/?portfolio=exempelsjon", lake, LAKE, "sv", "windows-1252"),
    )
    return [
        Leaf(
            OLD + address,
            page(language, str(record["title"]), tell(text, record), kind="project", charset=charset, body_only=charset != "utf-8"),
            (record,),
        )
        for address, text, record, language, charset in told
    ]


_MONEY = "Den totala budgeten är {total_cost}, varav {eu_contribution} är EU-stöd och {national_contribution} är norska IR-midler."
_FUND_MONEY = _MONEY.replace("EU-stöd", "stöd från {fund_code}")


def _prose_news() -> list[Leaf]:
    snorik = f"""<p>{{title}}<br>Delområde: {{programme_area}}</p>
<p>Snö finns i båda länderna.</p>
<p>Projektägare {{beneficiary_name}} och {{partner_name[0]}}. {_MONEY} Projektperioden är {{duration_months}}.</p>
{_CONTACT}"""
    food = f"""<h3>{{title}}</h3>
<p>Delområde: {{programme_area}}</p>
<p>Det handlar om mat, och om 30 procent mer av den.</p>
<p>Projektägare är {{beneficiary_name}} och {{partner_name[0]}}. {_MONEY} Projektperioden är {{duration_months}}.</p>
<p>Kontaktpersoner är {_PERSON} och {_PERSON}.</p>
<p>E-post: anna.exempel@example.seanna.exempel@example.se</p>"""
    gss3 = f"""<h3>{{title}}</h3>
<p>Delområde: {{programme_area}}</p>
<p>Den som övar tillsammans hittar varandra.</p>
<p>Projektägare är {{beneficiary_name}} och {{partner_name[0]}}. {_MONEY} Projektperioden är {{duration_months}}.</p>"""
    party = f"""<p>{{title}}</p>
<p>Delområde: {{programme_area}}</p>
<p>Alla är bjudna, och år 2019 är det fest.</p>
<p>Projektägare {{beneficiary_name}} och {{partner_name[0]}}. {_MONEY} Projektperioden är {{duration_months}}.</p>
{_CONTACT}
<p>&nbsp;</p>"""
    advice = f"""<p><strong>{{title}}</strong></p>
<p>Delområde: {{programme_area}}</p>
<p>Råd ges på tre språk. Hälften av dem är muntliga.</p>
<p>Projektägare är {{beneficiary_name}} och {{partner_name[0]}}. {_MONEY} Projektperioden är {{duration_months}}.</p>
<p>Kontaktpersoner är:</p>
<p>{_PERSON}, e-post: anna.exempel@example.se, telefon: 000-000 00 00</p>"""
    school = f"""<p>{{title}}</p>
<p>Delområde: {{programme_area}}</p>
<p>Eleverna byter klassrum varje termin.</p>
<p>Lärarna åker med under hela resan.Projektägare är {{beneficiary_name}} och {{partner_name[0]}}.</p>
<p>{_FUND_MONEY} Projektperioden är {{duration_months}}.</p>
<p>Kontaktperson är {_PERSON}.<br>E-post: anna.exempel@example.se<br>Telefon: 000-000 00 00</p>"""
    work = f"""<h2>{{title}}</h2>
<p>Projektet ägs av {{beneficiary_name}} och {{partner_name[0]}} som vill att fler exempel får arbete.</p>
<p>{_FUND_MONEY} Projektperioden är {{duration_months}}.</p>"""
    care = """<h2>{title}</h2>
<p>Projektet Exempel i Samverkan får totalt {support_amount} i stöd från Interreg Sverige – Norge. {partner_name[0]} är norsk
projektägare och {partner_name[1]} är projektägare på den svenska sidan.</p>
<p>– Det blir bra, säger Anna Exempel.</p>"""
    first = "6,2 miljoner euro till svensk-norska samarbetsprojekt"
    second = "Exempelprojekt för 4,6 miljoner euro"
    intro = f"""<h1>{first}</h1>
<h2>{first}</h2>
<p>Styrkommittéerna i Interreg Sverige-Norge har valt ut åtta projekt. Det blir drygt fyra miljoner euro ur Europeiska regionala
utvecklingsfonden, och norska IR-midler för ca 2,2 miljoner euro.</p>"""
    invented = f"""<h1>{second}</h1>
<p>Interreg Sverige-Norge har gett pengar till fem exempel, sammanlagt ca 4,6 miljoner euro. Det mesta, 2,9 miljoner euro,
kommer från Europeiska regionala utvecklingsfonden, och 1,7 miljoner euro är norska IR-midler.</p>
<p>Beslutet togs den 28 september 2019.</p>"""
    return [
        _news(OLD + "/62-miljoner-euro-till-svensk-norska-samarbetsprojekt/", first, intro, ((snorik, SNORIK), (food, FOOD), (gss3, GSS3))),
        _news(
            OLD + "/46-miljoner-euro-till-exempelprojekt/",
            second,
            invented,
            ((party, PARTY), (advice, ADVICE), (school, SCHOOL), (work, WORK), (care, CARE)),
        ),
    ]


def _label_news() -> list[Leaf]:
    tastes = """<h3>{title}</h3>
<p>Specifikt mål: {specific_objective_name}<br>
Projektperiod: {start_on} – {end_on}<br>
Svensk projektägare: {beneficiary_name}<br>
Belopp som sökts för EU-medel: {eu_contribution}</p>
<p>Hur det smakar får den veta som reser dit.</p>"""
    biking = """<h3>{title}</h3>
<p>Specifikt mål: {specific_objective_name}<br>
Projektperiod: {start_on} – {end_on}<br>
Svensk projektägare: {beneficiary_name}</p>
<p>Cyklar går på två hjul.</p>"""
    trail = """<p>{title}</p>
<p>Prioriteringar: {priority_name}<br>
Specifikt mål: {specific_objective_name}<br>
Projektperiod: {start_on} – {end_on}<br>
Svensk projektägare: {beneficiary_name}<br>
Norsk projektägare: {partner_name[0]}<br>
Total budget: {total_cost}<br>
Belopp som sökts för EU-medel: {eu_contribution}<br>
Belopp som sökts för IR-medel: {national_contribution}<br>
Kontaktperson: Anna Exempel</p>
<p>Leden är ett exempel på en led. Var tredje kilometer finns en bänk.</p>
<p>Projektets första sommar har 25 % fler vandrare.</p>"""
    tastes_no = """<p><strong>{title}</strong></p>
<p>Prioritering: {priority_name}</p>
<p>Spesifikt mål: {specific_objective_name}</p>
<p>Prosjektperiode: {start_on} – {end_on}</p>
<p>Svensk prosjekteier: {beneficiary_name}</p>
<p>Norsk prosjekteier: {partner_name[0]}</p>
<p>Totalt budsjett: {total_cost}</p>
<p>Beløp EU-midler: {eu_contribution}</p>
<p>Beløp IR-midler: {national_contribution}</p>
<p>Maten kommer fra begge sider av grensen.</p>"""
    trail_no = """<h3>{title}</h3>
<p>Prioritering: {priority_name}<br>
Prosjektperiode: {start_on} – {end_on}<br>
Svensk prosjekteier: {partner_name[0]}<br>
Svensk prosjekteier: {partner_name[1]}<br>
Totalt budsjett: {total_cost}<br>
Søkt beløp EU-midler: {eu_contribution}<br>
Søkt beløp IR-midler: {national_contribution}</p>
<p>Stien er et eksempel på en sti.</p>"""
    health_no = """<h3>{title}</h3>
<p>Delområde: {programme_area}</p>
<ul>
<li>Prosjektperiode: {start_on} – {end_on}</li>
<li>Svensk prosjekteier: {beneficiary_name}</li>
<li>Norsk prosjekteier: {partner_name[0]}</li>
<li>Totalt budsjett: {total_cost}</li>
<li>Beløp EU-midler: {eu_contribution}</li>
<li>Beløp IR-midler: {national_contribution}</li>
</ul>
<p>Kontaktperson: Anna Eksempel, e-post: anna.exempel@example.se</p>"""
    title, title_no = "Tre projekt prioriterade", "Tre prosjekter er prioritert"
    intro = f"<h1>{title}</h1>\n<p>Interreg Sverige-Norge har tagit emot ansökningar, och tre av dem kommer här:</p>"
    intro_no = f"""<h1>{title_no}</h1>
<p>Interreg Sverige-Norge har prioritert tre eksempler. Pengene er støtte fra European Regional Development Fund og norske IR-midler.</p>"""
    return [
        _news(NEW + "/tre-projekt-prioriterade/", title, intro, ((tastes, TASTES), (biking, BIKING), (trail, TRAIL))),
        _news(
            NEW + "/no/tre-prosjekter-prioritert/",
            title_no,
            intro_no,
            ((tastes_no, TASTES_NO), (trail_no, TRAIL_NO), (health_no, HEALTH_NO)),
            "nb",
        ),
    ]


def _news(url: str, title: str, intro: str, told: tuple[tuple[str, Record], ...], language: str = "sv") -> Leaf:
    main = "\n".join([intro, *(tell(text, record) for text, record in told)])
    return Leaf(url, page(language, title, main, kind="news"), tuple(record for _, record in told))


def _list_pages() -> list[Leaf]:
    first = """<h1>Projektbank</h1>
<p>Här finns projekten från 2014 till 2020.</p>
<ul>
<li><a href="/?portfolio=scandinavian-science-cluster-2"><img src="/bild.jpg" alt=""></a>
<a href="/?portfolio=scandinavian-science-cluster-2">Scandinavian Science Cluster</a> EU-STÖD 1 115 740 €</li>
<li><a href="/?portfolio=exempelvagen-2&amp;utm_source=projektbank">Exempelvägen 2</a></li>
<li><a href="/portfolio/granslos-exempelmusik/">Gränslös Exempelmusik</a></li>
<li><a href="/62-miljoner-euro-till-svensk-norska-samarbetsprojekt/">Nyhet: 6,2 miljoner euro</a></li>
<li><a href="https://www.example.org/?portfolio=annat">En annan webbplats</a></li>
</ul>
<p><a href="/projektbank/">1</a> <a href="/projektbank/page/2/">2</a> <a href="/om-interreg-2/budget/">Budget</a>
<a href="mailto:anna.exempel@example.se">Skriv till Anna Exempel</a></p>"""
    second = """<h1>Projektbank</h1>
<div><a href="https://www.interreg-sverige-norge-2014-2020.com/?portfolio=eksempelfjell">Eksempelfjell</a></div>
<div><a href="/?portfolio=exempelsjon#fakta">Från Exempelsjön till Eksempelfjorden</a></div>
<p><a href="/projektbank/">Tillbaka</a> <a href="/projektbank/page/2/">2</a></p>"""
    return [
        Leaf(OLD + "/projektbank/", page("sv", "Projektbank", first, kind="list")),
        Leaf(OLD + "/projektbank/page/2/", page("sv", "Projektbank, sida 2", second, kind="list")),
    ]


def _other_pages() -> list[Leaf]:
    budget = """<h1>Programmets budget</h1>
<p>Den totala budgeten för programmet är 94 000 000 EUR, varav 47 000 000 EUR är EU-stöd och 9 000 000 EUR är norska IR-midler.</p>
<p>EU betalar högst 50 procent. Programmet löper under perioden 2014 – 2020.</p>
<table><tr><th>Insatsområde</th><th>EU-stöd</th><th>Statliga IR-midler</th></tr>
<tr><td>Innovativa miljöer</td><td>10 000 000 €</td><td>2 000 000 €</td></tr>
<tr><td>Sysselsättning</td><td>8 000 000 €</td><td>1 000 000 €</td></tr></table>"""
    left = """<h1>Tillgängligt stöd</h1>
<p>Så här mycket finns kvar att söka i delområdet:</p>
<p>Innovativa miljöer: 300 100 Euro<br>Små och medelstora företag: 200 200 Euro<br>Natur- och kulturarv: 0 Euro<br>
Sysselsättning: 100 300 Euro</p>
<p>Frågor besvaras av Anna Exempel, 000-000 00 00.</p>"""
    areas = """<h1>Budget per delområde</h1>
<h3>Nordens Gröna Bälte</h3>
<p>Den totala budgeten är 30 000 000 EUR, varav 15 000 000 EUR är EU-stöd.</p>
<h3>Inre Skandinavien</h3>
<p>Den totala budgeten är 20 000 000 EUR, varav 10 000 000 EUR är EU-stöd.</p>"""
    advice = """<h1>Så gör du en ansökan</h1>
<p>Projektägare är den som svarar för projektet. Projektperioden är högst 3 år.</p>
<p>Projektägare Anna Exempel berättar.</p>"""
    start = "<h1>Välkommen</h1><p>Interreg Sverige-Norge låter grannar arbeta ihop.</p>"
    soon = "<h1>Kommer snart</h1><p>Sidan om projektet är under arbete.</p>"
    return [
        Leaf(OLD + "/om-interreg-2/budget/", page("sv", "Programmets budget", budget)),
        Leaf(OLD + "/tillgangligt-stod-exempelomradet/", page("sv", "Tillgängligt stöd", left)),
        Leaf(OLD + "/budget-per-delomrade/", page("sv", "Budget per delområde", areas)),
        Leaf(NEW + "/sa-gor-du-en-ansokan/", page("sv", "Så gör du en ansökan", advice)),
        Leaf(OLD + "/?portfolio=under-arbete", page("sv", "Kommer snart", soon)),
        Leaf(OLD + "/", page("sv", "Välkommen", start)),
        robots("www.interreg-sverige-norge-2014-2020.com"),
    ]


@cache
def leaves() -> tuple[Leaf, ...]:
    """Every page with its address and records."""
    return (*_list_pages(), *_fact_pages(), *_prose_news(), *_label_news(), *_other_pages())


def not_found() -> PageSpec:
    """The page for every other address."""
    return page("sv", "Sidan finns inte", "<h1>404</h1><p>Det finns ingen sida här.</p>", kind="error", status=404)


def site() -> Site:
    """Every page by path and query, those of both hosts together."""
    return site_of(leaves(), not_found())


def printed() -> dict[str, list[dict[str, str]]]:
    """The words every page with records prints, by flat field."""
    return printed_on(leaves())


def members() -> dict[str, list[dict[str, list[str]]]]:
    """The words every page with records prints, by field of a group."""
    return members_on(leaves())


CASES: dict[str, str] = {
    "list_page": OLD + "/projektbank/",
    "fakta_without_colon": OLD + "/?portfolio=scandinavian-science-cluster-2",
    "fakta_halves_with_colon": OLD + "/?portfolio=exempelvagen-2",
    "news_in_prose": OLD + "/62-miljoner-euro-till-svensk-norska-samarbetsprojekt/",
    "news_in_label_lines_norwegian": NEW + "/no/tre-prosjekter-prioritert/",
    "programme_budget": OLD + "/om-interreg-2/budget/",
}
