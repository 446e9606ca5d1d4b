"""Schema `core`: one row per thing. What registries say, put in order; nothing is summed here (`mart`)."""

from __future__ import annotations

from warehouse.tables.code_lists import (
    AMOUNT_FIELDS,
    LINK_BASES,
    MENTION_ID,
    ORGANISATION_ID,
    ORGANISATION_LINK_BASES,
    PROJECT_ID,
    REGION_BASES,
)
from warehouse.tables.define_table import define_table
from warehouse.tables.model import Ordered
from warehouse.tables.operation_columns import SEEN, STATED

TABLES = (
    define_table(
        "core.project",
        "One row per operation, with the values of its latest readable capture.",
        key="project_id",
        unique=("registry project_code",),
        ordered=(Ordered("start_on", "end_on", "warning"), Ordered("first_seen_at", "last_seen_at")),
        min_rows=1,
        columns=f"project_id registry project_code is_provisional_code {STATED} {SEEN}",
        overrides={"project_id": {"pattern": PROJECT_ID}},
    ),
    define_table(
        "core.project_version",
        "One row per project and run of consecutive captures with the same values. A changed page with unchanged values is no new version.",
        key="project_id version_no",
        unique=("project_id valid_from",),
        ordered=(Ordered("valid_from", "valid_to"),),
        min_rows=1,
        columns="""
            project_id version_no valid_from valid_to? is_current changed_fields? change_cause corrected_fields? source_url
            body_sha256 record_no field_values
        """,
        overrides={
            "is_current": "The project's latest version.",
            "body_sha256": "SHA-256 of the first body with these values.",
        },
    ),
    define_table(
        "core.mention",
        "One row per record that tells of an operation and is none itself: news, awards, pages of projects and partners. It "
        "is evidence of lower authority, linked to projects in core.project_link and never merged or summed.",
        key="mention_id",
        columns="""
            mention_id registry page_kind title:repeated? beneficiary_name? fund_code? start_on:repeated? start_precision?
            end_on:repeated? end_precision? source_url body_sha256:latest record_no first_seen_at:page
        """,
        overrides={
            "mention_id": {"pattern": MENTION_ID},
            "title": "Name of the operation as the page tells it.",
            "beneficiary_name": "Who carries it, as printed.",
            "start_on": "Start as told; of a month or a year the first day.",
            "end_on": "End as told; of a month or a year the last day.",
            "body_sha256": "SHA-256 of the latest body. Changes with the page's dress, so it is in no snapshot.",
        },
    ),
    define_table(
        "core.indicator",
        "One row per goal of a project: its target and what it is compared with.",
        key="project_id indicator_no",
        columns="""
            project_id indicator_no name? statement? target_change_raw? population? target_on? target_precision?
            baseline_on? baseline_precision?
        """,
        overrides={"name": {"description": "Goal as printed.", "article_letter": "e", "fields": ("indicator_name",), "text": True}},
    ),
    define_table(
        "core.classification",
        "One row per project and code of a classification. The same number means different things in different periods, so "
        "the scheme goes with it.",
        key="project_id scheme code",
        columns="project_id scheme code",
        overrides={
            "code": {
                "description": "Code within the scheme, zero-padded as in the regulation.",
                "article_letter": "n",
                "fields": ("intervention_field_code",),
            }
        },
    ),
    define_table(
        "core.organisation",
        "One row per organisation: by its number where a valid one is printed, else by its name within the registry.",
        key="organisation_id",
        columns="""
            organisation_id name? name_normalised? org_number? org_number_scheme? is_org_number_valid? country_code:plain?
            n_projects n_registries
        """,
        overrides={
            "organisation_id": {
                "description": (
                    "`<number scheme>:<number>`, the same in every registry, or `<registry>:name-<12 hex of the "
                    "name>` where no number is printed."
                ),
                "pattern": ORGANISATION_ID,
            },
            "country_code": "Country: printed beside the name, or the beneficiary's as its projects state it; empty where nobody says.",
        },
    ),
    define_table(
        "core.organisation_name",
        "One row per organisation and name as a registry prints it: the aliases.",
        key="organisation_id registry name_raw",
        columns="organisation_id registry name_raw n_projects",
        overrides={"n_projects": "Projects whose page prints this name."},
    ),
    define_table(
        "core.organisation_link",
        "One row per pair of organisations that may be one: the same or a similar name, not two valid numbers that differ. "
        "Candidates with score and evidence; nothing is merged because of them.",
        key="organisation_id other_organisation_id",
        columns="organisation_id other_organisation_id basis score evidence",
        overrides={"basis": {"description": "Why they may be one.", "allowed": ORGANISATION_LINK_BASES}},
    ),
    define_table(
        "core.participation",
        "One row per project, organisation and role; an organisation with several roles has several rows.",
        key="project_id organisation_id role",
        columns="""
            project_id organisation_id role name_raw? org_number? country_code:plain? region_name_raw:partner?
            item_no:partner_or_line
        """,
        overrides={
            "name_raw": {"description": "Name as the project's page prints it.", "article_letter": "a"},
            "org_number": "Organisation number as the page states it.",
            "country_code": {
                "description": (
                    "Country printed beside the name; a beneficiary's is that of its project. Empty where the page does not say."
                ),
                "fields": ("partner_country_code", "country_code"),
            },
        },
    ),
    define_table(
        "core.location",
        "One row per place stated for a project, with the basis on which it is known. Region of the owner is not region of the work.",
        key="project_id location_no",
        columns="""
            project_id location_no basis nuts_code? nuts_version? nuts2_code? region_name_raw? is_code_printed postcode?
            city? municipality_name? country_code:place
        """,
        overrides={
            "basis": {
                "description": (
                    "How the place is known: stated as the project's region, the beneficiary's address, or a "
                    "municipality the description names."
                ),
                "allowed": REGION_BASES,
            },
            "nuts_version": "NUTS edition of the code: the registry's own where it has the code, else the newest that has it.",
        },
    ),
    define_table(
        "core.project_region",
        "One row per project, basis and region of the current NUTS edition, with the share of the project that counts "
        "there. Shares of one project add up to 1 under every basis, the unallocated bucket included.",
        key="project_id region_basis region_code",
        columns="project_id region_basis region_code nuts_version? weight weight_basis conversion_basis? is_main",
    ),
    define_table(
        "core.funding",
        "One row per amount a page states for a project: whose money, of what kind, at what stage, as of when. Amounts of "
        "different sources are never added up and never derived.",
        key="project_id line_no",
        columns="""
            project_id line_no kind source stage amount currency:observed amount_eur? fx_rate? fx_period? fx_basis as_of_on
            payer_name_raw? recipient_name_raw? period_raw? is_summed amount_raw? field item_no:partner_or_line
        """,
        overrides={"field": {"description": "Field of staging.observation it was read into.", "allowed": AMOUNT_FIELDS}},
    ),
    define_table(
        "core.project_link",
        "One row per pair of a project and another project, or a mention, that may be the same operation, with the "
        "evidence. Certain where an official number says so, else a candidate. Nothing is merged because of a link.",
        key="project_id other_id basis",
        columns="project_id other_id other_kind basis is_certain score evidence",
        overrides={
            "basis": {
                "description": (
                    "Official identifier (`<CCI>_<code>`) in the other's text, the same code in two registries that "
                    "share one list of codes, the bare code in the other's text, or title with owner and period."
                ),
                "allowed": LINK_BASES,
            }
        },
    ),
    define_table(
        "core.correction",
        "One row per known error of a source, with what is right and why. It applies only while the source still says what "
        "it expects; a check fails once that is no longer so.",
        key="project_id field",
        columns="project_id:plain field expected_value? corrected_value? corrected_precision? reason decided_on state found_value?",
        overrides={
            "project_id": {
                "description": "Project concerned; a correction of a project that is not in the warehouse waits.",
                "pattern": PROJECT_ID,
            },
            "field": "Field of staging.observation that is wrong.",
        },
    ),
)
