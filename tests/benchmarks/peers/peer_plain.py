"""A peer: requests, BeautifulSoup, pandas and DuckDB, as most analysts would write it. `peer_plain.py ADDRESS FOLDER`."""

import sys
from urllib.parse import urljoin

import requests
from bs4 import BeautifulSoup
from tables import COLUMNS, finish

ADDRESS, FOLDER = sys.argv[1:]
SESSION = requests.Session()


def soup_of(url):
    response = SESSION.get(url, timeout=30)
    response.raise_for_status()
    return BeautifulSoup(response.text, "html.parser")


def project(url):
    soup = soup_of(url)
    row = {"url": url, "heading": soup.h1.get_text(strip=True)}
    for name in soup.select("dl.facts dt"):
        label = name.get_text(strip=True).rstrip(":")
        if label in COLUMNS:
            row[COLUMNS[label]] = name.find_next_sibling("dd").get_text(strip=True)
    row["description"] = "\n\n".join(part.get_text(" ", strip=True) for part in soup.select("div.prose p"))
    return row


rows, url = [], f"{ADDRESS}/projektbanken/sida-1.html"
while url:
    page = soup_of(url)
    rows += [project(urljoin(url, link["href"])) for link in page.select("ul.projects a")]
    following = page.select_one("nav.pages a[rel=next]")
    url = urljoin(url, following["href"]) if following else None
finish(rows, FOLDER)
