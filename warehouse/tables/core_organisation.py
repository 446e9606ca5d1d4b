"""Schema `core`, organisations: who they are, how they are printed, which may be one, and what they take part in."""

from __future__ import annotations

from warehouse.tables.columns import ROLES, evidence, item_no, organisation_id, project_id, score
from warehouse.tables.model import Column, Table
from warehouse.tables.ref import COUNTRY
from warehouse.tables.staging import registry_column

ORGANISATION_ID = r"[A-Za-z0-9_-]+:.+"
ORG_SCHEMES = ("SE-ORGNR", "NO-ORGNR", "DK-CVR", "FI-YTUNNUS")
ORGANISATION_LINK_BASES = ("same_name", "similar_name")

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

TABLES = (ORGANISATION, ORGANISATION_NAME, ORGANISATION_LINK, PARTICIPATION)
