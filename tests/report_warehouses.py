"""Warehouses that the tests of the report look at: one of generated projects, and one whose every word is hostile."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import duckdb

from tests.benchmarks.many_projects import write_inputs
from warehouse.build import build_core, build_mart
from warehouse.publish import Run, publish

PUBLISHED_AT = datetime.fromisoformat("2026-11-02T05:00:00")
RUN = Run(run_id="generated", started_at=PUBLISHED_AT, finished_at=PUBLISHED_AT, diarium_version="diarium/0.1.0", is_sample=True)
LONG = "Långt ord " * 10_000
HOSTILE = {
    "script": "<script>alert('script')</script>",
    "end": "</script><img src=x onerror=\"alert('end')\">",
    "comment": "<!--<script>alert('comment')",
    "svg": "<svg onload=alert('svg')><title>",
    "formula": "=cmd|' /C calc'!A0",
    "ansi": "\x1b[31mred\x1b[0m \x07bell \x9b2J",
    "override": "user\u202egpj.exe",
    "hebrew": "פרויקט \u200fשלום\u200e",
    "separators": "a\u2028b\u2029c",
    "template": "{{figures}} ${alert(1)} {{7*7}}",
    "entities": "&lt;b&gt; &amp; \"double\" 'single' `tick`",
    "null": "nul\x01\x7f",
    "zalgo": "Z" + "\u0301\u0323" * 400,
    "unbroken": "x" * 5_000,
    "long": LONG,
}
BAD_ADDRESSES = ("javascript:alert(1)", "https://example.invalid/\" onclick=alert(1) x='", "data:text/html,<script>alert(1)</script>")
BAD_ID = "esf_se:'\"><svg onload=alert('id')>/%2F#&=?\u202e"


def generated_warehouse(folder: Path, n: int) -> Path:
    """A published warehouse of `n` projects that do not exist, with four crawls of history."""
    inputs = write_inputs(folder, n).inputs
    build, published = folder / "warehouse" / "build.duckdb", folder / "warehouse" / "diarium.duckdb"
    build_core(inputs, build)
    build_mart(build)
    publish(build, published, run=RUN, published_at=PUBLISHED_AT, outcomes=[])
    return published


def hostile_warehouse(source: Path, target: Path) -> Path:
    """A copy of a warehouse in which all that comes from pages is hostile: each project takes the next of the hostile words."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    words, addresses = list(HOSTILE.values()), list(BAD_ADDRESSES)
    with duckdb.connect(str(target)) as connection:
        connection.execute("SET VARIABLE words = ?", [words])
        connection.execute("SET VARIABLE addresses = ?", [addresses])
        turn = "getvariable('words')[1 + CAST(hash(project_id) % ? AS INTEGER)]"
        for table, columns in {
            "mart.project_all": ("title", "beneficiary_name", "programme_name_raw", "region_name_raw", "acronym", "programme_title"),
            "mart.project_change": ("title", "old_value", "new_value"),
            "mart.participation": ("name_raw",),
            "core.funding": ("payer_name_raw", "recipient_name_raw", "period_raw", "amount_raw"),
            "mart.conflict": ("value", "value_raw", "other_value_raw"),
        }.items():
            assignments = ", ".join(f"{column} = {turn}" for column in columns)
            connection.execute(f"UPDATE {table} SET {assignments}", [len(words)] * len(columns))
        turn = "getvariable('words')[1 + CAST(hash(body_sha256) % ? AS INTEGER)]"
        words_of = ", ".join(f"{name} := {turn}" for name in ("value", "value_raw", "label"))
        connection.execute(
            f"UPDATE staging.evidence SET items = list_transform(items, lambda item: struct_update(item, {words_of}))", [len(words)] * 3
        )
        connection.execute("UPDATE ref.registry SET title = title || ?, publisher = ?", [HOSTILE["end"], HOSTILE["script"]])
        connection.execute("UPDATE ops.issue SET message = ?, code = ?", [HOSTILE["end"], HOSTILE["script"]])
        connection.execute("UPDATE ref.region SET name = ? WHERE nuts_level = 2", [HOSTILE["end"]])
        connection.execute("UPDATE mart.registry_scorecard SET failing_urls_raw = array_to_string(getvariable('addresses'), chr(10))")
        which = "getvariable('addresses')[1 + CAST(hash(project_id) % 3 AS INTEGER)]"
        connection.execute(f"UPDATE mart.project_all SET source_url = {which} WHERE hash(project_id) % 2 = 0")
        [(first,)] = connection.execute("SELECT min(project_id) FROM mart.project_all").fetchall()
        for table in ("mart.project_all", "core.project"):
            connection.execute(f"UPDATE {table} SET project_id = ? WHERE project_id = ?", [BAD_ID, first])
    return target
