"""Schema `mart`: what stands behind the figures: who takes part, what changed, where sources disagree, what a registry publishes."""

from __future__ import annotations

from warehouse.tables.columns import CHANGE_CAUSES, LINK_BASES, ROLES, evidence, fund_code, organisation_id, project_id, source_url
from warehouse.tables.mart_columns import REPEATED, amount, amount_eur, count, programme_title, project_place, title
from warehouse.tables.model import Column, Ordered, Table
from warehouse.tables.ref import COUNTRY, CURRENCY
from warehouse.tables.staging import registry_column

PARTICIPATION = Table(
    schema="mart",
    name="participation",
    description="One row per project, organisation and role, with the names of both: who takes part in what.",
    primary_key=("project_id", "organisation_id", "role"),
    exported=True,
    columns=(
        project_id(),
        Column(name="title", type="VARCHAR", fields=("title",), description="Name of the operation."),
        registry_column(),
        fund_code(),
        organisation_id(),
        Column(name="organisation_name", type="VARCHAR", description="Name of the organisation, as most of its projects print it."),
        Column(name="name_raw", type="VARCHAR", fields=("beneficiary_name", "partner_name"), description="Name as this project prints it."),
        Column(
            name="role", type="VARCHAR", nullable=False, allowed=ROLES, fields=("partner_role",), description="What it is to the project."
        ),
        Column(name="country_code", type="VARCHAR", pattern=COUNTRY, description="Its country, as far as the page says."),
        Column(
            name="is_cross_border",
            type="BOOLEAN",
            description="Its country is not that of the project's beneficiary; empty where one of the two is unknown.",
        ),
        Column(name="n_organisations", type="INTEGER", nullable=False, minimum=1, description="Organisations of the project."),
        Column(name="org_number", type="VARCHAR", description="Number of the organisation, digits only."),
        Column(
            name="region_name_raw", type="VARCHAR", fields=("partner_region_name",), description="Region of the organisation as printed."
        ),
        Column(name="beneficiary_name", type="VARCHAR", fields=("beneficiary_name",), description="Beneficiary of the project as printed."),
        Column(
            name="is_counted",
            type="BOOLEAN",
            nullable=False,
            description="The project counts in sums: its registry is the authority's own, not one that repeats others.",
        ),
        Column(name="programme_cci", type="VARCHAR", fields=("programme_cci",), description="CCI number of the project's programme."),
        programme_title(),
        *project_place(),
        Column(name="start_on", type="DATE", fields=("start_on",), description="Start of the project."),
        Column(name="end_on", type="DATE", fields=("end_on",), description="End of the project."),
        amount("project_total_cost_amount", f"Total cost. {REPEATED}", "total_cost"),
        amount("project_support_amount", f"Support from the Union and national public money together. {REPEATED}", "support_amount"),
        amount("project_eu_amount", f"Support from the Union alone, as stated. {REPEATED}", "eu_contribution"),
        Column(name="currency", type="VARCHAR", pattern=CURRENCY, fields=("currency",), description="Currency of the amounts (ISO 4217)."),
        amount_eur("project_total_cost_eur", f"Total cost in euro. {REPEATED}", "total_cost"),
        amount_eur("project_support_eur", f"Support (Union and national) in euro. {REPEATED}", "support_amount"),
        amount_eur("project_eu_eur", f"Support from the Union alone in euro. {REPEATED}", "eu_contribution"),
        source_url(),
    ),
)

PROJECT_CHANGE = Table(
    schema="mart",
    name="project_change",
    description="One row per field that changed between two versions of a project: the change log.",
    primary_key=("project_id", "version_no", "field"),
    ordered=(Ordered("previous_seen_at", "changed_at"),),
    exported=True,
    columns=(
        project_id(),
        Column(name="version_no", type="INTEGER", nullable=False, minimum=2, description="Version that brought the change."),
        Column(name="field", type="VARCHAR", nullable=False, description="Field that changed."),
        Column(name="title", type="VARCHAR", description="Current name of the operation."),
        fund_code(),
        Column(
            name="old_value",
            type="VARCHAR",
            description="Value before; several separated by semicolons; empty when the field was missing.",
            text=True,
        ),
        Column(
            name="new_value",
            type="VARCHAR",
            description="Value after; several separated by semicolons; empty when the field is gone or no longer readable, see has_issue.",
            text=True,
        ),
        Column(name="previous_seen_at", type="TIMESTAMP", nullable=False, description="Beginning of the version before (UTC)."),
        Column(name="changed_at", type="TIMESTAMP", nullable=False, description="First capture with the new value (UTC)."),
        Column(name="change_cause", type="VARCHAR", nullable=False, allowed=CHANGE_CAUSES, description="Who changed the value."),
        Column(
            name="has_issue",
            type="BOOLEAN",
            nullable=False,
            description="The new page has an issue about the field: what looks withdrawn may be a value that is no longer readable.",
        ),
        source_url(),
        registry_column(),
        Column(name="programme_cci", type="VARCHAR", fields=("programme_cci",), description="CCI number of the programme."),
        Column(name="beneficiary_name", type="VARCHAR", fields=("beneficiary_name",), description="Beneficiary as printed."),
        *project_place(),
        Column(name="is_listed", type="BOOLEAN", nullable=False, description="The registry still lists the project."),
    ),
)

CONFLICT = Table(
    schema="mart",
    name="conflict",
    description=(
        "One row per field for which two sources that tell of one operation, or one page twice, give different values: side by side, "
        "neither is preferred. `basis` says why the two belong together."
    ),
    primary_key=("project_id", "field", "other_id", "value", "other_value"),
    exported=True,
    columns=(
        project_id(),
        Column(name="field", type="VARCHAR", nullable=False, description="Field of staging.observation."),
        Column(
            name="value", type="VARCHAR", nullable=False, description="Value of the project (the one used, where its page gives several)."
        ),
        Column(name="other_value", type="VARCHAR", nullable=False, description="Competing value."),
        Column(name="currency", type="VARCHAR", pattern=CURRENCY, description="Currency of both, where they are amounts."),
        Column(name="value_raw", type="VARCHAR", description="Value as printed.", text=True),
        Column(name="other_value_raw", type="VARCHAR", description="Competing value as printed.", text=True),
        Column(
            name="relative_difference",
            type="DECIMAL(18,4)",
            unit="share",
            description="Difference of two numbers as a share of the larger one (0-1); empty for other values.",
        ),
        Column(
            name="is_rounding",
            type="BOOLEAN",
            nullable=False,
            description="The two numbers are within a tenth and agree if the less exact one is a rounded one (43,4 mio. and 43 399 971).",
        ),
        Column(
            name="basis", type="VARCHAR", nullable=False, allowed=("same_page", *LINK_BASES), description="Why the two belong together."
        ),
        Column(name="is_certain", type="BOOLEAN", nullable=False, description="They are certainly of one operation."),
        Column(name="other_id", type="VARCHAR", nullable=False, description="Project or mention the competing value is of."),
        source_url(),
        Column(name="other_url", type="VARCHAR", nullable=False, pattern=r"https?://\S+", description="Page of the competing value."),
        evidence(),
        registry_column(),
        title("title", "Name of the operation."),
        fund_code(),
        Column(name="beneficiary_name", type="VARCHAR", fields=("beneficiary_name",), description="Beneficiary as printed."),
        Column(name="other_registry", type="VARCHAR", nullable=False, description="Registry, or kind of page, the competing value is of."),
        title("other_title", "Name of the operation where the competing value stands."),
    ),
)

REGISTRY_SCORECARD = Table(
    schema="mart",
    name="registry_scorecard",
    description=(
        "One row per registry and item of Article 49(3) of Regulation (EU) 2021/1060: how many of its projects publish it. "
        "What an authority does not publish blocks nothing: it stands here."
    ),
    primary_key=("registry", "letter"),
    exported=True,
    columns=(
        registry_column(),
        Column(name="registry_title", type="VARCHAR", nullable=False, description="Title of the registry."),
        Column(name="letter", type="VARCHAR", nullable=False, references="ref.article_item.letter", description="Letter of the item."),
        Column(name="item", type="VARCHAR", nullable=False, description="What the item asks for."),
        Column(name="is_applicable", type="BOOLEAN", nullable=False, description="The item applies to what we publish."),
        count("n_projects", "Projects of the registry."),
        Column(name="n_with", type="BIGINT", minimum=0, description="Projects that publish the item; empty where it does not apply."),
        Column(
            name="coverage_pct",
            type="DECIMAL(5,2)",
            unit="percent",
            minimum=0,
            maximum=100,
            description="Share of projects that publish the item.",
        ),
        Column(
            name="grade",
            type="VARCHAR",
            nullable=False,
            allowed=("published", "partly", "missing", "not_applicable"),
            description="Published by 95 % or more, by some, by none.",
        ),
        Column(
            name="failing_urls_raw",
            type="VARCHAR",
            description="Up to five pages that lack the item, separated by line breaks; the macro mart.scorecard_gap lists all.",
        ),
    ),
)

TABLES = (
    PARTICIPATION,
    PROJECT_CHANGE,
    CONFLICT,
    REGISTRY_SCORECARD,
)
