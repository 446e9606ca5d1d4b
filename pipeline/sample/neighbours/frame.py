"""What stands around the content of a neighbour's page: head, navigation, footer, decoys in scripts. Not what a page says."""

from __future__ import annotations

import html

from pipeline.sample.site import PageSpec

HTML = "text/html; charset=utf-8"


def escape(text: str) -> str:
    """HTML text of `text`; no-break spaces and soft hyphens become references."""
    escaped = html.escape(text, quote=True)
    return escaped.replace("\u00a0", "&nbsp;").replace("\u00ad", "&shy;").replace("\u202f", "&#8239;")


def page(
    language: str, title: str, main: str, *, kind: str = "other", status: int = 200, charset: str = "utf-8", body_only: bool = False
) -> PageSpec:
    """A whole page around `main` (HTML). With `body_only` there is no `<main>` element, as on older sites."""
    content = main if body_only else f"<main>\n{main}\n</main>"
    text = (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="{charset}">\n<title>{escape(title)}</title>\n'
        '<script>window.sample = {"label": "Totalbudget", "value": "1 EUR"};</script>\n</head>\n<body>\n'
        '<header><nav><ul><li><a href="/">Start</a></li><li><a href="/om/">Om</a></li></ul></nav></header>\n'
        f"{content}\n"
        "<footer><p>Sample page of Diarium. Facts are public, the prose is ours.</p></footer>\n</body>\n</html>\n"
    )
    return PageSpec(text.encode(charset, "xmlcharrefreplace"), status, kind, f"text/html; charset={charset}")
