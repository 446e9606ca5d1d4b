"""The page frame every sample page shares: head with inline style and script, banner, mega menu, breadcrumb, footer.

What stands inside `<main>` belongs in `pages`.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Template

from .markup import escape

SECTIONS: dict[str, tuple[str, ...]] = {
    "Sök stöd": (
        "Så går det till",
        "Vem kan söka",
        "Innan du ansöker",
        "Ansökans delar",
        "Budget och kostnader",
        "Bilagor och intyg",
        "Vanliga frågor",
        "Ordlista för sökande",
    ),
    "Utlysningar": (
        "Öppna utlysningar",
        "Kommande utlysningar",
        "Stängda utlysningar",
        "Utlysningsplan",
        "Så bedöms en ansökan",
        "Frågestunder",
    ),
    "Driva projekt": (
        "Starta projektet",
        "Rapportera",
        "Ansöka om utbetalning",
        "Deltagare",
        "Upphandling",
        "Informera om stödet",
        "Ändra i projektet",
        "Avsluta projektet",
    ),
    "Resultat": ("Projektbanken", "Berättelser", "Utvärderingar", "Statistik", "Lärande exempel", "Öppna data"),
    "Regioner": (
        "Stockholm",
        "Östra Mellansverige",
        "Småland och öarna",
        "Sydsverige",
        "Västsverige",
        "Norra Mellansverige",
        "Mellersta Norrland",
        "Övre Norrland",
        "Nationellt",
    ),
    "Om provregistret": (
        "Vad det är",
        "Påhittade projekt",
        "Verkliga uppgifter",
        "Tillgänglighet",
        "Behandling av personuppgifter",
        "Webbkarta",
    ),
}
"""The menu: section to its links. Each link is a page of its own under `/sektion/...`."""

_BLURBS = (
    "Korta svar i den ordning frågorna brukar komma.",
    "Steg för steg, med mallar att fylla i.",
    "Vad som gäller nu och vad som gällde förut.",
    "Samlade länkar, blanketter och datum.",
    "För dig som är ny och för dig som gjort det förr.",
)
_ASCII = str.maketrans("åäöé ", "aaoe-")
_SHADES = ("ink", "sea", "sky", "moss", "sun", "clay")


@dataclass(frozen=True, slots=True)
class Frame:
    """What one page puts into the shared frame: title, breadcrumb as (text, address or ""), main HTML, cookie banner or not."""

    title: str
    crumbs: tuple[tuple[str, str], ...]
    main: str
    has_banner: bool = False


def slug(text: str) -> str:
    """`Så går det till` -> `sa-gar-det-till`."""
    return text.lower().translate(_ASCII)


def section_address(section: str, link: str) -> str:
    """Where a menu link leads."""
    if link == "Projektbanken":
        return "/resultat/projektbanken/"
    return f"/sektion/{slug(section)}/{slug(link)}/"


def _template(name: str) -> str:
    return (files(__package__) / "templates" / name).read_text(encoding="utf-8")


def _utilities() -> str:
    rules = []
    for step in range(9):
        size = f"{step * 0.25:g}rem"
        for prefix, prop in (("m", "margin"), ("p", "padding")):
            rules.append(f".{prefix}-{step}{{{prop}:{size}}}")
            for letter, side in (("t", "top"), ("r", "right"), ("b", "bottom"), ("l", "left")):
                rules.append(f".{prefix}{letter}-{step}{{{prop}-{side}:{size}}}")
    for column in range(1, 13):
        rules.append(f".col-{column}{{flex:0 0 {column / 12:.4%};max-width:{column / 12:.4%}}}")
        rules.append(f"@media(min-width:62em){{.col-lg-{column}{{flex:0 0 {column / 12:.4%};max-width:{column / 12:.4%}}}}}")
    rules += [f".text-{s}{{color:var(--{s})}}.bg-{s}{{background-color:var(--{s})}}.border-{s}{{border-color:var(--{s})}}" for s in _SHADES]
    return "\n".join(rules)


def _menu_item(section: str, link: str, track: str) -> str:
    blurb = _BLURBS[(len(link) + len(track)) % len(_BLURBS)]
    return (
        f'              <li class="mega-item"><a class="mega-link" href="{section_address(section, link)}" data-track="{track}">'
        f'<span class="mega-text">{escape(link)}</span><span class="mega-blurb">{blurb}</span></a></li>'
    )


def _menu() -> str:
    out = []
    for section, links in SECTIONS.items():
        key = slug(section)
        items = "\n".join(_menu_item(section, link, f"meny-{key}-{number}") for number, link in enumerate(links))
        out.append(
            f'          <li class="nav-item">\n            <button class="nav-button" type="button" aria-expanded="false" '
            f'aria-controls="meny-{key}">{escape(section)} <svg class="icon" aria-hidden="true"><use href="#i-down"></use></svg></button>\n'
            f'            <div class="mega" id="meny-{key}" hidden>\n            <ul class="mega-list">\n{items}\n            </ul>\n'
            "            </div>\n          </li>"
        )
    return "\n".join(out)


def _footer_links() -> str:
    return "\n".join(
        f'        <div class="footer-column"><h2 class="footer-title">{escape(section)}</h2><ul class="plain">'
        + "".join(f'<li><a href="{section_address(section, link)}">{escape(link)}</a></li>' for link in links[:4])
        + "</ul></div>"
        for section, links in SECTIONS.items()
    )


@cache
def _page() -> Template:
    fixed = {"css": _template("site.css") + _utilities(), "js": _template("site.js"), "menu": _menu(), "footer_links": _footer_links()}
    return Template(Template(_template("page.html")).safe_substitute(fixed))


@cache
def _banner() -> str:
    return _template("banner.html")


def render(frame: Frame) -> bytes:
    """The whole page as UTF-8 bytes."""
    crumbs = "".join(
        f'<li class="crumb"><a href="{address}">{escape(text)}</a></li>'
        if address
        else f'<li class="crumb" aria-current="page">{escape(text)}</li>'
        for text, address in frame.crumbs
    )
    page = _page().substitute(
        title=escape(frame.title), crumbs=crumbs, main=frame.main, banner=_banner() if frame.has_banner else "<!-- inget meddelande -->"
    )
    return page.encode("utf-8")
