"""Schema `staging`: captures, crawls and observations as read, and the tables that put them in order (`sighting`, `current_value`)."""

from __future__ import annotations

from warehouse.tables.code_lists import CRAWL_STATES, OBSERVED_FIELDS
from warehouse.tables.define_table import define_table

TABLES = (
    define_table(
        "staging.capture",
        "One row per stored HTTP exchange, from the capture indexes.",
        order_by="registry crawl_id canonical_url fetched_at url record_offset",
        columns="""
            registry crawl_id url canonical_url fetched_at status content_type? body_sha256? body_bytes? etag?
            last_modified? record_type file record_offset
        """,
    ),
    define_table(
        "staging.crawl",
        "One row per crawl or import of others' captures, from the crawl manifests. Only accepted ones feed the tables.",
        key="crawl_id registry",
        columns="""
            registry crawl_id started_at finished_at state reason? decided_because? is_sample n_pages_fetched
            n_pages_unchanged n_pages_failed origin
        """,
        overrides={
            "state": {"description": "Whether its captures may be used.", "allowed": CRAWL_STATES},
            "reason": "Why the crawl was held back.",
        },
    ),
    define_table(
        "staging.crawl_failure",
        "One row per page that a crawl knew of and could not have, from the crawl manifests.",
        key="crawl_id registry canonical_url",
        columns="registry crawl_id canonical_url status? error",
        overrides={
            "canonical_url": "Page that did not arrive (canonical form).",
            "status": {"description": "HTTP status; empty where there was no answer.", "minimum": None, "maximum": None},
        },
    ),
    define_table(
        "staging.page",
        "One row per body read at one address.",
        key="registry canonical_url body_sha256",
        columns="""
            registry canonical_url body_sha256 parser_version page_kind unclaimed_share? text_length? record_count?
            listed_total?
        """,
    ),
    define_table(
        "staging.observation",
        "One row per value read from a page, with the place it was read from.",
        order_by="registry canonical_url body_sha256 record_no field item_no span_start value value_raw label method",
        columns="""
            registry canonical_url body_sha256 record_no field label? value_raw? value span_start? span_end? method
            precision? item_no derived_from?
        """,
        overrides={
            "field": {"allowed": OBSERVED_FIELDS, "warns_on": ("allowed",)},
            "value_raw": "Value as printed; for a derived value the rule and its input.",
        },
    ),
    define_table(
        "staging.issue",
        "One row per thing on a page that was not read as a value.",
        order_by="registry canonical_url body_sha256 record_no code field label value_raw message",
        columns="""
            registry canonical_url body_sha256 record_no code severity field:concerned? label? value_raw:impersonal? message
            is_quarantined
        """,
    ),
    define_table(
        "staging.correction",
        "One row per correction as written in warehouse/reference/correction.csv.",
        key="project_id field",
        columns="project_id:plain field expected_value? corrected_value? corrected_precision? reason decided_on",
        overrides={"field": {"description": "Field that is wrong.", "allowed": OBSERVED_FIELDS}},
    ),
    define_table(
        "staging.sighting",
        "One row per project and accepted crawl in which it was seen, at the one address chosen for it: the preferred "
        "address of its latest crawl, else list pages last, then the shortest, then the alphabetically first. Of an import, "
        "one row per project and moment. A sighting that could not be read (a garbled capture of an address that gave the "
        "project before) keeps the project listed and leaves its earlier values standing; so does an imported one at "
        "another address, once the preferred one was captured.",
        key="project_id crawl_id fetched_at",
        columns="""
            project_id:plain registry project_code:plain crawl_id canonical_url body_sha256 record_no? fetched_at
            is_readable n_addresses n_records
        """,
        overrides={"record_no": "Number of the record on its page; empty when it could not be read."},
    ),
    define_table(
        "staging.correction_place",
        "One row per correction and stored record it applies to: the source says there what the correction expects.",
        order_by="registry canonical_url body_sha256 record_no field",
        columns="""
            registry canonical_url body_sha256 record_no project_id:plain field expected_value? corrected_value?
            corrected_precision? reason
        """,
        overrides={"field": "Field that is wrong."},
    ),
    define_table(
        "staging.current_value",
        "One row per observation of each project's latest readable sighting, corrections applied: what core tables are made of.",
        order_by="project_id field value_no",
        columns="""
            project_id registry project_code:plain field value_no value value_raw? precision? method is_corrected label?
            span_start? span_end? item_no canonical_url body_sha256 record_no fetched_at
        """,
        overrides={"project_id": "Project."},
    ),
    define_table(
        "staging.mention_value",
        "One row per observation of each mention's latest capture: of records that tell of an operation and are none.",
        key="mention_id field value_no",
        columns="""
            mention_id registry field value_no value value_raw? precision? item_no page_kind canonical_url body_sha256
            record_no first_seen_at:page
        """,
        overrides={"value_no": "1 for the value used where only one can be."},
    ),
    define_table(
        "staging.organisation_number",
        "One row per country and organisation number that a registry prints, judged by python-stdnum.",
        key="country_code org_number",
        columns="country_code:plain org_number:plain scheme? is_valid?",
        overrides={
            "country_code": {"description": "Country of the registry that prints it (ISO 3166).", "pattern": None},
            "org_number": "Number without separators.",
            "scheme": {"description": "Register it belongs to; empty where none is known for the country.", "allowed": ()},
        },
    ),
    define_table(
        "staging.title_candidate",
        "One row per pair of operations of two registries that title, owner and period make one perhaps (rapidfuzz).",
        key="project_id other_id",
        columns="project_id:plain other_id other_kind score evidence",
        overrides={
            "project_id": "Project.",
            "other_id": {"description": "The other project or mention.", "pattern": None},
            "score": {"description": "Likeness of the titles, 0-100.", "type": "DOUBLE"},
        },
    ),
)
