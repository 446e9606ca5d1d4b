"""Columns and vocabularies that several tables of `core` and `mart` share, each written once.

Belongs here: what more than one module of tables needs. Does not belong here: any table.
"""

from __future__ import annotations

from warehouse.tables.model import Column
from warehouse.tables.ref import CCI, COUNTRY, PERIODS
from warehouse.tables.staging import PRECISIONS, SHA256

MONEY = "DECIMAL(18,2)"
MONEY_SUM = "DECIMAL(28,2)"
PROJECT_ID = r"[a-z][a-z0-9_]*:.+"
CHANGE_CAUSES = ("source",)
ROLES = ("beneficiary", "lead", "owner", "operator", "partner", "cross_cutting_partner", "co_funder")
REGION_BASES = ("registry_stated", "beneficiary_address", "text_mentioned")
UNALLOCATED = "unallocated"
REGION_CODE = rf"[A-Z]{{2}}[A-Z0-9]{{2}}|{UNALLOCATED}"
LINK_BASES = ("official_id", "same_code", "number_in_text", "title_owner_period")


def project_id(*, references: str | None = "core.project.project_id") -> Column:
    """The project a row is about."""
    return Column(
        name="project_id",
        type="VARCHAR",
        nullable=False,
        pattern=None if references else PROJECT_ID,
        references=references,
        description="Project: `<registry>:<code>`, from the code as the registry prints it.",
    )


def organisation_id() -> Column:
    """The organisation a row is about."""
    return Column(
        name="organisation_id",
        type="VARCHAR",
        nullable=False,
        references="core.organisation.organisation_id",
        description="Organisation.",
    )


def score() -> Column:
    """How alike two things are."""
    return Column(
        name="score",
        type="DECIMAL(5,2)",
        nullable=False,
        minimum=0,
        maximum=100,
        description="How alike they are, 0-100; 100 for an identifier or the same normalised name, 50 for a bare number in a text.",
    )


def evidence() -> Column:
    """Why two things may be one, in words."""
    return Column(name="evidence", type="VARCHAR", nullable=False, description="What was compared and found, in words.", text=True)


def item_no() -> Column:
    """The member of a group a row was read from."""
    return Column(
        name="item_no",
        type="INTEGER",
        nullable=False,
        minimum=0,
        description="Number of the partner or line on the page, as in staging.observation; 0 for the record itself.",
    )


def fund_code() -> Column:
    """The fund as the registry states it."""
    return Column(
        name="fund_code",
        type="VARCHAR",
        references="ref.fund.fund_code",
        article_letter="i",
        fields=("fund_code",),
        description="EU fund, stated or derived from the page; empty when unknown.",
    )


def source_url() -> Column:
    """Where the values were read."""
    return Column(
        name="source_url",
        type="VARCHAR",
        nullable=False,
        pattern=r"https?://\S+",
        description="Page the values were read from (canonical form).",
    )


def precision(name: str, what: str, *fields: str) -> Column:
    """Precision of a date column, which comes from `fields`."""
    return Column(
        name=name, type="VARCHAR", allowed=PRECISIONS, fields=fields, description=f"Precision of the {what} date: a year is not 1 January."
    )


def region_code() -> Column:
    """A region bucket of the current NUTS edition."""
    return Column(
        name="region_code",
        type="VARCHAR",
        nullable=False,
        pattern=REGION_CODE,
        fields=("nuts_code", "region_name"),
        description=f"NUTS-2 code of the current edition, or `{UNALLOCATED}`: no region, a national pseudo code, an unknown name, "
        "several stated regions, a postcode that lies in several, or a region that is in no current edition (the United Kingdom).",
    )


def region_basis() -> Column:
    """On what basis projects are put in regions."""
    return Column(
        name="region_basis",
        type="VARCHAR",
        nullable=False,
        allowed=REGION_BASES,
        description="On what basis projects are put in regions: the region the registry states, that of the beneficiary's postcode, "
        "or those of the municipalities the description names.",
    )


def project_code() -> Column:
    """The registry's own code."""
    return Column(
        name="project_code",
        type="VARCHAR",
        nullable=False,
        fields=("project_code",),
        description="Code of the operation as the registry prints it.",
    )


def is_provisional_code() -> Column:
    """Whether the code is ours."""
    return Column(
        name="is_provisional_code",
        type="BOOLEAN",
        nullable=False,
        fields=("project_code",),
        description="The registry prints no code; this one is made of the page's address or the project's short name.",
    )


def stated_columns() -> tuple[Column, ...]:
    """What a registry says about a project in single values: the same columns in `core.project` and `mart.project`."""
    return (
        Column(
            name="title",
            type="VARCHAR",
            fields=("title",),
            nullable=False,
            article_letter="d",
            warns_on=("not_null",),
            description="Name of the operation.",
        ),
        Column(
            name="description",
            type="VARCHAR",
            fields=("description",),
            article_letter="e",
            description="Purpose and expected or actual achievements, as published.",
            text=True,
        ),
        Column(
            name="country_code",
            type="VARCHAR",
            fields=("country_code",),
            pattern=COUNTRY,
            article_letter="m",
            description="Country stated for the operation (ISO 3166).",
        ),
        Column(name="acronym", type="VARCHAR", fields=("acronym",), description="Short name of the operation."),
        fund_code(),
        Column(name="programme_name_raw", type="VARCHAR", fields=("programme_name",), description="Programme as printed."),
        Column(name="cci_raw", type="VARCHAR", fields=("cci",), description="CCI number of the programme as printed, possibly cut short."),
        Column(
            name="programme_cci",
            type="VARCHAR",
            fields=("programme_cci",),
            pattern=CCI,
            references="ref.programme.programme_cci",
            warns_on=("references",),
            description="Full CCI number of the programme (15 characters).",
        ),
        Column(
            name="programming_period", type="VARCHAR", fields=("programming_period",), allowed=PERIODS, description="Programming period."
        ),
        Column(
            name="start_on",
            type="DATE",
            fields=("start_on",),
            article_letter="f",
            description="Start date of the operation; of a month or a year the first day, see start_precision.",
        ),
        precision("start_precision", "start", "start_on"),
        Column(
            name="end_on",
            type="DATE",
            fields=("end_on",),
            article_letter="g",
            description="Expected or actual end date of the operation; of a month or a year the last day, see end_precision.",
        ),
        precision("end_precision", "end", "end_on"),
        Column(
            name="eu_cofinancing_rate_pct",
            type="DECIMAL(7,4)",
            fields=("eu_cofinancing_rate_pct",),
            unit="percent",
            minimum=0,
            maximum=100,
            article_letter="k",
            description="Union co-financing rate as stated; never computed from amounts, never used to compute one.",
        ),
        Column(
            name="programme_area",
            type="VARCHAR",
            fields=("programme_area",),
            description="Programme area (national division of the programme).",
        ),
        Column(
            name="specific_objective_code",
            type="VARCHAR",
            fields=("specific_objective_code",),
            article_letter="j",
            description="Specific objective as the programme numbers it.",
        ),
        Column(
            name="specific_objective_name",
            type="VARCHAR",
            fields=("specific_objective_name",),
            description="Specific objective in words, as printed.",
        ),
        Column(name="priority_name", type="VARCHAR", fields=("priority_name",), description="Priority, theme or area, as printed."),
        Column(name="managing_authority", type="VARCHAR", fields=("managing_authority",), description="Authority responsible, as printed."),
        Column(name="status_raw", type="VARCHAR", fields=("status",), description="State of the operation, as printed."),
        Column(
            name="is_child_poverty", type="BOOLEAN", fields=("is_child_poverty",), description="Secondary theme: fighting child poverty."
        ),
        Column(name="is_strategic", type="BOOLEAN", fields=("is_strategic",), description="Operation of strategic importance."),
        Column(
            name="participants",
            type="BIGINT",
            fields=("participants",),
            unit="persons",
            minimum=0,
            description="Number of participants stated.",
        ),
        Column(
            name="participants_planned",
            type="BIGINT",
            fields=("participants_planned",),
            unit="persons",
            minimum=0,
            description="Number of participants planned.",
        ),
    )


def seen_columns() -> tuple[Column, ...]:
    """Where a project was read and when it was seen: the same columns in `core.project` and `mart.project`."""
    return (
        source_url(),
        Column(
            name="body_sha256",
            type="VARCHAR",
            nullable=False,
            pattern=SHA256,
            exported=False,
            description="SHA-256 of the latest body the values were read from. Changes with the page's dress, so it is in no snapshot.",
        ),
        Column(name="record_no", type="INTEGER", nullable=False, minimum=0, description="Number of the record on that page."),
        Column(name="first_seen_at", type="TIMESTAMP", nullable=False, description="First capture that shows the project (UTC)."),
        Column(
            name="last_seen_at",
            type="TIMESTAMP",
            nullable=False,
            exported=False,
            description="Latest capture that shows the project (UTC). Changes with every crawl, so it is in no snapshot.",
        ),
        Column(
            name="is_listed",
            type="BOOLEAN",
            nullable=False,
            description="The latest accepted crawl saw the project, or found its link and could not have the page (other than 404, 410).",
        ),
        Column(
            name="issue_count",
            type="INTEGER",
            nullable=False,
            minimum=0,
            description="Warnings and errors in ops.issue about the record the values come from.",
        ),
    )
