"""Schema `ops`: what the pipeline did and could not do: issues and quarantine (built), the rules it enforces (from
`warehouse/reference/rule.csv`), run, check results and publication (on publishing)."""

from __future__ import annotations

from warehouse.tables.define_table import define_table
from warehouse.tables.model import Ordered

TABLES = (
    define_table(
        "ops.issue",
        "One row per issue on a page of an accepted crawl, raised by a parser while reading or by the warehouse while putting in order.",
        key="issue_no",
        columns="""
            issue_no registry project_id? canonical_url:concerned body_sha256:concerned record_no:concerned? code severity
            raised_by field:concerned? label? value_raw:impersonal? message is_current
        """,
        overrides={"project_id": "Project concerned, where known."},
    ),
    define_table(
        "ops.quarantine",
        "One row per reason for which a captured record or page gave no values. What was known before stands.",
        order_by="registry canonical_url body_sha256 record_no code field label value_raw message",
        ordered=(Ordered("first_captured_at", "last_captured_at"),),
        columns="""
            registry project_id? canonical_url:concerned body_sha256:concerned record_no:concerned? code field:concerned?
            label? value_raw:impersonal? message first_captured_at last_captured_at is_current
        """,
        overrides={
            "project_id": "Project the address gave before, whose earlier values stand; empty when there is none or several.",
            "code": "Reason.",
        },
    ),
    define_table(
        "ops.reading_change",
        "One row per value that the last change of a parser reads otherwise, or no longer, or only now, from a page that "
        "was read before. Nothing of it changed at the source: what did is in `mart.project_change`.",
        key="registry canonical_url body_sha256 record_no field item_no",
        columns="""
            registry canonical_url:concerned body_sha256 record_no field:concerned item_no value_before? value_after?
            parser_version_before parser_version_after
        """,
        overrides={
            "body_sha256": "SHA-256 of the body that was read twice.",
            "record_no": "Record concerned.",
            "item_no": "Item of the field, 0 for the record itself.",
        },
    ),
    define_table(
        "ops.run",
        "One row: the run that built this file.",
        key="run_id",
        ordered=(Ordered("started_at", "finished_at"),),
        columns="run_id started_at finished_at diarium_version is_sample",
        overrides={
            "run_id": "Identifier of the run in Dagster.",
            "started_at": "Start of the run (UTC).",
            "finished_at": "End of the run up to publication (UTC).",
            "is_sample": "The run read the bundled sample, not live registries.",
        },
    ),
    define_table(
        "ops.check_result",
        "One row per check of the run that built this file.",
        key="run_id table_name rule_id",
        columns="run_id table_name rule_id description severity is_passed n_unexpected sample_raw?",
        overrides={
            "description": {"description": "What the rule says.", "article_letter": None, "fields": (), "text": False},
            "severity": "`error` blocks publication.",
        },
    ),
    define_table(
        "ops.publication",
        "One row: what a reader of this file is looking at.",
        key="run_id",
        columns="run_id published_at is_sample n_registries n_projects:divided last_changed_at? last_captured_at? n_warnings",
        overrides={
            "run_id": "Run that published the file.",
            "is_sample": "The data are the bundled sample, not live registries.",
            "n_registries": {"description": "Registries with at least one project.", "type": "BIGINT", "minimum": 0},
            "n_projects": "Projects.",
            "last_captured_at": "Latest capture in an accepted crawl (UTC).",
        },
    ),
    define_table(
        "ops.rule",
        "One row per rule about the data that is enforced, and what enforces it. The rules are those of a catalogue of what "
        "registries of operations get wrong; a rule with a row is tested to pass and to fail.",
        key="rule_id enforced_by",
        min_rows=1,
        columns="rule_id title:plain dimension severity ring enforced_by note?",
        overrides={
            "rule_id": {"description": "Rule of the catalogue.", "pattern": "R-[A-Z]{2,3}-[0-9]{2}"},
            "title": "What it asks for, in short.",
            "severity": "How it is run here; only `error` stops data.",
        },
    ),
)
