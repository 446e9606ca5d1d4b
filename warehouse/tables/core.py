"""Schema `core`: one row per thing (project, version, organisation, participation, location, funding line, classification)."""

from __future__ import annotations

from warehouse.tables.model import Column, Ordered, Table
from warehouse.tables.ref import CCI, COUNTRY, CURRENCY, NUTS_CODE, PERIODS
from warehouse.tables.staging import PRECISIONS, SHA256, registry_column

MONEY = "DECIMAL(18,2)"
PROJECT_ID = r"[a-z][a-z0-9_]*:.+"
ORGANISATION_ID = r"[A-Za-z0-9_-]+:.+"
SOURCES = ("EU", "EU+national", "national", "public", "total")
KINDS = ("total_cost", "support")
ROLES = ("beneficiary", "lead", "owner", "operator", "partner", "cross_cutting_partner", "co_funder")
STAGES = ("unstated", "applied", "announced", "awarded", "contracted", "certified", "paid", "final")
BASES = ("registry_stated", "beneficiary_address")
SCHEMES = ("intervention_field_2014_2020", "intervention_field_2021_2027", "intervention_field_unknown_period")


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


def fund_code() -> Column:
    """The fund as the registry states it."""
    return Column(
        name="fund_code",
        type="VARCHAR",
        references="ref.fund.fund_code",
        article_letter="i",
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


def precision(name: str, what: str) -> Column:
    """Precision of a date column."""
    return Column(name=name, type="VARCHAR", allowed=PRECISIONS, description=f"Precision of the {what} date: a year is not 1 January.")


def stated_columns() -> tuple[Column, ...]:
    """What a registry says about a project in single values: the same columns in `core.project` and `mart.project`."""
    return (
        Column(
            name="title", type="VARCHAR", nullable=False, article_letter="d", warns_on=("not_null",), description="Name of the operation."
        ),
        Column(
            name="description", type="VARCHAR", article_letter="e", description="Purpose and expected or actual achievements, as published."
        ),
        Column(
            name="country_code",
            type="VARCHAR",
            pattern=COUNTRY,
            article_letter="m",
            description="Country stated for the operation (ISO 3166).",
        ),
        fund_code(),
        Column(name="cci_raw", type="VARCHAR", description="CCI number of the programme as printed, possibly cut short."),
        Column(
            name="programme_cci",
            type="VARCHAR",
            pattern=CCI,
            references="ref.programme.programme_cci",
            warns_on=("references",),
            description="Full CCI number of the programme (15 characters).",
        ),
        Column(name="programming_period", type="VARCHAR", allowed=PERIODS, description="Programming period."),
        Column(
            name="start_on",
            type="DATE",
            article_letter="f",
            description="Start date of the operation; of a month or a year the first day, see start_precision.",
        ),
        precision("start_precision", "start"),
        Column(
            name="end_on",
            type="DATE",
            article_letter="g",
            description="Expected or actual end date of the operation; of a month or a year the last day, see end_precision.",
        ),
        precision("end_precision", "end"),
        Column(
            name="eu_cofinancing_rate_pct",
            type="DECIMAL(7,4)",
            unit="percent",
            minimum=0,
            maximum=100,
            article_letter="k",
            description="Union co-financing rate as stated; never computed from amounts, never used to compute one.",
        ),
        Column(name="programme_area", type="VARCHAR", description="Programme area (national division of the programme)."),
        Column(
            name="specific_objective_code",
            type="VARCHAR",
            article_letter="j",
            description="Specific objective as the programme numbers it.",
        ),
        Column(name="is_child_poverty", type="BOOLEAN", description="Secondary theme: fighting child poverty."),
        Column(name="is_strategic", type="BOOLEAN", description="Operation of strategic importance."),
        Column(name="participants", type="BIGINT", unit="persons", minimum=0, description="Number of participants stated."),
        Column(name="participants_planned", type="BIGINT", unit="persons", minimum=0, description="Number of participants planned."),
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
        Column(name="project_code", type="VARCHAR", nullable=False, description="Code of the operation as the registry prints it."),
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
            allowed=("source",),
            description="Who changed the values. All history is read by one parser version, so a new parser is never a change.",
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
                "All values of the version: a JSON object of field to sorted values; a date less exact than a day has its "
                "precision behind it."
            ),
        ),
    ),
)

ORGANISATION = Table(
    schema="core",
    name="organisation",
    description="One row per organisation: by its number where one is printed, else by its name within the registry.",
    primary_key=("organisation_id",),
    exported=True,
    columns=(
        Column(
            name="organisation_id",
            type="VARCHAR",
            nullable=False,
            pattern=ORGANISATION_ID,
            description="`<number scheme>:<number>`, or `<registry>:name-<12 hex of the name>` where no number is printed.",
        ),
        Column(name="name", type="VARCHAR", article_letter="a", description="Name, as most of its projects print it."),
        Column(name="org_number", type="VARCHAR", pattern=r"[0-9A-Z-]{7,20}", description="Organisation number, without separators."),
        Column(
            name="org_number_scheme",
            type="VARCHAR",
            allowed=("SE-ORGNR", "NO-ORGNR", "DK-CVR", "FI-YTUNNUS"),
            description="Register the number belongs to.",
        ),
        Column(
            name="country_code",
            type="VARCHAR",
            pattern=COUNTRY,
            description="Country: printed beside the name, or the beneficiary's as its projects state it; empty where nobody says.",
        ),
    ),
)

PARTICIPATION = Table(
    schema="core",
    name="participation",
    description="One row per project, organisation and role; an organisation with several roles has several rows.",
    primary_key=("project_id", "organisation_id", "role"),
    exported=True,
    columns=(
        project_id(),
        Column(
            name="organisation_id",
            type="VARCHAR",
            nullable=False,
            references="core.organisation.organisation_id",
            description="Organisation.",
        ),
        Column(name="role", type="VARCHAR", nullable=False, allowed=ROLES, description="What the organisation is to the project."),
        Column(name="name_raw", type="VARCHAR", article_letter="a", description="Name as the project's page prints it."),
        Column(name="org_number", type="VARCHAR", pattern=r"[0-9A-Z-]{7,20}", description="Organisation number as the page states it."),
    ),
)

LOCATION = Table(
    schema="core",
    name="location",
    description=(
        "One row per place stated for a project, with the basis on which it is known. Region of the owner is not region of the work."
    ),
    primary_key=("project_id", "location_no"),
    exported=True,
    columns=(
        project_id(),
        Column(name="location_no", type="INTEGER", nullable=False, minimum=1, description="Number of the place within the project."),
        Column(name="basis", type="VARCHAR", nullable=False, allowed=BASES, description="How the place is known."),
        Column(
            name="nuts_code",
            type="VARCHAR",
            pattern=NUTS_CODE,
            article_letter="l",
            description="Region code as printed, or the code of the printed region name; may be a pseudo code such as SE0.",
        ),
        Column(name="nuts_version", type="INTEGER", unit="year", minimum=1999, maximum=2030, description="NUTS edition of the code."),
        Column(
            name="nuts2_code",
            type="VARCHAR",
            pattern=r"[A-Z]{2}[A-Z0-9]{2}",
            description="NUTS-2 region; empty for a pseudo or unknown code.",
        ),
        Column(name="region_name_raw", type="VARCHAR", description="Region name as printed."),
        Column(name="is_code_printed", type="BOOLEAN", nullable=False, description="The page prints the code itself."),
        Column(name="postcode", type="VARCHAR", pattern=r"[0-9A-Z -]{3,10}", warns_on=("pattern",), description="Postcode."),
        Column(name="city", type="VARCHAR", description="Postal town."),
        Column(name="country_code", type="VARCHAR", nullable=False, pattern=COUNTRY, article_letter="m", description="Country (ISO 3166)."),
    ),
)

FUNDING = Table(
    schema="core",
    name="funding",
    description="One row per amount a registry states for a project. Amounts of different sources are never added up and never derived.",
    primary_key=("project_id", "kind", "source", "stage"),
    exported=True,
    columns=(
        project_id(),
        Column(
            name="kind", type="VARCHAR", nullable=False, allowed=KINDS, description="Total cost of the operation, or support it receives."
        ),
        Column(
            name="source",
            type="VARCHAR",
            nullable=False,
            allowed=SOURCES,
            description="Whose money: the Union's, national public money, both together, all public money, or the whole.",
        ),
        Column(
            name="stage",
            type="VARCHAR",
            nullable=False,
            allowed=STAGES,
            description="Stage of the amount; `unstated` where the page does not say.",
        ),
        Column(name="amount", type=MONEY, nullable=False, minimum=0, article_letter="h", description="Amount in the source currency."),
        Column(name="currency", type="VARCHAR", nullable=False, pattern=CURRENCY, description="Currency of the amount (ISO 4217)."),
        Column(name="amount_raw", type="VARCHAR", description="Amount as printed."),
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
            description="Code within the scheme, zero-padded as in the regulation.",
        ),
    ),
)

TABLES = (PROJECT, PROJECT_VERSION, ORGANISATION, PARTICIPATION, LOCATION, FUNDING, CLASSIFICATION)
