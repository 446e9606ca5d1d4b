"""Schema `core`: one row per thing (project, version, mention, organisation, participation, location, funding line, goal, link).

Belongs here: tables and columns that hold what registries say, put in order. Does not belong here: anything summed (`mart`).
"""

from __future__ import annotations

from warehouse.tables.model import Column, Ordered, Table
from warehouse.tables.ref import CCI, CONVERSION_BASES, COUNTRY, CURRENCY, NUTS_CODE, PERIODS
from warehouse.tables.staging import PAGE_KINDS, PRECISIONS, SHA256, registry_column

MONEY = "DECIMAL(18,2)"
MONEY_SUM = "DECIMAL(28,2)"
PROJECT_ID = r"[a-z][a-z0-9_]*:.+"
ORGANISATION_ID = r"[A-Za-z0-9_-]+:.+"
SOURCES = ("EU", "EU+national", "national", "public", "named", "total")
KINDS = ("total_cost", "total_of_one_country", "support")
ORG_SCHEMES = ("SE-ORGNR", "NO-ORGNR", "DK-CVR", "FI-YTUNNUS")
AMOUNT_FIELDS = (
    "total_cost",
    "support_amount",
    "eu_contribution",
    "support_paid",
    "public_total",
    "national_contribution",
    "funding_amount",
)
CHANGE_CAUSES = ("source",)
ROLES = ("beneficiary", "lead", "owner", "operator", "partner", "cross_cutting_partner", "co_funder")
STAGES = ("unstated", "applied", "announced", "awarded", "contracted", "certified", "paid", "final")
BASES = ("registry_stated", "beneficiary_address", "text_mentioned")
REGION_BASES = ("registry_stated", "beneficiary_address", "text_mentioned")
WEIGHT_BASES = ("whole", "equal_places", "population", "unallocated")
UNALLOCATED = "unallocated"
REGION_CODE = rf"[A-Z]{{2}}[A-Z0-9]{{2}}|{UNALLOCATED}"
FX_BASES = ("same_currency", "start_month", "start_year", "fixed", "no_date", "no_rate")
LINK_BASES = ("official_id", "same_code", "number_in_text", "title_owner_period")
ORGANISATION_LINK_BASES = ("same_name", "similar_name")
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
    return Column(name="evidence", type="VARCHAR", nullable=False, description="What was compared and found, in words.")


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

ORGANISATION = Table(
    schema="core",
    name="organisation",
    description="One row per organisation: by its number where a valid one is printed, else by its name within the registry.",
    primary_key=("organisation_id",),
    exported=True,
    columns=(
        Column(
            name="organisation_id",
            type="VARCHAR",
            nullable=False,
            pattern=ORGANISATION_ID,
            description="`<number scheme>:<number>`, the same in every registry, or `<registry>:name-<12 hex of the name>` where no "
            "number is printed.",
        ),
        Column(
            name="name",
            type="VARCHAR",
            article_letter="a",
            fields=("beneficiary_name", "partner_name"),
            description="Name, as most of its projects print it.",
        ),
        Column(
            name="name_normalised",
            type="VARCHAR",
            description="Name in lower case without accents, punctuation and legal form: for comparing, never for printing.",
        ),
        Column(
            name="org_number",
            type="VARCHAR",
            pattern=r"[0-9A-Z-]{7,20}",
            fields=("beneficiary_org_number",),
            description="Organisation number, without separators.",
        ),
        Column(
            name="org_number_scheme",
            type="VARCHAR",
            allowed=ORG_SCHEMES,
            description="Register the number belongs to.",
        ),
        Column(
            name="is_org_number_valid",
            type="BOOLEAN",
            description="The number's check digit is right (python-stdnum); empty where there is no number or no known register.",
        ),
        Column(
            name="country_code",
            type="VARCHAR",
            pattern=COUNTRY,
            description="Country: printed beside the name, or the beneficiary's as its projects state it; empty where nobody says.",
        ),
        Column(name="n_projects", type="INTEGER", nullable=False, minimum=1, description="Projects it takes part in."),
        Column(name="n_registries", type="INTEGER", nullable=False, minimum=1, description="Registries that name it."),
    ),
)

ORGANISATION_NAME = Table(
    schema="core",
    name="organisation_name",
    description="One row per organisation and name as a registry prints it: the aliases.",
    primary_key=("organisation_id", "registry", "name_raw"),
    exported=True,
    columns=(
        organisation_id(),
        registry_column(),
        Column(
            name="name_raw", type="VARCHAR", nullable=False, fields=("beneficiary_name", "partner_name"), description="Name as printed."
        ),
        Column(name="n_projects", type="INTEGER", nullable=False, minimum=1, description="Projects whose page prints this name."),
    ),
)

ORGANISATION_LINK = Table(
    schema="core",
    name="organisation_link",
    description=(
        "One row per pair of organisations that may be one: the same or a similar name, not two valid numbers that differ. "
        "Candidates with score and evidence; nothing is merged because of them."
    ),
    primary_key=("organisation_id", "other_organisation_id"),
    exported=True,
    columns=(
        organisation_id(),
        Column(
            name="other_organisation_id",
            type="VARCHAR",
            nullable=False,
            references="core.organisation.organisation_id",
            description="The organisation it may be; the pair is listed once, in order of the identifiers.",
        ),
        Column(name="basis", type="VARCHAR", nullable=False, allowed=ORGANISATION_LINK_BASES, description="Why they may be one."),
        score(),
        evidence(),
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
        organisation_id(),
        Column(
            name="role",
            type="VARCHAR",
            nullable=False,
            allowed=ROLES,
            fields=("partner_role",),
            description="What the organisation is to the project.",
        ),
        Column(
            name="name_raw",
            type="VARCHAR",
            article_letter="a",
            fields=("beneficiary_name", "partner_name"),
            description="Name as the project's page prints it.",
        ),
        Column(
            name="org_number",
            type="VARCHAR",
            pattern=r"[0-9A-Z-]{7,20}",
            fields=("beneficiary_org_number",),
            description="Organisation number as the page states it.",
        ),
        Column(
            name="country_code",
            type="VARCHAR",
            pattern=COUNTRY,
            fields=("partner_country_code", "country_code"),
            description="Country printed beside the name; a beneficiary's is that of its project. Empty where the page does not say.",
        ),
        Column(name="region_name_raw", type="VARCHAR", fields=("partner_region_name",), description="Region printed beside the name."),
        item_no(),
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
        Column(
            name="basis",
            type="VARCHAR",
            nullable=False,
            allowed=BASES,
            description="How the place is known: stated as the project's region, the beneficiary's address, or a municipality the "
            "description names.",
        ),
        Column(
            name="nuts_code",
            type="VARCHAR",
            pattern=NUTS_CODE,
            article_letter="l",
            fields=("nuts_code", "region_name"),
            description="Region code as printed, or the code of the printed region, postcode or municipality; may be a pseudo code "
            "such as SE0. Empty where the name is unknown or the postcode lies in several regions.",
        ),
        Column(
            name="nuts_version",
            type="INTEGER",
            unit="year",
            minimum=1999,
            maximum=2030,
            description="NUTS edition of the code: the registry's own where it has the code, else the newest that has it.",
        ),
        Column(
            name="nuts2_code",
            type="VARCHAR",
            pattern=r"[A-Z]{2}[A-Z0-9]{2}",
            description="NUTS-2 region in that edition; empty for a pseudo code, a whole country or an unknown code.",
        ),
        Column(name="region_name_raw", type="VARCHAR", fields=("region_name",), description="Region name as printed."),
        Column(name="is_code_printed", type="BOOLEAN", nullable=False, description="The page prints the code itself."),
        Column(
            name="postcode",
            type="VARCHAR",
            pattern=r"[0-9A-Z -]{3,10}",
            warns_on=("pattern",),
            fields=("beneficiary_postcode",),
            description="Postcode.",
        ),
        Column(name="city", type="VARCHAR", fields=("beneficiary_city",), description="Postal town."),
        Column(
            name="municipality_name",
            type="VARCHAR",
            fields=("description",),
            description="Municipality the description names.",
        ),
        Column(
            name="country_code",
            type="VARCHAR",
            nullable=False,
            pattern=COUNTRY,
            article_letter="m",
            fields=("country_code",),
            description="Country (ISO 3166).",
        ),
    ),
)

PROJECT_REGION = Table(
    schema="core",
    name="project_region",
    description=(
        "One row per project, basis and region of the current NUTS edition, with the share of the project that counts there. Shares of "
        "one project add up to 1 under every basis, the unallocated bucket included."
    ),
    primary_key=("project_id", "region_basis", "region_code"),
    exported=True,
    columns=(
        project_id(),
        region_basis(),
        region_code(),
        Column(
            name="nuts_version",
            type="INTEGER",
            unit="year",
            minimum=1999,
            maximum=2030,
            description="NUTS edition of region_code; empty for the unallocated.",
        ),
        Column(
            name="weight",
            type="DECIMAL(9,8)",
            nullable=False,
            minimum=0,
            maximum=1,
            unit="share",
            description="Share of the project that counts in the region.",
        ),
        Column(
            name="weight_basis",
            type="VARCHAR",
            nullable=False,
            allowed=WEIGHT_BASES,
            description="Where the share comes from: the whole project, equal shares of the municipalities named, or the population "
            "where an older region was divided (an estimate, like the one before).",
        ),
        Column(
            name="conversion_basis",
            type="VARCHAR",
            allowed=(*CONVERSION_BASES, "several"),
            description="How the stated code became one of the current edition; `several` where codes of several kinds came together.",
        ),
        Column(
            name="is_main", type="BOOLEAN", nullable=False, description="The region with the largest share: there the project is counted."
        ),
    ),
)

FUNDING = Table(
    schema="core",
    name="funding",
    description=(
        "One row per amount a page states for a project: whose money, of what kind, at what stage, as of when. "
        "Amounts of different sources are never added up and never derived."
    ),
    primary_key=("project_id", "line_no"),
    exported=True,
    columns=(
        project_id(),
        Column(name="line_no", type="INTEGER", nullable=False, minimum=1, description="Number of the line within the project."),
        Column(
            name="kind",
            type="VARCHAR",
            nullable=False,
            allowed=KINDS,
            description="Total cost of the operation, the costs of one country's side of it, or support it receives.",
        ),
        Column(
            name="source",
            type="VARCHAR",
            nullable=False,
            allowed=SOURCES,
            description="Whose money: the Union's, both the Union's and national public money in one figure, national public money, all "
            "public money, somebody's named in payer_name, or the whole.",
        ),
        Column(
            name="stage",
            type="VARCHAR",
            nullable=False,
            allowed=STAGES,
            fields=("amounts_stage",),
            description="Stage of the amount; `unstated` where the page does not say.",
        ),
        Column(
            name="amount",
            type=MONEY,
            nullable=False,
            minimum=0,
            article_letter="h",
            fields=AMOUNT_FIELDS,
            description="Amount in the source currency.",
        ),
        Column(
            name="currency",
            type="VARCHAR",
            nullable=False,
            pattern=CURRENCY,
            fields=("currency", "national_contribution_currency", "funding_currency"),
            description="Currency of the amount (ISO 4217).",
        ),
        Column(
            name="amount_eur",
            type=MONEY,
            unit="EUR",
            description="Amount in euro: as stated, or at fx_rate. Empty where there is no date or no rate; never estimated.",
        ),
        Column(
            name="fx_rate",
            type="DECIMAL(18,6)",
            unit="units of the currency per euro",
            description="Exchange rate used: mean of the ECB reference rates of fx_period, or the fixed conversion rate.",
        ),
        Column(
            name="fx_period",
            type="VARCHAR",
            pattern=r"[0-9]{4}(-[0-9]{2})?",
            description="Month, or year where the start is no more exact, whose rate was used: that of the start of the project.",
        ),
        Column(
            name="fx_basis",
            type="VARCHAR",
            nullable=False,
            allowed=FX_BASES,
            description="Why that rate: stated in euro, month or year of the start, fixed conversion rate, or why there is none.",
        ),
        Column(
            name="as_of_on",
            type="DATE",
            nullable=False,
            description="Day of the first capture that shows this amount; what the registry says changes.",
        ),
        Column(name="payer_name_raw", type="VARCHAR", fields=("funding_source",), description="Who pays, as printed."),
        Column(name="recipient_name_raw", type="VARCHAR", fields=("funding_recipient",), description="Who receives it, as printed."),
        Column(
            name="period_raw",
            type="VARCHAR",
            fields=("funding_period", "eu_contribution_period"),
            description="Years it is paid for, as printed.",
        ),
        Column(
            name="is_summed",
            type="BOOLEAN",
            nullable=False,
            description="One of the three amounts that marts sum: total cost, support of Union and state together, support of the Union.",
        ),
        Column(name="amount_raw", type="VARCHAR", fields=AMOUNT_FIELDS, description="Amount as printed."),
        Column(
            name="field",
            type="VARCHAR",
            nullable=False,
            allowed=AMOUNT_FIELDS,
            description="Field of staging.observation it was read into.",
        ),
        item_no(),
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
        Column(name="name", type="VARCHAR", article_letter="e", fields=("indicator_name",), description="Goal as printed."),
        Column(name="statement", type="VARCHAR", fields=("indicator_statement",), description="Sentence that sets the target, as printed."),
        Column(
            name="target_change_raw",
            type="VARCHAR",
            fields=("indicator_target_change_pct",),
            description="Change aimed at against the baseline, in percent; may exceed 100.",
        ),
        Column(name="population", type="VARCHAR", fields=("indicator_population",), description="Whose change is meant, as printed."),
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
        Column(name="expected_value", type="VARCHAR", description="Value the source gives; empty where it could not be read."),
        Column(name="corrected_value", type="VARCHAR", description="Canonical text of the right value; empty to remove the value."),
        Column(name="corrected_precision", type="VARCHAR", allowed=PRECISIONS, description="Precision of a corrected date."),
        Column(name="reason", type="VARCHAR", nullable=False, description="Why, and where the right value is found."),
        Column(name="decided_on", type="DATE", nullable=False, description="Day it was decided."),
        Column(
            name="state",
            type="VARCHAR",
            nullable=False,
            allowed=("applied", "outdated", "waiting"),
            description="Applied; outdated because the source says something else by now; waiting for a project that is not here.",
        ),
        Column(name="found_value", type="VARCHAR", description="What the source says now."),
    ),
)

TABLES = (
    PROJECT,
    PROJECT_VERSION,
    MENTION,
    ORGANISATION,
    ORGANISATION_NAME,
    ORGANISATION_LINK,
    PARTICIPATION,
    LOCATION,
    PROJECT_REGION,
    FUNDING,
    INDICATOR,
    CLASSIFICATION,
    PROJECT_LINK,
    CORRECTION,
)
