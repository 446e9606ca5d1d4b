"""Schema `staging`: captures, crawls and observations as read, and the two tables that order them (`sighting`, `current_value`)."""

from __future__ import annotations

from warehouse.tables.model import Column, Table

SHA256 = r"[0-9a-f]{64}"
SEVERITIES = ("info", "warning", "error")
METHODS = ("label", "heading", "table", "column", "prose", "derived")
PRECISIONS = ("day", "month", "term", "year")
PAGE_KINDS = ("project", "list", "call", "news", "partner", "other", "unreadable")
FIELDS = (
    "project_code",
    "title",
    "acronym",
    "description",
    "country_code",
    "fund_code",
    "cci",
    "programme_cci",
    "programme_name",
    "programming_period",
    "beneficiary_name",
    "beneficiary_org_number",
    "beneficiary_type",
    "beneficiary_postcode",
    "beneficiary_city",
    "period",
    "start_on",
    "end_on",
    "duration_months",
    "published_on",
    "eu_cofinancing_rate_pct",
    "programme_area",
    "priority_name",
    "specific_objective_name",
    "specific_objective_code",
    "is_child_poverty",
    "region_name",
    "nuts_code",
    "intervention_field_code",
    "participants",
    "participants_planned",
    "is_strategic",
    "total_cost",
    "support_amount",
    "eu_contribution",
    "support_paid",
    "public_total",
    "currency",
    "eu_contribution_period",
    "national_contribution",
    "national_contribution_currency",
    "amounts_stage",
    "managing_authority",
    "status",
    "website",
    "subproject_count",
    "action_area_count",
    "partner_name",
    "partner_role",
    "partner_country_code",
    "partner_region_name",
    "funding_amount",
    "funding_currency",
    "funding_source",
    "funding_kind",
    "funding_share_pct",
    "funding_recipient",
    "funding_recipient_names",
    "funding_period",
    "indicator_name",
    "indicator_statement",
    "indicator_target_change_pct",
    "indicator_population",
    "indicator_target_on",
    "indicator_baseline_on",
    "activity_kind",
    "activity_name",
    "place_name",
)


def registry_column() -> Column:
    """The registry a row comes from."""
    return Column(
        name="registry", type="VARCHAR", nullable=False, references="ref.registry.registry", description="Registry the row comes from."
    )


def _item_no() -> Column:
    return Column(
        name="item_no",
        type="INTEGER",
        nullable=False,
        minimum=0,
        description="Number of the member within its group (partner, funding line, goal); 0 for the record itself.",
    )


def _address() -> Column:
    return Column(name="canonical_url", type="VARCHAR", nullable=False, description="Address of the page in the registry's canonical form.")


def _body(*, nullable: bool = False) -> Column:
    return Column(
        name="body_sha256",
        type="VARCHAR",
        nullable=nullable,
        pattern=SHA256,
        description="SHA-256 of the body after decoding; names the bytes read.",
    )


def _crawl_id() -> Column:
    return Column(
        name="crawl_id", type="VARCHAR", nullable=False, pattern=r"[0-9]{8}T[0-9]{6}Z-[0-9a-f]{8}", description="Crawl the row belongs to."
    )


def _record_no(*, nullable: bool = False) -> Column:
    return Column(name="record_no", type="INTEGER", nullable=nullable, minimum=0, description="Number of the record on its page.")


CAPTURE = Table(
    schema="staging",
    name="capture",
    description="One row per stored HTTP exchange, from the capture indexes.",
    order_by=("registry", "crawl_id", "canonical_url", "fetched_at", "url", "record_offset"),
    columns=(
        registry_column(),
        _crawl_id(),
        Column(name="url", type="VARCHAR", nullable=False, description="Address as requested."),
        _address(),
        Column(name="fetched_at", type="TIMESTAMP", nullable=False, description="When it was fetched (UTC)."),
        Column(name="status", type="INTEGER", nullable=False, minimum=100, maximum=599, description="HTTP status."),
        Column(name="content_type", type="VARCHAR", description="Content-Type header as sent."),
        _body(nullable=True),
        Column(name="body_bytes", type="BIGINT", minimum=0, unit="bytes", description="Size of the body after decoding."),
        Column(name="etag", type="VARCHAR", description="ETag header as sent."),
        Column(name="last_modified", type="VARCHAR", description="Last-Modified header as sent."),
        Column(name="record_type", type="VARCHAR", nullable=False, allowed=("response", "revisit"), description="Kind of WARC record."),
        Column(name="file", type="VARCHAR", nullable=False, description="Name of the WARC file."),
        Column(
            name="record_offset",
            type="BIGINT",
            nullable=False,
            minimum=0,
            unit="bytes",
            description="Offset of the record in the WARC file.",
        ),
    ),
)

CRAWL = Table(
    schema="staging",
    name="crawl",
    description="One row per crawl or import of others' captures, from the crawl manifests. Only accepted ones feed the tables.",
    primary_key=("crawl_id", "registry"),
    columns=(
        registry_column(),
        _crawl_id(),
        Column(name="started_at", type="TIMESTAMP", nullable=False, description="Start of the crawl (UTC)."),
        Column(name="finished_at", type="TIMESTAMP", nullable=False, description="End of the crawl (UTC)."),
        Column(name="state", type="VARCHAR", nullable=False, allowed=("accepted", "held"), description="Whether its captures may be used."),
        Column(name="reason", type="VARCHAR", description="Why the crawl was held back."),
        Column(
            name="decided_because",
            type="VARCHAR",
            description="Reason in writing for which an operator let the crawl count, or held it back, against the checks; else empty.",
        ),
        Column(name="is_sample", type="BOOLEAN", nullable=False, description="The crawl read the bundled sample, not the live registry."),
        Column(name="n_pages_fetched", type="INTEGER", nullable=False, minimum=0, description="Pages that arrived with a body."),
        Column(name="n_pages_unchanged", type="INTEGER", nullable=False, minimum=0, description="Pages the server said had not changed."),
        Column(name="n_pages_failed", type="INTEGER", nullable=False, minimum=0, description="Pages that did not arrive."),
        Column(
            name="origin",
            type="VARCHAR",
            nullable=False,
            allowed=("crawl", "import"),
            description="Crawled by us, or captures of others from a WARC file: never complete, so what it lacks is not withdrawn.",
        ),
    ),
)

CRAWL_FAILURE = Table(
    schema="staging",
    name="crawl_failure",
    description="One row per page that a crawl knew of and could not have, from the crawl manifests.",
    primary_key=("crawl_id", "registry", "canonical_url"),
    columns=(
        registry_column(),
        _crawl_id(),
        Column(name="canonical_url", type="VARCHAR", nullable=False, description="Page that did not arrive (canonical form)."),
        Column(name="status", type="INTEGER", description="HTTP status; empty where there was no answer."),
        Column(name="error", type="VARCHAR", nullable=False, description="What happened, in words."),
    ),
)

PAGE = Table(
    schema="staging",
    name="page",
    description="One row per body read at one address.",
    primary_key=("registry", "canonical_url", "body_sha256"),
    columns=(
        registry_column(),
        _address(),
        _body(),
        Column(name="parser_version", type="VARCHAR", nullable=False, description="Version of the parser that read it."),
        Column(name="page_kind", type="VARCHAR", nullable=False, allowed=PAGE_KINDS, description="What the page was found to be."),
        Column(name="unclaimed_share", type="DOUBLE", minimum=0, maximum=1, description="Share (0-1) of the visible text no rule claimed."),
        Column(name="text_length", type="INTEGER", minimum=0, unit="code points", description="Length of the page text."),
        Column(name="record_count", type="INTEGER", minimum=0, description="Records read from the page."),
        Column(name="listed_total", type="INTEGER", minimum=0, description="How many projects a list page says there are, where it does."),
    ),
)

OBSERVATION = Table(
    schema="staging",
    name="observation",
    description="One row per value read from a page, with the place it was read from.",
    order_by=(
        "registry",
        "canonical_url",
        "body_sha256",
        "record_no",
        "field",
        "item_no",
        "span_start",
        "value",
        "value_raw",
        "label",
        "method",
    ),
    columns=(
        registry_column(),
        _address(),
        _body(),
        _record_no(),
        Column(name="field", type="VARCHAR", nullable=False, allowed=FIELDS, warns_on=("allowed",), description="What the value says."),
        Column(name="label", type="VARCHAR", description="Label as printed."),
        Column(name="value_raw", type="VARCHAR", description="Value as printed; for a derived value the rule and its input."),
        Column(name="value", type="VARCHAR", nullable=False, description="Canonical text of the value."),
        Column(name="span_start", type="INTEGER", minimum=0, unit="code points", description="Start of the value in the page text."),
        Column(
            name="span_end", type="INTEGER", minimum=0, unit="code points", description="End of the value in the page text (exclusive)."
        ),
        Column(name="method", type="VARCHAR", nullable=False, allowed=METHODS, description="How the value was found."),
        Column(name="precision", type="VARCHAR", allowed=PRECISIONS, description="Precision of a date."),
        _item_no(),
        Column(name="derived_from", type="VARCHAR", description="For a derived value the fields it follows from, commas between."),
    ),
)

ISSUE = Table(
    schema="staging",
    name="issue",
    description="One row per thing on a page that was not read as a value.",
    order_by=("registry", "canonical_url", "body_sha256", "record_no", "code", "field", "label", "value_raw", "message"),
    columns=(
        registry_column(),
        _address(),
        _body(),
        _record_no(),
        Column(name="code", type="VARCHAR", nullable=False, description="Kind of issue."),
        Column(name="severity", type="VARCHAR", nullable=False, allowed=SEVERITIES, description="How much it matters."),
        Column(name="field", type="VARCHAR", description="Field concerned."),
        Column(name="label", type="VARCHAR", description="Label as printed."),
        Column(name="value_raw", type="VARCHAR", description="Value as printed; never personal data."),
        Column(name="message", type="VARCHAR", nullable=False, description="What is wrong, in words."),
        Column(name="is_quarantined", type="BOOLEAN", nullable=False, description="The whole record was set aside because of it."),
    ),
)

SIGHTING = Table(
    schema="staging",
    name="sighting",
    description=(
        "One row per project and accepted crawl in which it was seen, at the one address chosen for it: the preferred "
        "address of its latest "
        "crawl, else list pages last, then the shortest, then the alphabetically first. Of an import, one row per project and moment. "
        "A sighting that could not be "
        "read (a garbled capture of an "
        "address that gave the project before) keeps the project listed and leaves its earlier values standing; so does an imported one at "
        "another address, once the preferred one was captured."
    ),
    primary_key=("project_id", "crawl_id", "fetched_at"),
    columns=(
        Column(name="project_id", type="VARCHAR", nullable=False, description="`<registry>:<project_code>`."),
        registry_column(),
        Column(name="project_code", type="VARCHAR", nullable=False, description="Code of the project as the registry prints it."),
        _crawl_id(),
        _address(),
        _body(),
        Column(
            name="record_no", type="INTEGER", minimum=0, description="Number of the record on its page; empty when it could not be read."
        ),
        Column(name="fetched_at", type="TIMESTAMP", nullable=False, description="When the page was fetched (UTC)."),
        Column(name="is_readable", type="BOOLEAN", nullable=False, description="The project's record was read from this capture."),
        Column(name="n_addresses", type="INTEGER", nullable=False, minimum=1, description="Addresses that gave the project in this crawl."),
        Column(
            name="n_records", type="INTEGER", nullable=False, minimum=0, description="Records with this project code on the chosen page."
        ),
    ),
)

CURRENT_VALUE = Table(
    schema="staging",
    name="current_value",
    description="One row per observation of each project's latest readable sighting, corrections applied: what core tables are made of.",
    order_by=("project_id", "field", "value_no"),
    columns=(
        Column(name="project_id", type="VARCHAR", nullable=False, references="core.project.project_id", description="Project."),
        registry_column(),
        Column(name="project_code", type="VARCHAR", nullable=False, description="Code of the project as the registry prints it."),
        Column(name="field", type="VARCHAR", nullable=False, description="What the value says."),
        Column(
            name="value_no",
            type="INTEGER",
            nullable=False,
            minimum=1,
            description="1 for the value used where only one can be: printed before derived, then the first on the page.",
        ),
        Column(name="value", type="VARCHAR", nullable=False, description="Canonical text of the value."),
        Column(name="value_raw", type="VARCHAR", description="Value as printed."),
        Column(name="precision", type="VARCHAR", allowed=PRECISIONS, description="Precision of a date."),
        Column(name="method", type="VARCHAR", nullable=False, allowed=METHODS, description="How the value was found."),
        Column(name="is_corrected", type="BOOLEAN", nullable=False, description="The value is that of core.correction, not the source's."),
        Column(name="label", type="VARCHAR", description="Label as printed."),
        Column(name="span_start", type="INTEGER", minimum=0, unit="code points", description="Start of the value in the page text."),
        Column(
            name="span_end", type="INTEGER", minimum=0, unit="code points", description="End of the value in the page text (exclusive)."
        ),
        _item_no(),
        _address(),
        _body(),
        _record_no(),
        Column(name="fetched_at", type="TIMESTAMP", nullable=False, description="When the page was fetched (UTC)."),
    ),
)

MENTION_VALUE = Table(
    schema="staging",
    name="mention_value",
    description="One row per observation of each mention's latest capture: of records that tell of an operation and are none.",
    primary_key=("mention_id", "field", "value_no"),
    columns=(
        Column(
            name="mention_id",
            type="VARCHAR",
            nullable=False,
            references="core.mention.mention_id",
            description="`<registry>:<address>#<record number>`.",
        ),
        registry_column(),
        Column(name="field", type="VARCHAR", nullable=False, description="What the value says."),
        Column(name="value_no", type="INTEGER", nullable=False, minimum=1, description="1 for the value used where only one can be."),
        Column(name="value", type="VARCHAR", nullable=False, description="Canonical text of the value."),
        Column(name="value_raw", type="VARCHAR", description="Value as printed."),
        Column(name="precision", type="VARCHAR", allowed=PRECISIONS, description="Precision of a date."),
        _item_no(),
        Column(name="page_kind", type="VARCHAR", nullable=False, allowed=PAGE_KINDS, description="What the page was found to be."),
        _address(),
        _body(),
        _record_no(),
        Column(name="first_seen_at", type="TIMESTAMP", nullable=False, description="First capture of the page (UTC)."),
    ),
)

CORRECTION = Table(
    schema="staging",
    name="correction",
    description="One row per correction as written in warehouse/reference/correction.csv.",
    primary_key=("project_id", "field"),
    columns=(
        Column(name="project_id", type="VARCHAR", nullable=False, description="`<registry>:<project_code>`."),
        Column(name="field", type="VARCHAR", nullable=False, allowed=FIELDS, description="Field that is wrong."),
        Column(name="expected_value", type="VARCHAR", description="Value the source gives; empty where it could not be read."),
        Column(name="corrected_value", type="VARCHAR", description="Right value; empty to remove it."),
        Column(name="corrected_precision", type="VARCHAR", allowed=PRECISIONS, description="Precision of a corrected date."),
        Column(name="reason", type="VARCHAR", nullable=False, description="Why, and where the right value is found."),
        Column(name="decided_on", type="DATE", nullable=False, description="Day it was decided."),
    ),
)

ORGANISATION_NUMBER = Table(
    schema="staging",
    name="organisation_number",
    description="One row per country and organisation number that a registry prints, judged by python-stdnum.",
    primary_key=("country_code", "org_number"),
    columns=(
        Column(name="country_code", type="VARCHAR", nullable=False, description="Country of the registry that prints it (ISO 3166)."),
        Column(name="org_number", type="VARCHAR", nullable=False, description="Number without separators."),
        Column(name="scheme", type="VARCHAR", description="Register it belongs to; empty where none is known for the country."),
        Column(name="is_valid", type="BOOLEAN", description="Its check digit is right; empty where no register is known."),
    ),
)

CORRECTION_PLACE = Table(
    schema="staging",
    name="correction_place",
    description="One row per correction and stored record it applies to: the source says there what the correction expects.",
    order_by=("registry", "canonical_url", "body_sha256", "record_no", "field"),
    columns=(
        registry_column(),
        _address(),
        _body(),
        _record_no(),
        Column(name="project_id", type="VARCHAR", nullable=False, description="`<registry>:<project_code>`."),
        Column(name="field", type="VARCHAR", nullable=False, description="Field that is wrong."),
        Column(name="expected_value", type="VARCHAR", description="Value the source gives; empty where it could not be read."),
        Column(name="corrected_value", type="VARCHAR", description="Right value; empty to remove it."),
        Column(name="corrected_precision", type="VARCHAR", allowed=PRECISIONS, description="Precision of a corrected date."),
        Column(name="reason", type="VARCHAR", nullable=False, description="Why, and where the right value is found."),
    ),
)

TITLE_CANDIDATE = Table(
    schema="staging",
    name="title_candidate",
    description="One row per pair of operations of two registries that title, owner and period make one perhaps (rapidfuzz).",
    primary_key=("project_id", "other_id"),
    columns=(
        Column(name="project_id", type="VARCHAR", nullable=False, description="Project."),
        Column(name="other_id", type="VARCHAR", nullable=False, description="The other project or mention."),
        Column(name="other_kind", type="VARCHAR", nullable=False, allowed=("project", "mention"), description="Which of the two it is."),
        Column(name="score", type="DOUBLE", nullable=False, minimum=0, maximum=100, description="Likeness of the titles, 0-100."),
        Column(name="evidence", type="VARCHAR", nullable=False, description="What was compared and found, in words."),
    ),
)

TABLES = (
    CAPTURE,
    CRAWL,
    CRAWL_FAILURE,
    PAGE,
    OBSERVATION,
    ISSUE,
    CORRECTION,
    SIGHTING,
    CORRECTION_PLACE,
    CURRENT_VALUE,
    MENTION_VALUE,
    ORGANISATION_NUMBER,
    TITLE_CANDIDATE,
)
