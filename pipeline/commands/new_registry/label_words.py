"""Words that tell what a label of an unknown registry may mean, in the languages such registries are written in.

Belongs here: words only (stems of labels, words of contact, words of other languages). What follows from them:
`label_meanings`, `personal_labels` and the guesses. Each is a hint for a person who checks the draft, never a reading.
"""

from __future__ import annotations

import re

from parsers.values.dates import DateForm

CONTACT_WORDS = re.compile(
    r"kontakt|contact|yhteys|e-?post|e-?mail|\bmail\b|sähköposti|courriel|telefon|puhelin|phone|mobil(?!i)|\bgsm\b|\bfax|\bfaks|\bt(?:el|lf|fn)\b"
    r"|\bmob\b|handläggare|sagsbehandler|saksbehandler|ansprech|pro[sj]+ekt-?led|projektleit|project (?:leader|manager)|hankepäällik"
    r"|projektipäällik|vastuuhenkilö|\bperson\b|personnummer|henkilötunnus|geburts"
    r"|\bansvarig\b(?! (?:myndighet|enhet))|\bansvarlig\b(?! my)"
    r"|verantwortlich(?!e (?:behörde|stelle))|skribent|redaktör|foto\b"
)
BARE_NAMES = frozenset(("namn", "navn", "name", "nimi", "nom", "förnamn", "efternamn", "fornavn", "etternavn", "vorname", "nachname"))
ORGANISATIONS = re.compile(
    r"\b(?:ab|as|a/s|aps|oy|oyj|ry|gmbh|ag|ev|asa|ltd|kommun\w*|region\w*|universit\w*|högskol\w*|høgskol\w*|skol\w*|center|centrum|sent\w+"
    r"|förening\w*|forening\w*|stiftelse\w*|institut\w*|akademi\w*|kaupunki|kunta|yliopisto\w*|stadt|landkreis|verein|hochschule|länsstyrelsen"
    r"|fylkeskommun\w*|myndighet\w*|förbund\w*|forbund\w*|fond\w*|projekt\w*|prosjekt\w*|hanke\w*|program\w*|eu|esf)\b"
)

# Field, and what its labels hold: tried in this order, and only where the values read as the field's kind.
_NOT_A_NAME = (
    r"(?!.*(?:\bort\b|\bstad\b|\bby\b|post|adress|osoite|\blands?\b|num+er|\bn[or]\b|\btyp|\bform|kunta|plz|city|country|type"
    r"|art\b|tunnus))"
)
STEMS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (field, re.compile(pattern))
    for field, pattern in (
        ("published_on", r"publi[cs]|opdater|up+dater|oppdater|päivit|julkais|aktualisier|updated|veröffentlich|endret|ändrad"),
        ("programming_period", r"program\w*[ -]?period|ohjelmakausi|förderperiode"),
        ("period", r"period|laufzeit|toteutusaika|pro[sj]+ekt-?tid|tidsram|tidsrom|dauer|zeitraum|durée|projekttid"),
        ("start_on", r"start|beginn|anfang|\balku|\balka|aloit|påbörj|début"),
        ("end_on", r"slut|\bend|ende\b|loppu|päätty|avslut|\bfin\b|schluss"),
        ("eu_cofinancing_rate_pct", r"(?:\beu\b|union).*(?:grad|sats|andel|rate|satz|anteil|osuus)|kofinanzierung|medfinansieringsgrad"),
        (
            "eu_contribution",
            r"(?!.*\b(?:ja|och|og|and|und|et)\b)(?:\beu\b|union\w*)[ -]?\w*(?:stöd|støtte|bidrag|midler|medel|tuki|mittel|beitrag"
            r"|zuschuss|förderung|contribution|funding|grant)",
        ),
        (
            "total_cost",
            r"(?:total|gesamt|samle[dt]|kokonais|yhteensä|hela).*(?:cost|kost|budget|budsjet|udgift|utgift|kustannu|ausgab|volumen)",
        ),
        ("beneficiary_org_number", r"org[a-zåäöæø]*[ .-]*(?:nr|num+er|number)|y-tunnus|\bcvr"),
        ("beneficiary_postcode", r"postnr|postnum+er|postinumero|\bplz\b|postleitzahl|postcode"),
        ("beneficiary_city", r"postort|poststed|postitoimipaikka|stödmottagar\w* ort"),
        ("title", r"^(?:pro[sj]+ekt\w*|hank\w+|project|vorhaben\w*)?[ -]*(?:namn|navn|name|nimi|titel|tittel|title|bezeichnung|rubrik)$"),
        ("title", r"^pro[sj]+ekt\w*(?:namn|navn|name|titel|tittel)$|^(?:name|titel|bezeichnung) des (?:projekts|vorhabens)$"),
        (
            "project_code",
            r"diarienummer|(?:pro[sj]+ekt|hanke|project|vorhaben)\w*[ -]?(?:num+er|nr|id|code|kode?|koodi|number|kennung)\b"
            r"|förderkennzeichen|aktenzeichen|journalnum|sagsnum|saksnum|hankenumero",
        ),
        (
            "beneficiary_name",
            rf"{_NOT_A_NAME}.*(?:pro[sj]+ekt(?:ägare|ejer|eier|eigar|träger)|stödmottagar|støt+emottager|støt+emodtager|støttemottaker|begünstigte"
            r"|zuwendungsempfänger|förderempfänger|tuensaaja|hakija|toteuttaja|beneficiar|bénéficiaire|lead ?partner)",
        ),
        (
            "managing_authority",
            r"förvaltande myndighet|viranomainen|verwaltungsbehörde|bewilligungsbehörde|managing authority|forvaltningsmyn",
        ),
        ("fund_code", r"fond|rahasto|\bfund"),
        ("programme_name", r"^program(?:m|me|met|mes|mets)?s?$|ohjelma|förderprogramm"),
        ("specific_objective_name", r"spe[sc]ifi[kc]t? mål|erityistavoite|spezifisches ziel|specific objective"),
        ("priority_name", r"priorit|[in]+n?d?satsområde|toimintalinja|schwerpunkt|\btema\b|\bthema\b|theme"),
        ("region_name", r"region|landsdel|maakunta|bundesland|\blän\b|fylke|geografi|gebiet"),
        ("participants_planned", r"planer\w*.*deltag|geplant\w*.*teilnehm"),
        ("participants", r"deltagare|deltagere|deltakere|osallistuj|teilnehm|participants"),
        ("country_code", r"\bland\b|country|\bmaa\b|staat"),
        ("website", r"web+(?:plats|sida|sted|site)|hjemmeside|hemsida|nettside|\bwww|verkkosivu|homepage|internet"),
        ("status", r"status|\btila$"),
        ("description", r"beskriv|sammanfattning|kuvaus|tiivistelmä|beschreibung|zusammenfassung|description|summary|abstract"),
    )
)

# Small words of languages `parsers.prose.language` does not know; none is a word of a Nordic language or of English.
FOREIGN: dict[str, frozenset[str]] = {
    "de": frozenset("und die das für eine einer wird werden zur zum durch bei nicht sowie im ist mit".split()),
    "fr": frozenset("les des une dans pour est sont avec sur aux cette par".split()),
    "nl": frozenset("het een voor zijn wordt worden naar ook bij deze".split()),
    "es": frozenset("los las una para por con del como este sus".split()),
    "it": frozenset("gli della delle per con una nel sono che".split()),
    "pl": frozenset("oraz dla jest się przez na projektu przy".split()),
    "et": frozenset("ning mis kui see projekti toetus".split()),
}
LOCALES: dict[str, tuple[str, ...]] = {
    "sv": ("sv", "sv-prose", "da", "en"),
    "da": ("da", "da-prose", "sv", "en"),
    "nb": ("nb", "nb-prose", "da", "en"),
    "fi": ("fi", "da", "en"),
    "en": ("en", "fr", "da"),
    "fr": ("fr", "da", "en"),
}
OTHER_LOCALES: tuple[str, ...] = ("da", "fr", "en")
DATE_FORMS: tuple[DateForm, ...] = ("iso", "dotted", "slashed", "named", "month", "term", "compact", "year")
FUNDS = ("ERDF", "ESF", "ESF+", "CF", "JTF", "YEI", "EMFF", "EMFAF", "AMIF", "ISF", "BMVI", "EAFRD")
YES_NO = frozenset("ja nej nei nein kyllä ei yes no".split())
