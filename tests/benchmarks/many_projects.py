"""Inputs of a build for any number of projects: copies of the sample's projects, each under a code, names and amounts of its own.

`write_inputs` lays out captures and observation sets as the project does: four crawls per registry, each with every project in it. From
one crawl to the next 1 % change; in the last one 0.5 % are gone and 0.5 % new, a few answer with an error, and a few captures of the
third are garbled. Aggregators and mirrors have half as many copies as authorities; projects that are linked in the sample are linked in
each copy. To look at what it makes: `python -m tests.benchmarks.many_projects FOLDER N`.
"""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import duckdb
import pyarrow as pa

from assets.steps.build_inputs import registry_row
from assets.steps.page_process import PageKey
from assets.steps.stored_pages import read_pages
from parsers.reading import Page
from parsers.registry import Source, sources
from parsers.vocabulary.fields import FIELDS
from pipeline.sample_site import SampleSite
from warehouse.inputs import Inputs, RegistryRow
from warehouse.observations.records import NUMBER_IN_TEXT

CRAWLS = tuple(datetime.fromisoformat("2026-01-05T04:00:00") + timedelta(weeks=13 * turn) for turn in range(4))
LAST = len(CRAWLS) - 1
COPIES_OF_A_NAME = 5
VOWELS, CONSONANTS = "aeiouyåäöæø", "bcdfghjklmnpqrstvwxz"
LETTERS = VOWELS + CONSONANTS + VOWELS.upper() + CONSONANTS.upper()


@dataclass(frozen=True, slots=True)
class Generated:
    """What was written: where, and how much of what. `n_changes` are versions after a project's first."""

    inputs: Inputs
    n_projects: int
    n_counted: int
    n_changes: int
    n_vanished: int
    n_new: int
    n_unreached: int
    n_garbled: int


def registry_rows() -> tuple[RegistryRow, ...]:
    """The declarations of all registries, whose titles say what is in them."""
    declared = (registry_row(source.registry) for source in sources().values())
    return tuple(replace(row, title=f"{row.title}: copies of its sample") for row in declared)


def write_inputs(root: Path, n: int) -> Generated:
    """Write the inputs of a build of `n` projects into an empty folder."""
    with duckdb.connect() as connection:
        for name, table in _sample_tables().items():
            connection.register(name, table)
        connection.register("copied", _copies(n))
        connection.register("registry", pa.Table.from_pylist([asdict(row) for row in registry_rows()]))
        connection.execute("SET VARIABLE n = ?", [n])
        connection.execute("SET VARIABLE letters = ?", [LETTERS])
        connection.execute("SET VARIABLE amounts = ?", [AMOUNTS])
        connection.execute("SET VARIABLE number_in_text = ?", [NUMBER_IN_TEXT.pattern])
        connection.execute(TABLES)
        for source in sources().values():
            _write_registry(connection, root, source.registry.code)
        counts = connection.execute(COUNTS).fetchall()[0]
    return Generated(Inputs.found_under(root / "captures", root / "observations", registry_rows()), *counts)


def _sample_tables() -> dict[str, pa.Table]:
    """The pages, values and issues of all samples, as a run reads them."""
    read = [read_pages(source, "generated", iter(_pages(source).items()), 0, lambda *_: None)[0] for source in sources().values()]
    return {name: pa.concat_tables([tables[name] for tables in read]) for name in ("page", "record", "issue")}


def _pages(source: Source) -> dict[PageKey, Page]:
    """By canonical address and digest, as a page may be served at two addresses."""
    return {
        (source.canonical_url(address), hashlib.sha256(page.body).hexdigest()): Page(address, page.body, page.content_type)
        for address, page in SampleSite.of(source.folder).pages.items()
        if page.kind != "document"
    }


def _copies(n: int) -> pa.Table:
    """A row per copy of the sample: what its letters become in its texts, and, a few copies together, in names of organisations."""
    return pa.Table.from_pylist(
        [{"copy": copy, "words": _alphabet(copy), "names": _alphabet(copy // COPIES_OF_A_NAME)} for copy in range(1 + n // 50)]
    )


def _alphabet(number: int) -> str:
    """`LETTERS` in another order, vowels for vowels, so that the words look like words; those of 0 stay as they are."""
    if number == 0:
        return LETTERS
    rng = Random(number)
    lower = "".join("".join(rng.sample(letters, len(letters))) for letters in (VOWELS, CONSONANTS))
    return lower + lower.upper()


TABLES = """
-- nine digits and the check digit of a Swedish organisation number
CREATE MACRO weighted(digit, place) AS CAST(digit AS INTEGER) * (1 + place % 2) // 10 + CAST(digit AS INTEGER) * (1 + place % 2) % 10;
CREATE MACRO check_digit(digits) AS
    (10 - list_sum(list_transform(range(1, 10), lambda place: weighted(digits[place], place))) % 10) % 10;
CREATE MACRO nine_digits(seed) AS '55' || (2 + hash(seed) % 8) || lpad(CAST(hash(seed) // 8 % 1000000 AS VARCHAR), 6, '0');
CREATE MACRO invented_number(seed) AS nine_digits(seed) || check_digit(nine_digits(seed));

CREATE TABLE project AS
SELECT row_number() OVER (ORDER BY copy, registry, canonical_url) - 1 AS number, copied.*, authority, registry, canonical_url, body_sha256,
    if(copy = 0, canonical_url, canonical_url || if(contains(canonical_url, '?'), '&', '?') || 'copy=' || copy) AS address
FROM page JOIN registry USING (registry) JOIN copied ON authority = 'registry' OR copy % 2 = 0
WHERE page_kind = 'project' AND record_count = 1
QUALIFY number < getvariable('n');

-- pages that mention projects: of every tenth copy
CREATE TABLE place AS
FROM project
UNION ALL BY NAME
SELECT NULL AS number, copy, words, names, registry, canonical_url, body_sha256, authority, canonical_url || '#' || copy AS address
FROM page JOIN registry USING (registry) JOIN copied ON copy % 10 = 0
WHERE page_kind IN ('news', 'partner') AND record_count > 0 AND copy <= (SELECT max(copy) FROM project);

-- the version that each crawl shows; -1 is a garbled page, none is no page
CREATE TABLE shown AS
SELECT place.*, turn AS crawl,
    number % 5000 = 2211 AND turn = 3 AS is_unreached,
    CASE
        WHEN number % 200 = 133 AND turn < 3 OR number % 200 = 77 AND turn = 3 OR is_unreached THEN NULL
        WHEN number % 2000 = 1555 AND turn = 2 THEN -1
        WHEN turn >= 3 AND number % 200 IN (10, 50) OR turn >= 2 AND number % 100 = 30 OR turn >= 1 AND number % 100 = 10 THEN
            if(turn = 3 AND number % 200 = 10, 3, 2)
        ELSE 1
    END AS version,
    sha256(address || ' ' || version) AS digest
FROM place CROSS JOIN range(4) AS turn (turn);

CREATE TABLE body AS SELECT DISTINCT ON (address, version) * FROM shown WHERE version IS NOT NULL;

CREATE MACRO new_code(value, copy) AS if(copy = 0, value, value || lpad(CAST(copy AS VARCHAR), 5, '0'));
CREATE MACRO new_words(value, words) AS translate(value, getvariable('letters'), words);
CREATE MACRO new_title(value, words, version) AS new_words(value, words) || if(version > 1, ' ' || version, '');
CREATE MACRO new_number(value, copy) AS if(copy < 5 OR value IS NULL, value, invented_number(value || copy // 5));
CREATE MACRO new_amount(value, copy, version) AS if(copy = 0 AND version = 1, CAST(value AS DECIMAL(15,2)),
    CAST(CAST(CAST(value AS DOUBLE) * (1 + copy % 97 / 10) AS BIGINT) + 1000 * (version - 1) AS DECIMAL(15,2)));
CREATE MACRO amount_text(value, told, copy, version) AS
    if(new_amount(value, copy, version) = value, told, CAST(CAST(new_amount(value, copy, version) AS BIGINT) AS VARCHAR));
CREATE MACRO new_value(field, value, copy, words, names, version) AS CASE
    WHEN field = 'project_code' THEN new_code(value, copy)
    WHEN field = 'title' THEN new_title(value, words, version)
    WHEN field = 'description' THEN new_words(value, words)
    WHEN field IN ('beneficiary_name', 'partner_name') THEN new_words(value, names)
    WHEN field = 'beneficiary_org_number' THEN new_number(value, copy)
    WHEN list_contains(getvariable('amounts'), field) THEN amount_text(value, value, copy, version)
    ELSE value
END;
CREATE MACRO numbers_of(name, text) AS list_transform(
    CASE WHEN regexp_matches(text, '[0-9]{3}') THEN list_distinct(regexp_extract_all(text, getvariable('number_in_text'))) ELSE [] END,
    lambda number: {'field': name, 'printed': number});
CREATE MACRO new_item(item, value, changed) AS
    struct_update(item, value := if(value = changed, item.value, NULL), value_raw := if(value = changed, item.value_raw, changed),
        span_end := item.span_start + length(if(value = changed, item.value_raw, changed)));
"""
AMOUNTS = [name for name, field in FIELDS.items() if field.kind == "amount"]
OF_RECORD = ", ".join(
    f"new_amount({name}, copy, version) AS {name}, amount_text({name}, {name}_raw, copy, version) AS {name}_raw"
    for name in AMOUNTS
    if FIELDS[name].group is None
)
RECORDS = f"""
SELECT registry, address AS canonical_url, digest AS body_sha256, record_no, hash(address, version) AS record_hash,
* EXCLUDE (
    registry, address, digest, record_no, record_hash, canonical_url, body_sha256, number, copy, words, names, authority, crawl,
    is_unreached, version
) REPLACE (
    new_code(project_code, copy) AS project_code,
    new_title(title, words, version) AS title,
    new_words(description, words) AS description,
    new_words(beneficiary_name, names) AS beneficiary_name,
    new_number(beneficiary_org_number, copy) AS beneficiary_org_number,
    {OF_RECORD},
    list_concat(
        numbers_of('title', new_title(title, words, version)), numbers_of('description', new_words(description, words)),
        list_filter(numbers_in_text, lambda item: item.field NOT IN ('title', 'description'))
    ) AS numbers_in_text,
    list_transform(partner_items, lambda item: struct_update(item, name := new_words(item.name, names))) AS partner_items,
    list_transform(funding_items, lambda item: struct_update(item,
        amount := new_amount(item.amount, copy, version), amount_raw := amount_text(item.amount, item.amount_raw, copy, version)
    )) AS funding_items,
    list_transform(evidence, lambda item: new_item(item, coalesce(item.value, item.value_raw),
        new_value(item.field, coalesce(item.value, item.value_raw), copy, words, names, version))) AS evidence
)
FROM body JOIN record USING (registry, canonical_url, body_sha256)
WHERE registry = '{{code}}' AND version > 0
"""
COUNTS = """
SELECT (SELECT count(*) FROM project), (SELECT count(*) FROM project WHERE authority = 'registry'), sum(versions - 1),
    count(*) FILTER (number % 200 = 77), count(*) FILTER (number % 200 = 133), count(*) FILTER (number % 5000 = 2211),
    count(*) FILTER (number % 2000 = 1555)
FROM (SELECT number, max(version) AS versions FROM shown WHERE number IS NOT NULL GROUP BY number)
"""
FILES = {
    "page": """
        SELECT registry, address AS canonical_url, digest AS body_sha256, parser_version,
            if(version < 0, 'unreadable', page_kind) AS page_kind, unclaimed_share, text_length,
            if(version < 0, 0, record_count) AS record_count, listed_total
        FROM body JOIN page USING (registry, canonical_url, body_sha256) WHERE registry = '{code}'
    """,
    "record": RECORDS,
    "issue": """
        SELECT registry, address AS canonical_url, digest AS body_sha256, issue.* EXCLUDE (registry, canonical_url, body_sha256)
        FROM body JOIN issue USING (registry, canonical_url, body_sha256) WHERE registry = '{code}' AND version > 0
        UNION ALL BY NAME
        SELECT registry, address AS canonical_url, digest AS body_sha256, 1 AS record_no,
            'no_project_code' AS code, 'error' AS severity, 'project_code' AS field,
            'the page has no project code' AS message, true AS is_quarantined
        FROM body WHERE registry = '{code}' AND version = -1
    """,
}
INDEX = """
    SELECT registry, '{crawl_id}' AS crawl_id, address AS url, address AS canonical_url,
        TIMESTAMP '{started}' + to_milliseconds(100 * rank) AS fetched_at,
        if(is_new, 200, 304) AS status, 'text/html; charset=utf-8' AS content_type, digest AS body_sha256,
        30000 + rank * 7 % 20000 AS body_bytes, CAST(NULL AS VARCHAR) AS payload_digest,
        '"' || digest[:16] || '"' AS etag, CAST(NULL AS VARCHAR) AS last_modified,
        if(is_new, 'response', 'revisit') AS record_type, '{crawl_id}.warc.gz' AS file, rank * 9000 AS record_offset
    FROM (
        SELECT *, row_number() OVER (PARTITION BY crawl ORDER BY address) AS rank,
            digest IS DISTINCT FROM lag(digest) OVER (PARTITION BY address ORDER BY crawl) AS is_new
        FROM shown WHERE registry = '{code}'
    )
    WHERE crawl = {turn} AND version IS NOT NULL
"""


def _write_registry(connection: duckdb.DuckDBPyConnection, root: Path, code: str) -> None:
    """The files of one registry: its observation set, and per crawl an index and a manifest."""
    captures, observed = root / "captures" / code, root / "observations" / code

    def write(query: str, file: Path) -> int:
        [(n_rows,)] = connection.execute(f"COPY ({query}) TO '{file}' (FORMAT parquet, COMPRESSION zstd)").fetchall()
        return int(n_rows)

    for folder in (captures, observed):
        folder.mkdir(parents=True)
    for name, query in FILES.items():
        write(query.format(code=code), observed / f"{name}.parquet")
    for turn, started in enumerate(CRAWLS):
        crawl_id = f"{started:%Y%m%dT%H%M%SZ}-{turn:08x}"
        n_pages = write(
            INDEX.format(crawl_id=crawl_id, started=started, code=code, turn=turn),
            captures / f"{crawl_id}.index.parquet",
        )
        failed = connection.execute("SELECT address FROM shown WHERE registry = ? AND crawl = ? AND is_unreached", [code, turn]).fetchall()
        manifest = {
            "registry": code,
            "crawl_id": crawl_id,
            "started_at": f"{started.isoformat()}Z",
            "finished_at": f"{(started + timedelta(seconds=n_pages // 10 + 60)).isoformat()}Z",
            "state": "accepted",
            "reason": None,
            "is_sample": True,
            "pages_fetched": n_pages,
            "pages_unchanged": n_pages if turn else 0,
            "pages_failed": len(failed),
            "failures": [{"url": url, "canonical_url": url, "status": 503, "error": "HTTP 503"} for (url,) in failed],
        }
        (captures / f"{crawl_id}.crawl.json").write_text(json.dumps(manifest, indent=2), encoding="utf-8")


if __name__ == "__main__":
    written = asdict(write_inputs(Path(sys.argv[1]), int(sys.argv[2])))
    sys.stdout.write("".join(f"{name} {count}\n" for name, count in written.items() if name != "inputs"))
