"""Swedish running text for the sample's pages, put together from sentence parts of our own.

The same diarienummer always gives the same text. Texts of real projects say nothing about the project itself:
they only explain the page, so that no invented statement is attached to anyone. Texts of invented projects
describe the invented project and hold numbers and dates that are not project facts.
"""

import random

from .projects import ProjectRow

_NEED = (
    "Arbetsgivare på orten säger att lediga platser står tomma samtidigt som många söker jobb",
    "I flera branscher byts arbetsuppgifter ut snabbare än vad kurserna hinner ändras",
    "Den som varit borta länge från arbetslivet möter ofta många kontor men få sammanhållna planer",
    "Avstånden gör att en kurs på annan ort sällan är ett alternativ för den som har småbarn",
    "Chefer i små verksamheter har svårt att frigöra tid för att lära nytt under ordinarie arbetsdag",
    "Unga som avbrutit sina studier tappas lätt bort när ansvaret flyttas mellan olika huvudmän",
)
_GROUND = (
    "Det visade en enkät som vi på låtsas gjorde i {month} {year}, där {percent} procent av de svarande höll med.",
    "I en påhittad förstudie från {year} nämnde {percent} % av deltagarna just detta.",
    "Bilden bygger på samtal med {count} fingerade företag under våren {year}.",
    "Läget beskrevs första gången i ett utkast daterat {date}.",
)
_AIM = (
    "Projektet ska därför pröva en gemensam ingång där deltagaren bara behöver berätta sin historia en gång",
    "Syftet är att korta vägen mellan en första kontakt och en konkret plan för arbete eller studier",
    "Målet är att deltagarna lämnar projektet med ett intyg som arbetsgivare i bygden känner igen",
    "Tanken är att kursinnehåll tas fram tillsammans med dem som ska anställa, i korta moduler",
    "Ambitionen är att varje deltagare har en fast handledare från första mötet till uppföljningen",
)
_MEASURE = (
    "varav minst {percent} procent ska ha gått vidare efter avslutad insats.",
    "och hälften av dem, ungefär {count} personer, väntas börja redan första hösten.",
    "med en avstämning vid halvtid då {percent} % av modulerna ska vara provade.",
    "vilket följs upp den {date} och därefter en gång per termin.",
)
_WORK = (
    "Arbetet delas i fyra steg: kartläggning, kortkurser, praktik och uppföljning.",
    "Handledarna arbetar {percent} procent av tiden ute på arbetsplatser och resten på lärcentrum.",
    "Varje grupp har högst {small} deltagare och träffas två förmiddagar i veckan.",
    "En referensgrupp med {small} ledamöter läser månadsrapporterna och föreslår ändringar.",
    "Kursmaterialet läggs ut öppet så att andra kan ta över delar av det utan kostnad.",
    "De första {small} veckorna används till inventering; därefter öppnar anmälan.",
)
_PRINCIPLE = (
    "Lokaler och webbplats granskas mot en checklista för tillgänglighet innan de tas i bruk.",
    "Deltagarstatistiken delas upp på kvinnor och män, och snedheter tas upp på varje styrgruppsmöte.",
    "Resor sker i första hand med buss och tåg, och distansmöten används där de räcker.",
    "Språkstöd ges på {small} språk och all skriftlig information finns på lätt svenska.",
)
_AFTER = (
    "När stödet upphör tas de delar som fungerat in i ordinarie verksamhet, enligt ett beslut av den {date}.",
    "Resultatet sprids i en handbok på omkring {count} sidor och på två öppna dagar.",
    "Medfinansieringen från egna verksamheter uppgår enligt planen till {percent} procent och redovisas årsvis.",
    "En utvärderare som inte finns i verkligheten följer arbetet och lämnar rapport vid tre tillfällen.",
)
_PAGE_PARTS = (
    "Faktarutan ovan återger uppgifter så som de tryckts i ett offentligt register, i samma ordning och med samma etiketter.",
    "Texten du läser nu är däremot skriven för provregistret och säger ingenting om vad projektet gör eller har gjort.",
    "Uppgifter som inte är kända står tomma eller saknas helt; inget är ifyllt på måfå.",
    "En rad utan värde betyder att registret inte anger något, inte att värdet är noll.",
    "Den som vill veta mer om ett verkligt projekt hänvisas till projektägarens egna sidor.",
    "Belopp anges i hela kronor utan att valutan skrivs ut, så som registret brukar göra.",
    "Beviljat stöd kan bestå av flera delar, och andelen på sidan gäller bara en av dem.",
    "Ett stöd på 20 procent av tiden är till exempel inte samma sak som 20 % av budgeten.",
    "Exemplet i handledningen, som gäller perioden 2001-02-03 - 2004-05-06, är påhittat och hör inte till något projekt.",
    "Sidor kan ändras utan att adressen gör det, och därför bör varje läsning sparas för sig.",
    "Nationella insatser har ingen egen region i registret utan en gemensam beteckning.",
    "Diarienumret är det enda som säkert skiljer två insatser med samma namn åt.",
    "Förkortningar i versaler kommer från registret och kan vara avklippta efter ett visst antal tecken.",
    "Har du hittat ett fel i provregistret går det bra att skriva till adressen under Kontakt.",
)
# real: the seventeen municipalities of the project, three of which lie outside the region the registry states
_PLACES = {
    "22-021-S03": "Registret nämner sjutton kommuner: Arjeplog, Arvidsjaur, Dorotea, Gällivare, Jokkmokk, Kiruna, Kramfors, Lycksele, "
    "Norsjö, Pajala, Skellefteå, Sollefteå, Sorsele, Storuman, Strömsund, Vilhelmina och Åsele.",
}
_MONTHS = ("januari", "mars", "april", "maj", "augusti", "oktober", "november")


def _fill(part: str, rng: random.Random) -> str:
    return part.format(
        percent=rng.choice((12, 15, 20, 25, 30, 35, 45, 60, 70, 75, 80)),
        count=rng.randrange(24, 190),
        small=rng.randrange(3, 16),
        year=rng.randrange(2017, 2022),
        month=rng.choice(_MONTHS),
        date=f"{rng.randrange(1, 29)} {rng.choice(_MONTHS)} {rng.randrange(2026, 2029)}",
    )


def _invented(row: ProjectRow, rng: random.Random) -> list[str]:
    def pick(parts: tuple[str, ...], number: int = 1) -> str:
        return " ".join(_fill(part, rng) for part in rng.sample(parts, number))

    owner = row.projektagare.split(",")[0]
    need, aim, work = rng.sample(_NEED, 2), rng.sample(_AIM, 2), rng.sample(_WORK, 4)
    paragraphs = [
        f"{need[0]}. {pick(_GROUND)} {need[1]}, och det är utgångspunkten för {row.namn}.",
        f"{aim[0]}, {pick(_MEASURE)} {aim[1]}.",
        " ".join(_fill(part, rng) for part in work),
        f"{owner} håller i arbetet tillsammans med andra påhittade parter. {pick(_PRINCIPLE, 2)}",
        pick(_AFTER, 2),
    ]
    return paragraphs[: rng.choice((3, 4, 5))]


def paragraphs(row: ProjectRow) -> list[str]:
    """Three to six paragraphs of plain text for a project page."""
    rng = random.Random(f"prose {row.diarienummer}")
    if row.is_invented:
        return _invented(row, rng)
    parts = rng.sample(_PAGE_PARTS, 10)
    sizes = rng.choice(((3, 3, 4), (3, 2, 3, 2), (2, 2, 2, 2, 2)))
    starts = [sum(sizes[:index]) for index in range(len(sizes))]
    told = [" ".join(parts[start : start + size]) for start, size in zip(starts, sizes, strict=True)]
    return [*told, *filter(None, [_PLACES.get(row.diarienummer)])]
