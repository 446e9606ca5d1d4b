"""Schema `core`, evidence: which records may be of one operation, and which values of the sources are known to be wrong."""

from __future__ import annotations

from warehouse.tables.columns import LINK_BASES, PROJECT_ID, evidence, project_id, score
from warehouse.tables.model import Column, Table
from warehouse.tables.staging import PRECISIONS

PROJECT_LINK = Table(
    schema="core",
    name="project_link",
    description=(
        "One row per pair of a project and another project, or a mention, that may be the same operation, with the evidence. Certain where "
        "an official number says so, else a candidate. Nothing is merged because of a link."
    ),
    primary_key=("project_id", "other_id", "basis"),
    exported=True,
    columns=(
        project_id(),
        Column(
            name="other_id",
            type="VARCHAR",
            nullable=False,
            pattern=r"[a-z][a-z0-9_]*:.+",
            description="The other project (`project_id`) or mention (`mention_id`); of two projects the one of lower authority.",
        ),
        Column(name="other_kind", type="VARCHAR", nullable=False, allowed=("project", "mention"), description="Which of the two it is."),
        Column(
            name="basis",
            type="VARCHAR",
            nullable=False,
            allowed=LINK_BASES,
            description="Official identifier (`<CCI>_<code>`) in the other's text, the same code in two registries that share one list of "
            "codes, the bare code in the other's text, or title with owner and period.",
        ),
        Column(name="is_certain", type="BOOLEAN", nullable=False, description="An official identifier or a shared list of codes says so."),
        score(),
        evidence(),
    ),
)

CORRECTION = Table(
    schema="core",
    name="correction",
    description=(
        "One row per known error of a source, with what is right and why. It applies only while the source still says what it "
        "expects; a check fails once that is no longer so."
    ),
    primary_key=("project_id", "field"),
    exported=True,
    columns=(
        Column(
            name="project_id",
            type="VARCHAR",
            nullable=False,
            pattern=PROJECT_ID,
            description="Project concerned; a correction of a project that is not in the warehouse waits.",
        ),
        Column(name="field", type="VARCHAR", nullable=False, description="Field of staging.observation that is wrong."),
        Column(name="expected_value", type="VARCHAR", description="Value the source gives; empty where it could not be read.", text=True),
        Column(
            name="corrected_value", type="VARCHAR", description="Canonical text of the right value; empty to remove the value.", text=True
        ),
        Column(name="corrected_precision", type="VARCHAR", allowed=PRECISIONS, description="Precision of a corrected date."),
        Column(name="reason", type="VARCHAR", nullable=False, description="Why, and where the right value is found.", text=True),
        Column(name="decided_on", type="DATE", nullable=False, description="Day it was decided."),
        Column(
            name="state",
            type="VARCHAR",
            nullable=False,
            allowed=("applied", "outdated", "waiting"),
            description="Applied; outdated because the source says something else by now; waiting for a project that is not here.",
        ),
        Column(name="found_value", type="VARCHAR", description="What the source says now.", text=True),
    ),
)

TABLES = (PROJECT_LINK, CORRECTION)
