"""Schema `core`, operations: the project, its versions, goals and classifications, and the mentions that are none."""

from __future__ import annotations

from warehouse.tables.columns import (
    CHANGE_CAUSES,
    fund_code,
    is_provisional_code,
    precision,
    project_code,
    project_id,
    seen_columns,
    source_url,
    stated_columns,
)
from warehouse.tables.model import Column, Ordered, Table
from warehouse.tables.staging import PAGE_KINDS, SHA256, registry_column

SCHEMES = ("intervention_field_2014_2020", "intervention_field_2021_2027", "intervention_field_unknown_period")

PROJECT = Table(
    schema="core",
    name="project",
    description="One row per operation, with the values of its latest readable capture.",
    primary_key=("project_id",),
    unique=(("registry", "project_code"),),
    ordered=(Ordered("start_on", "end_on", "warning"), Ordered("first_seen_at", "last_seen_at")),
    min_rows=1,
    exported=True,
    columns=(
        project_id(references=None),
        registry_column(),
        project_code(),
        is_provisional_code(),
        *stated_columns(),
        *seen_columns(),
    ),
)

PROJECT_VERSION = Table(
    schema="core",
    name="project_version",
    description=(
        "One row per project and run of consecutive captures with the same values. A changed page with unchanged values is no new version."
    ),
    primary_key=("project_id", "version_no"),
    unique=(("project_id", "valid_from"),),
    ordered=(Ordered("valid_from", "valid_to"),),
    min_rows=1,
    exported=True,
    columns=(
        project_id(),
        Column(name="version_no", type="INTEGER", nullable=False, minimum=1, description="1 for the oldest version."),
        Column(name="valid_from", type="TIMESTAMP", nullable=False, description="First capture with these values (UTC)."),
        Column(name="valid_to", type="TIMESTAMP", description="First capture of the next version (UTC); empty for the current one."),
        Column(name="is_current", type="BOOLEAN", nullable=False, description="The project's latest version."),
        Column(
            name="changed_fields",
            type="VARCHAR",
            description="Fields that differ from the version before, sorted, separated by commas; empty for the first version.",
        ),
        Column(
            name="change_cause",
            type="VARCHAR",
            nullable=False,
            allowed=CHANGE_CAUSES,
            description="Who changed the values. All history is read by one parser version and with one set of corrections, so neither is "
            "ever a change.",
        ),
        Column(
            name="corrected_fields",
            type="VARCHAR",
            description="Fields whose value core.correction replaced, sorted, separated by commas; empty where there is none.",
        ),
        source_url(),
        Column(
            name="body_sha256", type="VARCHAR", nullable=False, pattern=SHA256, description="SHA-256 of the first body with these values."
        ),
        Column(name="record_no", type="INTEGER", nullable=False, minimum=0, description="Number of the record on that page."),
        Column(
            name="field_values",
            type="VARCHAR",
            nullable=False,
            description=(
                "All values of the version: a JSON object of field to its values in the order of the page; a date less exact than "
                "a day has its precision behind it."
            ),
            text=True,
        ),
    ),
)

MENTION = Table(
    schema="core",
    name="mention",
    description=(
        "One row per record that tells of an operation and is none itself: news, awards, pages of projects and partners. "
        "It is evidence of lower authority, linked to projects in core.project_link and never merged or summed."
    ),
    primary_key=("mention_id",),
    exported=True,
    columns=(
        Column(
            name="mention_id",
            type="VARCHAR",
            nullable=False,
            pattern=r"[a-z][a-z0-9_]*:https?://\S+#[0-9]+",
            description="`<registry>:<address>#<record number>`.",
        ),
        registry_column(),
        Column(name="page_kind", type="VARCHAR", nullable=False, allowed=PAGE_KINDS, description="What the page was found to be."),
        Column(name="title", type="VARCHAR", fields=("title",), description="Name of the operation as the page tells it."),
        Column(name="beneficiary_name", type="VARCHAR", fields=("beneficiary_name",), description="Who carries it, as printed."),
        fund_code(),
        Column(name="start_on", type="DATE", fields=("start_on",), description="Start as told; of a month or a year the first day."),
        precision("start_precision", "start", "start_on"),
        Column(name="end_on", type="DATE", fields=("end_on",), description="End as told; of a month or a year the last day."),
        precision("end_precision", "end", "end_on"),
        source_url(),
        Column(
            name="body_sha256",
            type="VARCHAR",
            nullable=False,
            pattern=SHA256,
            exported=False,
            description="SHA-256 of the latest body. Changes with the page's dress, so it is in no snapshot.",
        ),
        Column(name="record_no", type="INTEGER", nullable=False, minimum=0, description="Number of the record on that page."),
        Column(name="first_seen_at", type="TIMESTAMP", nullable=False, description="First capture of the page (UTC)."),
    ),
)

INDICATOR = Table(
    schema="core",
    name="indicator",
    description="One row per goal of a project: its target and what it is compared with.",
    primary_key=("project_id", "indicator_no"),
    exported=True,
    columns=(
        project_id(),
        Column(name="indicator_no", type="INTEGER", nullable=False, minimum=1, description="Number of the goal within the project."),
        Column(name="name", type="VARCHAR", article_letter="e", fields=("indicator_name",), description="Goal as printed.", text=True),
        Column(
            name="statement",
            type="VARCHAR",
            fields=("indicator_statement",),
            description="Sentence that sets the target, as printed.",
            text=True,
        ),
        Column(
            name="target_change_raw",
            type="VARCHAR",
            fields=("indicator_target_change_pct",),
            description="Change aimed at against the baseline, in percent; may exceed 100.",
            text=True,
        ),
        Column(
            name="population", type="VARCHAR", fields=("indicator_population",), description="Whose change is meant, as printed.", text=True
        ),
        Column(name="target_on", type="DATE", fields=("indicator_target_on",), description="By when; of a month or a term its last day."),
        precision("target_precision", "target", "indicator_target_on"),
        Column(
            name="baseline_on",
            type="DATE",
            fields=("indicator_baseline_on",),
            description="Compared with when; of a month or a term its first day.",
        ),
        precision("baseline_precision", "baseline", "indicator_baseline_on"),
    ),
)

CLASSIFICATION = Table(
    schema="core",
    name="classification",
    description=(
        "One row per project and code of a classification. The same number means different things in different "
        "periods, so the scheme goes with it."
    ),
    primary_key=("project_id", "scheme", "code"),
    exported=True,
    columns=(
        project_id(),
        Column(name="scheme", type="VARCHAR", nullable=False, allowed=SCHEMES, description="Code list the code belongs to."),
        Column(
            name="code",
            type="VARCHAR",
            nullable=False,
            article_letter="n",
            fields=("intervention_field_code",),
            description="Code within the scheme, zero-padded as in the regulation.",
        ),
    ),
)

TABLES = (PROJECT, PROJECT_VERSION, MENTION, INDICATOR, CLASSIFICATION)
