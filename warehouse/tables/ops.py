"""Schema `ops`: what the pipeline did and could not do: issues and quarantine (built), the rules it enforces (from
`warehouse/reference/rule.csv`), run, check results and publication (on publishing)."""

from __future__ import annotations

from warehouse.tables.model import Column, Ordered, Table
from warehouse.tables.staging import SEVERITIES, SHA256, registry_column

DIMENSIONS = ("complete", "unique", "valid", "consistent", "accurate", "integrity", "privacy", "timely", "drift")


def _place() -> tuple[Column, ...]:
    return (
        Column(name="canonical_url", type="VARCHAR", nullable=False, description="Page concerned."),
        Column(name="body_sha256", type="VARCHAR", nullable=False, pattern=SHA256, description="SHA-256 of the body concerned."),
        Column(name="record_no", type="INTEGER", minimum=0, description="Record concerned; empty for the whole page."),
    )


def _what() -> tuple[Column, ...]:
    return (
        Column(name="field", type="VARCHAR", description="Field concerned."),
        Column(name="label", type="VARCHAR", description="Label as printed."),
        Column(name="value_raw", type="VARCHAR", description="Value as printed; never personal data."),
        Column(name="message", type="VARCHAR", nullable=False, description="What is wrong, in words."),
    )


def _is_current() -> Column:
    return Column(name="is_current", type="BOOLEAN", nullable=False, description="The body is the latest accepted capture of its address.")


ISSUE = Table(
    schema="ops",
    name="issue",
    description=(
        "One row per issue on a page of an accepted crawl, raised by a parser while reading or by the warehouse while putting in order."
    ),
    primary_key=("issue_no",),
    columns=(
        Column(name="issue_no", type="BIGINT", nullable=False, minimum=1, description="Number of the row; not stable between builds."),
        registry_column(),
        Column(name="project_id", type="VARCHAR", references="core.project.project_id", description="Project concerned, where known."),
        *_place(),
        Column(name="code", type="VARCHAR", nullable=False, description="Kind of issue."),
        Column(name="severity", type="VARCHAR", nullable=False, allowed=SEVERITIES, description="How much it matters."),
        Column(name="raised_by", type="VARCHAR", nullable=False, allowed=("parser", "warehouse"), description="Who found it."),
        *_what(),
        _is_current(),
    ),
)

READING_CHANGE = Table(
    schema="ops",
    name="reading_change",
    description="One row per value that the last change of a parser reads otherwise, or no longer, or only now, from a page that was read "
    "before. Nothing of it changed at the source: what did is in `mart.project_change`.",
    primary_key=("registry", "canonical_url", "body_sha256", "record_no", "field", "item_no"),
    columns=(
        registry_column(),
        Column(name="canonical_url", type="VARCHAR", nullable=False, description="Page concerned."),
        Column(name="body_sha256", type="VARCHAR", nullable=False, pattern=SHA256, description="SHA-256 of the body that was read twice."),
        Column(name="record_no", type="INTEGER", nullable=False, minimum=0, description="Record concerned."),
        Column(name="field", type="VARCHAR", nullable=False, description="Field concerned."),
        Column(name="item_no", type="INTEGER", nullable=False, minimum=0, description="Item of the field, 0 for the record itself."),
        Column(name="value_before", type="VARCHAR", description="What was read before, several values a line each; empty if nothing."),
        Column(name="value_after", type="VARCHAR", description="What is read now, several values a line each; empty if nothing."),
        Column(name="parser_version_before", type="VARCHAR", nullable=False, description="Version of the parser that read it before."),
        Column(name="parser_version_after", type="VARCHAR", nullable=False, description="Version of the parser that reads it now."),
    ),
)

QUARANTINE = Table(
    schema="ops",
    name="quarantine",
    description="One row per reason for which a captured record or page gave no values. What was known before stands.",
    order_by=("registry", "canonical_url", "body_sha256", "record_no", "code", "field", "label", "value_raw", "message"),
    ordered=(Ordered("first_captured_at", "last_captured_at"),),
    columns=(
        registry_column(),
        Column(
            name="project_id",
            type="VARCHAR",
            references="core.project.project_id",
            description="Project the address gave before, whose earlier values stand; empty when there is none or several.",
        ),
        *_place(),
        Column(name="code", type="VARCHAR", nullable=False, description="Reason."),
        *_what(),
        Column(name="first_captured_at", type="TIMESTAMP", nullable=False, description="First capture of the body (UTC)."),
        Column(name="last_captured_at", type="TIMESTAMP", nullable=False, description="Latest capture of the body (UTC)."),
        _is_current(),
    ),
)

RUN = Table(
    schema="ops",
    name="run",
    description="One row: the run that built this file.",
    primary_key=("run_id",),
    ordered=(Ordered("started_at", "finished_at"),),
    columns=(
        Column(name="run_id", type="VARCHAR", nullable=False, description="Identifier of the run in Dagster."),
        Column(name="started_at", type="TIMESTAMP", nullable=False, description="Start of the run (UTC)."),
        Column(name="finished_at", type="TIMESTAMP", nullable=False, description="End of the run up to publication (UTC)."),
        Column(name="diarium_version", type="VARCHAR", nullable=False, description="Version of Diarium."),
        Column(name="is_sample", type="BOOLEAN", nullable=False, description="The run read the bundled sample, not live registries."),
    ),
)

CHECK_RESULT = Table(
    schema="ops",
    name="check_result",
    description="One row per check of the run that built this file.",
    primary_key=("run_id", "table_name", "rule_id"),
    columns=(
        Column(name="run_id", type="VARCHAR", nullable=False, references="ops.run.run_id", description="Run."),
        Column(name="table_name", type="VARCHAR", nullable=False, description="Table checked, `schema.table`."),
        Column(name="rule_id", type="VARCHAR", nullable=False, description="Rule, `<column>.<kind>` or the name of a check query."),
        Column(name="description", type="VARCHAR", nullable=False, description="What the rule says."),
        Column(name="severity", type="VARCHAR", nullable=False, allowed=SEVERITIES, description="`error` blocks publication."),
        Column(name="is_passed", type="BOOLEAN", nullable=False, description="No row breaks the rule."),
        Column(name="n_unexpected", type="BIGINT", nullable=False, minimum=0, description="Rows that break the rule."),
        Column(name="sample_raw", type="VARCHAR", description="A few of these rows as JSON."),
    ),
)

PUBLICATION = Table(
    schema="ops",
    name="publication",
    description="One row: what a reader of this file is looking at.",
    primary_key=("run_id",),
    columns=(
        Column(name="run_id", type="VARCHAR", nullable=False, references="ops.run.run_id", description="Run that published the file."),
        Column(name="published_at", type="TIMESTAMP", nullable=False, description="When the file was published (UTC)."),
        Column(name="is_sample", type="BOOLEAN", nullable=False, description="The data are the bundled sample, not live registries."),
        Column(name="n_registries", type="BIGINT", nullable=False, minimum=0, description="Registries with at least one project."),
        Column(name="n_projects", type="BIGINT", nullable=False, minimum=0, description="Projects."),
        Column(name="last_changed_at", type="TIMESTAMP", description="Latest first capture of any version (UTC)."),
        Column(name="last_captured_at", type="TIMESTAMP", description="Latest capture in an accepted crawl (UTC)."),
        Column(name="n_warnings", type="BIGINT", nullable=False, minimum=0, description="Checks that failed without blocking."),
    ),
)

RULE = Table(
    schema="ops",
    name="rule",
    description=(
        "One row per rule about the data that is enforced, and what enforces it. The rules are those of a catalogue of what registries of "
        "operations get wrong; a rule with a row is tested to pass and to fail."
    ),
    primary_key=("rule_id", "enforced_by"),
    min_rows=1,
    columns=(
        Column(name="rule_id", type="VARCHAR", nullable=False, pattern=r"R-[A-Z]{2,3}-[0-9]{2}", description="Rule of the catalogue."),
        Column(name="title", type="VARCHAR", nullable=False, description="What it asks for, in short."),
        Column(name="dimension", type="VARCHAR", nullable=False, allowed=DIMENSIONS, description="What of the data it is about."),
        Column(
            name="severity", type="VARCHAR", nullable=False, allowed=SEVERITIES, description="How it is run here; only `error` stops data."
        ),
        Column(
            name="ring",
            type="INTEGER",
            nullable=False,
            minimum=1,
            maximum=4,
            description="Where: 1 while reading a page, 2 on a crawl or a registry's reading, 3 within a table, 4 across tables.",
        ),
        Column(
            name="enforced_by",
            type="VARCHAR",
            nullable=False,
            description="Issue code (ring 1), function (2), `<schema.table>: <rule>` (3), check query or "
            "`mart.registry_scorecard: <letter>` (4).",
        ),
        Column(name="note", type="VARCHAR", description="How ours differs from the catalogue's, where it does."),
    ),
)

TABLES = (ISSUE, QUARANTINE, READING_CHANGE, RUN, CHECK_RESULT, PUBLICATION, RULE)
