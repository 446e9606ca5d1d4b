"""A peer: Scrapy, pandas and DuckDB, as somebody would write it who knows Scrapy. `peer_scrapy.py ADDRESS FOLDER`."""

import sys

import scrapy
from scrapy.crawler import CrawlerProcess
from tables import COLUMNS, finish

ADDRESS, FOLDER = sys.argv[1:]
ROWS = []


class Collect:
    def process_item(self, item):
        ROWS.append(item)
        return item


class Projects(scrapy.Spider):
    name = "projects"
    start_urls = (f"{ADDRESS}/projektbanken/sida-1.html",)

    def parse(self, response):
        yield from response.follow_all(css="ul.projects a", callback=self.parse_project)
        yield from response.follow_all(css="nav.pages a[rel=next]", callback=self.parse)

    def parse_project(self, response):
        row = {"url": response.url, "heading": response.css("h1::text").get()}
        for fact in response.css("dl.facts div.fact"):
            label = fact.css("dt strong::text").get("").strip().rstrip(":")
            if label in COLUMNS:
                row[COLUMNS[label]] = fact.css("dd span::text").get("").strip()
        row["description"] = "\n\n".join(" ".join(part.css("::text").getall()) for part in response.css("div.prose p"))
        yield row


process = CrawlerProcess({"LOG_LEVEL": "WARNING", "ITEM_PIPELINES": {Collect: 300}})
process.crawl(Projects)
process.start()
finish(ROWS, FOLDER)
