"""What both peers do with the rows they have read: normalise with pandas, assert, load into DuckDB, aggregate, write Parquet.

Belongs here: what a script of that kind does after scraping. Does not belong here: the scraping (`peer_scrapy`, `peer_plain`). Runs in the
peers' own environment and knows nothing of Diarium.
"""

import json
import sys
from pathlib import Path

import duckdb
import pandas as pd

COLUMNS = {
    "Land som berörs": "country",
    "Berörd fond": "fund",
    "Program CCI": "cci",
    "Diarienummer": "code",
    "Projektägare organisationsnummer": "owner_number",
    "Projektägare": "owner",
    "Namn": "name",
    "Startdatum": "start",
    "Slutdatum": "end",
    "Unionens medfinansieringsgrad": "rate_pct",
    "Programområde": "area",
    "Specifikt mål": "objective",
    "Sekundärtema - Motverka barnfattigdom": "child_poverty",
    "Region": "region",
    "NUTS-2 kod": "nuts",
    "Stödmottagare postnr": "postcode",
    "Stödmottagare ort": "city",
    "Interventionstyp": "intervention",
    "Antal deltagare": "participants",
    "Insats av strategisk betydelse": "strategic",
    "Projektnummer": "number",
    "Beviljat ESF-stöd": "support",
    "Total projektbudget": "budget",
}
NUMBERS, FLAGS, DAYS = ("intervention", "participants", "support", "budget"), ("child_poverty", "strategic"), ("start", "end")


def finish(rows, folder):
    """Everything after scraping; prints the number of projects and the sum of support as JSON."""
    frame = normalised(pd.DataFrame(rows))
    check(frame)
    folder = Path(folder)
    with duckdb.connect(folder / "projects.duckdb") as connection:
        connection.execute("create or replace table project as select * from frame")
        connection.execute(
            "create or replace table by_region_fund as "
            "select nuts, region, fund, count(*) as projects, sum(support) as support, sum(budget) as budget from project group by all"
        )
        connection.execute(f"copy project to '{folder}/project.parquet'")
        connection.execute(f"copy by_region_fund to '{folder}/by_region_fund.parquet'")
    sys.stdout.write(json.dumps({"projects": len(frame), "support": int(frame["support"].sum())}) + "\n")


def normalised(frame):
    for column in DAYS:
        frame[column] = pd.to_datetime(frame[column])
    for column in NUMBERS:
        frame[column] = pd.to_numeric(frame[column].str.replace(r"\D", "", regex=True)).astype("Int64")
    for column in FLAGS:
        frame[column] = frame[column].map({"Ja": True, "Nej": False})
    frame["rate_pct"] = frame["rate_pct"].str.rstrip("% ").str.replace(",", ".").astype(float)
    return frame


def check(frame):
    assert frame["code"].is_unique
    assert frame["code"].str.fullmatch(r"\d{2}-\d{3}-S\d{2}").all()
    assert frame["nuts"].str.fullmatch(r"SE\d\d").all()
    assert frame["fund"].isin(["ESF+", "ERUF", "FRO"]).all()
    assert frame["rate_pct"].between(0, 100).all()
    assert (frame["start"] <= frame["end"]).all()
    assert frame[["name", "owner", "support"]].notna().all().all()
