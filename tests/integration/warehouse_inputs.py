"""Small hand-made inputs for the warehouse tests: a `Raw` zone that a test fills crawl by crawl, page by page."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.build import build_core, build_mart
from warehouse.captures.index import INDEX_SCHEMA
from warehouse.connect import reading
from warehouse.inputs import Inputs, RegistryRow
from warehouse.observations.observation_store import SCHEMAS
from warehouse.observations.records import KEY, ImpossibleValue, record_row
from warehouse.tables import catalogue

ESF_SE = RegistryRow("esf_se", "Svenska ESF-rådets projektbank", "SE", "Svenska ESF-rådet", "not stated", "SEK", 2021)
ESF_CODE = r"\d{2}-\d{3}-S\d{2,}|\d{4}/\d{5}"
INTERREG = RegistryRow(
    "interreg_se_no", "Interreg Sverige-Norge", "SE", "Länsstyrelsen i Jämtlands län", "CC0", "EUR", 2016, is_interreg=True
)
KOHESIO = RegistryRow("kohesio", "Kohesio", "EU", "European Commission", "CC BY 4.0", "EUR", 2021, authority="aggregator")
DANISH = RegistryRow("erhvervsfremme_dk", "Erhvervsfremme", "DK", "Erhvervsstyrelsen", "CC0", "DKK", 2021)
NEWS = RegistryRow("project_page", "Pages of projects", "SE", "many", "none", "SEK", 2021, authority="project_page")
MIRROR = RegistryRow("eupublicdata", "A mirror", "EU", "somebody", "none", "EUR", 2021, "mirror", code_pattern=r"Q\d+")
ADDRESS = "https://www.esf.se/resultat/projektbanken/projekt/?dnr="
CORRECTED = "project_id,field,expected_value,corrected_value,corrected_precision,reason,decided_on"
MONDAY = datetime.fromisoformat("2024-01-01T04:00:00")


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    """What a warehouse file answers."""
    with reading(path) as connection:
        return connection.execute(query).fetchall()


def one(path: Path, query: str) -> tuple[Any, ...]:
    """The only row of the answer."""
    found = rows(path, query)
    assert len(found) == 1, found
    return found[0]


def keep_rows(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Makes a table of what a build sees in stored files, so that it can be changed."""
    schema, _, table = name.partition(".")
    if connection.execute("SELECT 1 FROM duckdb_views() WHERE schema_name = ? AND view_name = ?", [schema, table]).fetchone():
        connection.execute(f"CREATE TABLE {schema}.kept AS FROM {name}; DROP VIEW {name}; ALTER TABLE {schema}.kept RENAME TO {table}")


def change(connection: duckdb.DuckDBPyConnection, statement: str) -> None:
    """Changes a warehouse with SQL; what is changed in the view `staging.observation` is so in the evidence behind it."""
    for table in catalogue.TABLES:
        if not table.is_published and table.full_name in statement:
            keep_rows(connection, table.full_name)
    if "staging.observation" not in statement:
        connection.execute(statement)
        return
    connection.execute("CREATE TABLE staging.seen AS SELECT *, row_number() OVER () AS place FROM staging.observation")
    connection.execute("DROP VIEW staging.observation; ALTER TABLE staging.seen RENAME TO observation")
    connection.execute(statement)
    names = [column.name for column in catalogue.table("staging.observation").columns if column.name not in KEY]
    items = ", ".join(f"'{name}': \"{name}\"" for name in names)
    connection.execute(
        f"CREATE OR REPLACE TABLE staging.evidence AS SELECT {', '.join(KEY)}, "
        "max(value) FILTER (WHERE field = 'project_code') AS project_code, "
        f"list({{{items}}} ORDER BY place) AS items FROM staging.observation GROUP BY ALL"
    )
    connection.execute("ALTER TABLE staging.observation DROP COLUMN place")


def project(code: str, **values: str | None) -> dict[str, str]:
    """The values of one 2021-27 project page; keyword arguments replace or, with None, remove a value."""
    usual: dict[str, str | None] = {
        "project_code": code,
        "title": f"Projekt {code}",
        "description": "Ett projekt om kompetens.",
        "country_code": "SE",
        "fund_code": "ESF+",
        "cci": "2021SE05SFPR",
        "programme_cci": "2021SE05SFPR001",
        "programming_period": "2021-2027",
        "beneficiary_name": "STORUMANS KOMMUN",
        "beneficiary_org_number": "2120002551",
        "beneficiary_postcode": "92381",
        "beneficiary_city": "STORUMAN",
        "start_on": "2023-01-02",
        "end_on": "2024-12-31",
        "eu_cofinancing_rate_pct": "40",
        "programme_area": "D",
        "specific_objective_code": "D1",
        "is_child_poverty": "false",
        "region_name": "Övre Norrland",
        "nuts_code": "SE33",
        "intervention_field_code": "175",
        "participants": "0",
        "is_strategic": "false",
        "total_cost": "1000",
        "support_amount": "600",
        "currency": "SEK",
    }
    usual.update(values)
    return {name: value for name, value in usual.items() if value is not None}


def old_project(code: str, **values: str | None) -> dict[str, str]:
    """The values of one 2014-20 project page: no fund printed, a region name and no code, no organisation number."""
    changed: dict[str, str | None] = {
        "fund_code": "ESF",
        "cci": None,
        "programme_cci": "2014SE05M9OP001",
        "programming_period": "2014-2020",
        "beneficiary_name": "Höörs kommun",
        "beneficiary_org_number": None,
        "nuts_code": None,
        "region_name": "ESF Nationellt",
        "is_child_poverty": None,
        "is_strategic": None,
        "start_on": "2018-01-15",
        "end_on": "2020-11-30",
        "intervention_field_code": "109",
    }
    changed.update(values)
    return project(code, **changed)


DATES = ("start_on", "end_on", "published_on", "indicator_target_on", "indicator_baseline_on")
DERIVED = {"fund_code", "programme_cci", "programming_period", "currency", "country_code"}


@dataclass
class Raw:
    """A raw zone being written: `crawl` opens a crawl, `page` captures a page in it, `write` lays the files out and says where they are."""

    root: Path
    captures: list[dict[str, object]] = field(default_factory=list)
    pages: dict[tuple[str, str], dict[str, object]] = field(default_factory=dict)
    records: dict[tuple[str, str], list[dict[str, Any]]] = field(default_factory=dict)
    issues: dict[tuple[str, str], list[dict[str, object]]] = field(default_factory=dict)
    crawls: list[dict[str, object]] = field(default_factory=list)
    registries: tuple[RegistryRow, ...] = (ESF_SE,)

    def crawl(self, week: int, *, state: str = "accepted", registry: str = "esf_se") -> None:
        """Begin the crawl of that week (0 is 1 January 2024)."""
        started = MONDAY + timedelta(weeks=week)
        crawl_id = f"{started:%Y%m%dT%H%M%SZ}-{week:08x}"
        self.crawls.append(
            {
                "registry": registry,
                "crawl_id": crawl_id,
                "started_at": f"{started.isoformat()}Z",
                "finished_at": f"{(started + timedelta(hours=1)).isoformat()}Z",
                "state": state,
                "reason": None if state == "accepted" else "list shrunk",
                "is_sample": True,
                "pages_fetched": 1,
                "pages_unchanged": 0,
                "pages_failed": 0,
                "failures": [],
            }
        )

    def page(
        self,
        address: str,
        *records: dict[str, str],
        body: str = "",
        status: int = 200,
        kind: str | None = None,
        issues: list[dict[str, object]] | None = None,
        precisions: dict[str, str] | None = None,
        items: list[dict[str, str]] | None = None,
    ) -> str:
        """Capture one page in the current crawl; the body is told apart by its records and `body`. Returns its SHA-256.

        `items` are the members of groups of the first record (partners, lines of funding, goals), numbered from 1 by group.
        """
        told = (address, records, body, issues, precisions, *([items] if items else []))
        digest = hashlib.sha256(repr(told).encode()).hexdigest()
        url = address if address.startswith("http") else f"{ADDRESS}{address}"
        crawl = self.crawls[-1]
        started = datetime.fromisoformat(str(crawl["started_at"])).replace(tzinfo=None)
        registry = str(crawl["registry"])
        n = sum(1 for row in self.captures if (row["registry"], row["crawl_id"]) == (registry, crawl["crawl_id"]))
        self.captures.append(
            {
                "registry": registry,
                "crawl_id": crawl["crawl_id"],
                "url": url,
                "canonical_url": url,
                "fetched_at": started + timedelta(seconds=n),
                "status": status,
                "content_type": "text/html",
                "body_sha256": digest if status in (200, 304) else None,
                "body_bytes": 1000,
                "etag": None,
                "last_modified": None,
                "record_type": "revisit" if status == 304 else "response",
                "file": f"{crawl['crawl_id']}.warc.gz",
                "record_offset": 1000 * n,
            }
        )
        if status not in (200, 304):
            return digest
        key = (url, digest)
        place = {"registry": registry, "canonical_url": url, "body_sha256": digest}
        self.pages[key] = {
            **place,
            "parser_version": "1",
            "page_kind": kind or ("project" if records else "unreadable"),
            "unclaimed_share": 0.1,
            "text_length": 1000,
            "record_count": len(records),
            "listed_total": None,
        }
        seen = [row for number, record in enumerate(records, 1) for row in _rows(place, number, record, precisions or {})]
        for number, item in enumerate(items or []):
            group = next(iter(item)).partition("_")[0]
            item_no = 1 + sum(next(iter(before)).startswith(group) for before in (items or [])[:number])
            seen += [row | {"item_no": item_no} for row in _rows(place, 1, dict(item), precisions or {})]
        defaults = {"record_no": 1, "field": None, "label": None, "value_raw": None, "message": "not read", "is_quarantined": False}
        made = _records(seen)
        self.records[key] = [record for record, _ in made]
        impossible = [value.as_issue() for _, values in made for value in values]
        self.issues[key] = [{**place, **defaults, **issue} for issue in [*(issues or []), *impossible]]
        return digest

    def write(self, *, reverse: bool = False) -> Inputs:
        """Write all files in the project's layout, rows in reverse order if asked, and return where they are."""
        captures, observed = self.root / "captures", self.root / "observations"
        turn = -1 if reverse else 1
        for registry in (row.registry for row in self.registries):
            (captures / registry).mkdir(parents=True, exist_ok=True)
            (observed / registry).mkdir(parents=True, exist_ok=True)
            for crawl in [crawl for crawl in self.crawls if crawl["registry"] == registry]:
                stem = captures / registry / str(crawl["crawl_id"])
                stem.with_name(f"{stem.name}.crawl.json").write_text(json.dumps(crawl), encoding="utf-8")
                rows = [row for row in self.captures if (row["registry"], row["crawl_id"]) == (registry, crawl["crawl_id"])]
                pq.write_table(pa.Table.from_pylist(rows[::turn], INDEX_SCHEMA), stem.with_name(f"{stem.name}.index.parquet"))
            tables = {
                "page": (list(self.pages.values()), SCHEMAS["page"]),
                "record": ([row for rows in self.records.values() for row in rows], SCHEMAS["record"]),
                "issue": ([row for rows in self.issues.values() for row in rows], SCHEMAS["issue"]),
            }
            for name, (every, schema) in tables.items():
                own = [row for row in every if row["registry"] == registry]
                pq.write_table(pa.Table.from_pylist(own[::turn], schema), observed / registry / f"{name}.parquet")
        return Inputs.found_under(captures, observed, self.registries)

    def build(
        self, *, threads: int | None = None, reverse: bool = False, name: str = "build.duckdb", corrections: Sequence[str] = ()
    ) -> Path:
        """Write, build core and marts, and return the warehouse file. `corrections` are lines of a file of corrections."""
        target, found = self.root / "warehouse" / name, self.write(reverse=reverse)
        if corrections:
            file = self.root / "corrections.csv"
            file.write_text("\n".join((CORRECTED, *corrections, "")), "utf-8")
            found = replace(found, corrections=(file,))
        build_core(found, target, threads=threads)
        build_mart(target, threads=threads)
        return target


def _records(seen: list[dict[str, object]]) -> list[tuple[dict[str, Any], list[ImpossibleValue]]]:
    """The records of a page, each made of its values."""
    by_record: dict[tuple[object, ...], list[dict[str, object]]] = {}
    for row in seen:
        by_record.setdefault(tuple(row[name] for name in KEY), []).append(row)
    return [record_row(dict(zip(KEY, key, strict=True)), rows) for key, rows in by_record.items()]


def _rows(place: dict[str, str], record_no: int, record: dict[str, str], precisions: dict[str, str]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    position = 100 * record_no
    for name, value in record.items():
        derived = name in DERIVED
        position += 10
        rows.append(
            {
                **place,
                "record_no": record_no,
                "field": name,
                "label": None if derived else name,
                "value_raw": f"rule from {name}" if derived else value,
                "value": value,
                "span_start": None if derived else position,
                "span_end": None if derived else position + len(value),
                "method": "derived" if derived else "label",
                "precision": precisions.get(name, "day") if name in DATES else None,
                "item_no": 0,
                "derived_from": None,
            }
        )
    return rows


def several_projects(root: Path) -> Raw:
    """Two crawls of a registry with every region case: plain, SE0, no region, a region name only, an unknown fund, no amounts."""
    raw = Raw(root)
    for week in (0, 1):
        raw.crawl(week)
        raw.page("22-021-S03", project("22-021-S03"))
        raw.page("22-031-S02", project("22-031-S02", total_cost="2500.50", support_amount=None, eu_cofinancing_rate_pct="60"))
        raw.page("22-017-S01", project("22-017-S01", nuts_code="SE0", region_name="ESF Nationellt", total_cost="300"))
        raw.page("22-044-S07", project("22-044-S07", nuts_code=None, region_name=None, total_cost="70"))
        raw.page("22-055-S01", project("22-055-S01", fund_code=None, total_cost="11", support_amount="10"))
        raw.page("22-066-S01", project("22-066-S01", total_cost=None, support_amount=None, currency=None))
        raw.page("22-077-S01", project("22-077-S01", nuts_code="SE21", region_name="Småland och öarna", eu_contribution="5"))
        raw.page("2018/00566", old_project("2018/00566"))
        raw.page("2019/00111", old_project("2019/00111", region_name="Småland och öarna", total_cost="40"))
    return raw


def three_registries(root: Path) -> Raw:
    """Three crawls of three registries without a blemish: ESF projects with all their amounts, two of territorial cooperation with
    partners, a goal and lines of funding, one of them in a region that was divided, and the aggregator's record of an ESF project."""
    raw = Raw(root, registries=(replace(ESF_SE, licence="CC0", code_pattern=ESF_CODE), INTERREG, KOHESIO))
    own = {
        "total_cost": "1000000",
        "support_amount": "600000",
        "eu_contribution": "400000",
        "support_paid": "500000",
        "participants": "120",
    }
    for week in (0, 1, 2):
        raw.crawl(week)
        raw.page("22-021-S03", project("22-021-S03", title="Ny väg" if week < 2 else "Ny väg framåt", **own), kind="project")
        north = "En kedja av kurser i Kramfors och Sollefteå för den som söker arbete."
        raw.page(
            "22-031-S02",
            project("22-031-S02", title="Kedjan", description=north, region_name="Mellersta Norrland", nuts_code="SE32", **own)
            | {"beneficiary_name": "Ånge kommun", "beneficiary_org_number": "2120002387"}
            | {"beneficiary_postcode": "84131", "beneficiary_city": "ÅNGE"},
        )
        raw.page("22-017-S01", project("22-017-S01", title="Hela landet", nuts_code="SE0", region_name="ESF Nationellt", **own))
        raw.page("22-066-S01", project("22-066-S01", title="Utan belopp", total_cost=None, support_amount=None, currency=None))
        raw.page(
            "2018/00566",
            old_project("2018/00566", title="Förr", **own) | {"start_on": "2018-01", "end_on": "2020"},
            precisions={"start_on": "month", "end_on": "year"},
        )
        raw.crawl(week, registry="interreg_se_no")
        raw.page(
            "https://www.interreg-sverige-norge.com/projekt/gransen/",
            {
                "project_code": "20200940",
                "title": "Gränsen",
                "description": "Skog växer på båda sidor om gränsen och sköts i lag.",
                "country_code": "SE",
                "fund_code": "ERDF",
                "programme_cci": "2014TC16RFCB016",
                "programming_period": "2014-2020",
                "start_on": "2018-03-01",
                "end_on": "2020-12-31",
                "eu_cofinancing_rate_pct": "50",
                "region_name": "Jämtland",
                "total_cost": "900000",
                "eu_contribution": "450000",
                "national_contribution": "1000000",
                "national_contribution_currency": "NOK",
                "currency": "EUR",
                "published_on": "2023-12-20",
            },
            items=[
                {"partner_name": "Exempelstads kommun", "partner_role": "lead", "partner_country_code": "SE"},
                {"partner_name": "Eksempel kommune", "partner_role": "lead", "partner_country_code": "NO"},
                {"funding_amount": "300000", "funding_currency": "EUR", "funding_recipient": "Eksempel kommune"},
                {
                    "indicator_name": "Fler sökande",
                    "indicator_target_change_pct": "5",
                    "indicator_target_on": "2020-06-30",
                    "indicator_baseline_on": "2017-12-31",
                },
            ],
        )
        raw.page(
            "https://www.interreg-sverige-norge.com/projekt/fjorden/",
            {
                "project_code": "20200941",
                "title": "Fjorden",
                "description": "Fiskare från två länder prövar nya nät.",
                "country_code": "NO",
                "fund_code": "ERDF",
                "programme_cci": "2014TC16RFCB016",
                "programming_period": "2014-2020",
                "start_on": "2019-03-01",
                "end_on": "2021-12-31",
                "eu_cofinancing_rate_pct": "50",
                "nuts_code": "NO03",
                "total_cost": "100000.01",
                "eu_contribution": "50000",
                "currency": "EUR",
            },
            items=[{"partner_name": "Eksempel kommune", "partner_role": "lead", "partner_country_code": "NO"}],
        )
        raw.crawl(week, registry="kohesio")
        raw.page(
            "https://kohesio.ec.europa.eu/en/projects/Q1",
            {
                "project_code": "Q1",
                "title": "Ny väg framåt",
                "description": "The project 2021SE05SFPR001_22-021-S03 is about skills.",
                "country_code": "SE",
                "fund_code": "ESF+",
                "programme_cci": "2021SE05SFPR001",
                "programming_period": "2021-2027",
                "beneficiary_name": "Storumans kommun",
                "start_on": "2023-01-02",
                "end_on": "2024-12-31",
                "total_cost": "94000",
                "eu_contribution": "37600",
                "currency": "EUR",
                "nuts_code": "SE33",
            },
        )
    return raw
