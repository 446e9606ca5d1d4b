"""`README.md` of a snapshot: what it is, how to check, read and cite it, and what to beware of."""

from __future__ import annotations

from collections.abc import Iterator

from warehouse.export.citation_file import citation_line
from warehouse.export.snapshot_contents import SAMPLE_WARNING, TERMS, Contents
from warehouse.export.wide_csv import PATH as WIDE_CSV
from warehouse.export.wide_csv import SAFE

FILES = (
    ("core/, mart/", "the tables as Parquet, one file each: `core` one row per thing, `mart` made for reading"),
    (WIDE_CSV, "the wide table `mart.project` as CSV (UTF-8, comma, CRLF; RFC 4180)"),
    ("registries.csv", "per registry: publisher, licence, number of projects, coverage of each item of Article 49(3)"),
    ("data-dictionary.md", "every table and column: type, unit, meaning, rules"),
    ("known-issues.md", "what is known to be wrong, doubtful or missing"),
    ("CITATION.cff", "how to cite (Citation File Format)"),
    ("datapackage.json", "Data Package v2: schema, keys and hash of every table (`frictionless validate datapackage.json`)"),
    ("croissant.json", "Croissant: files and record sets (`mlcroissant validate --jsonld croissant.json`)"),
    ("dcat.jsonld", "DCAT-AP: title, coverage, sources, distributions with checksums"),
    ("SHA256SUMS", "SHA-256 of every other file"),
)


def snapshot_readme(contents: Contents) -> str:
    """The whole document in Markdown."""
    return "\n".join(_lines(contents)) + "\n"


def _lines(contents: Contents) -> Iterator[str]:
    yield f"# {contents.title}"
    yield ""
    yield f"Snapshot `{contents.snapshot_id}`. {contents.description}"
    yield ""
    yield from (f"- `{path}`: {what}" for path, what in FILES)
    yield from _section("Check it")
    yield "    sha256sum -c SHA256SUMS"
    yield ""
    yield "The id ends in the first eight digits of the SHA-256 over those lines of SHA256SUMS that are about data files, `registries.csv`,"
    yield "`data-dictionary.md` and `known-issues.md`; the other files name the id. The same captured pages, read by the same version of"
    yield "Diarium, give the same bytes and the same id on any machine."
    yield from _section("Read it")
    yield "```python"
    yield "import pandas"
    yield ""
    yield 'projects = pandas.read_parquet("mart/project.parquet")'
    yield "```"
    yield ""
    yield "    duckdb -c \"SELECT fund_code, count(*) FROM 'mart/project.parquet' WHERE is_counted GROUP BY ALL\""
    yield ""
    yield f"{SAFE} That is so in `{WIDE_CSV}` and `registries.csv` only; the Parquet files have every text as it was read."
    yield "In a spreadsheet, import the file as UTF-8 with commas instead of opening it, so that codes and dates stay what they are."
    yield from _section("Cite it")
    if contents.is_sample:
        yield SAMPLE_WARNING
    else:
        yield f"> {citation_line(contents)}"
        yield ""
        yield "Name the registries you use beside it. `CITATION.cff` has the same for reference managers."
    yield from _section("Beware")
    yield "- An empty value was not published, or could not be read without a guess. It is never zero."
    yield "- Sums count projects of registries whose `is_counted` is true; aggregators and mirrors repeat them."
    yield "- `support_amount` includes national public money; `eu_amount` is the Union's alone. Neither is computed from a rate."
    yield "- Currencies are never added up. Euro are at the rate of the month a project starts (`core.funding.fx_basis`)."
    yield "- A region is what the registry states; `mart.funding_by_basis_region_fund` has two other bases. Take one of them."
    yield "- Dates have a precision: a year is not 1 January."
    if contents.profile.says:
        yield f"- {contents.profile.says}"
    yield from _section("Terms")
    yield TERMS


def _section(title: str) -> Iterator[str]:
    yield ""
    yield f"## {title}"
    yield ""
