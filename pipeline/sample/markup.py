"""The three markups of the fact block and the escaping of what stands in it.

HTML of label/value rows belongs here; which labels there are does not.
"""

import html
from html.entities import codepoint2name

VARIANTS = {
    "nested": "label and value wrapped in further elements",
    "no_colon": "labels without a colon",
    "some_colons": "every other label without a colon",
    "td": "table rows of td and td instead of th and td",
    "named_entities": "letters such as ö written as named references",
    "numeric_entities": "letters such as ö written as numeric references",
}
"""The words allowed in a row's `variant` and what they do."""

_INVISIBLE = {"\u00a0": "&nbsp;", "\u00ad": "&shy;", "\u202f": "&#8239;"}


def escape(text: str, variant: str = "") -> str:
    """HTML text of `text`; no-break spaces and soft hyphens become references, other letters as `variant` says."""
    escaped = html.escape(text, quote=True)
    if variant == "named_entities":
        return "".join(f"&{codepoint2name[ord(c)]};" if ord(c) > 127 and ord(c) in codepoint2name else c for c in escaped)
    if variant == "numeric_entities":
        return "".join(f"&#{ord(c)};" if ord(c) > 127 else c for c in escaped)
    return "".join(_INVISIBLE.get(c, c) for c in escaped)


def _wrap(number: int, label: str, value: str, variant: str) -> tuple[str, str]:
    colon = "" if variant == "no_colon" or (variant == "some_colons" and number % 2) else ":"
    if variant == "nested":
        return f'<strong class="label-text">{label}</strong>{colon}', f'<span class="value-outer"><span>{value}</span></span>'
    return f"{label}{colon}", value


def _dl(label: str, value: str) -> str:
    return f'            <dt class="fact-label">{label}</dt>\n            <dd class="fact-value">{value}</dd>\n'


def _div(label: str, value: str) -> str:
    return (
        '            <div class="fact-row">\n'
        f'              <div class="fact-label label">{label}</div>\n'
        f'              <div class="fact-value value">\n                {value}\n              </div>\n'
        "            </div>\n"
    )


def _row(head: str, value: str) -> str:
    return f'            <tr>\n              {head}\n              <td class="fact-value">{value}</td>\n            </tr>\n'


def _table(label: str, value: str) -> str:
    return _row(f'<th scope="row" class="fact-label">{label}</th>', value)


def _plain_table(label: str, value: str) -> str:
    return _row(f'<td class="fact-label">{label}</td>', value)


_TABLE = '<table class="facts facts-table"><caption class="visually-hidden">Projektfakta</caption><tbody>'


_MARKUPS = {
    "dl": ('<dl class="facts facts-dl">', _dl, "</dl>"),
    "div": ('<div class="facts facts-div" role="group" aria-label="Projektfakta">', _div, "</div>"),
    "table": (_TABLE, _table, "</tbody></table>"),
    "table td": (_TABLE, _plain_table, "</tbody></table>"),
}


def fact_block(markup: str, variant: str, rows: list[tuple[str, str]]) -> str:
    """The label/value block in `markup` (dl, div, table)."""
    opening, render, closing = _MARKUPS[f"{markup} td" if variant == "td" else markup]
    printed = [_wrap(number, escape(label, variant), escape(value, variant), variant) for number, (label, value) in enumerate(rows)]
    body = "".join(render(label, value) for label, value in printed)
    return f"          {opening}\n{body}          {closing}\n"
