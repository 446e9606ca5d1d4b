"""What a column may hold, each list and pattern once: values in their order (severity, precision, role, ...), forms of codes.

Belongs here: whatever a column's `allowed`, `pattern` or `fields` names. Does not belong here: which column that is (`columns.toml`).
"""

from __future__ import annotations

from typing import get_args

from parsers.vocabulary.fields import FIELDS, Payer
from parsers.vocabulary.issue_codes import Severity
from parsers.vocabulary.reading_words import Authority, Method, PageKind, Precision
from warehouse.captures.manifest import CrawlOrigin
from warehouse.captures.verdict import Verdict

SEVERITIES: tuple[Severity, ...] = get_args(Severity)
READING_METHODS: tuple[Method, ...] = get_args(Method)
PRECISIONS: tuple[Precision, ...] = get_args(Precision)
PAGE_KINDS: tuple[PageKind, ...] = get_args(PageKind)
AUTHORITIES: tuple[Authority, ...] = get_args(Authority)
OBSERVED_FIELDS = tuple(name for name, field in FIELDS.items() if field.kind != "amount_and_rate")
"""The fields a value can be of: all of the vocabulary but the one that is always read into two others."""
RULE_DIMENSIONS = ("complete", "unique", "valid", "consistent", "accurate", "integrity", "privacy", "timely", "drift")
CRAWL_STATES = tuple(str(verdict) for verdict in Verdict)
CRAWL_ORIGINS = tuple(str(origin) for origin in CrawlOrigin)
RECORD_TYPES = ("response", "revisit")

PERIODS = ("2014-2020", "2021-2027")
CLASSIFICATION_SCHEMES = ("intervention_field_2014_2020", "intervention_field_2021_2027", "intervention_field_unknown_period")
CHANGE_CAUSES = ("source",)
LINK_BASES = ("official_id", "same_code", "number_in_text", "title_owner_period")
CONFLICT_BASES = ("same_page", *LINK_BASES)

PARTICIPANT_ROLES = ("beneficiary", "lead", "owner", "operator", "partner", "cross_cutting_partner", "co_funder")
ORGANISATION_LINK_BASES = ("same_name", "similar_name")

REGION_BASES = ("registry_stated", "beneficiary_address", "text_mentioned")
WEIGHT_BASES = ("whole", "equal_places", "population", "unallocated")
CONVERSION_BASES = ("identity", "same_area", "population_2018", "population_2021")
PROJECT_CONVERSION_BASES = (*CONVERSION_BASES, "several", "country")

AMOUNT_SOURCES = (*get_args(Payer), "named")
AMOUNT_KINDS = ("total_cost", "total_of_one_country", "support")
AMOUNT_STAGES = ("unstated", "applied", "announced", "awarded", "contracted", "certified", "paid", "final")
AMOUNT_FIELDS = tuple(name for name in OBSERVED_FIELDS if FIELDS[name].kind == "amount")
RATE_BASES = ("ecb_month_mean", "ecb_year_mean", "fixed")
FX_BASES = ("same_currency", "start_month", "start_year", "fixed", "no_date", "no_rate")

REGISTRY_CODE = r"[a-z][a-z0-9_]*"
PROJECT_ID = rf"{REGISTRY_CODE}:.+"
WEB_ADDRESS = r"https?://\S+"
MENTION_ID = rf"{REGISTRY_CODE}:{WEB_ADDRESS}#[0-9]+"
SHA256 = r"[0-9a-f]{64}"
CCI_NUMBER = r"20[0-9]{2}[A-Z]{2}[0-9]{2}[A-Z0-9]{2}[A-Z]{2}[0-9]{3}"
ORGANISATION_ID = r"[A-Za-z0-9_-]+:.+"
ORGANISATION_NUMBER = r"[0-9A-Za-z][0-9A-Za-z /-]{2,29}"
COUNTRY_CODE = r"[A-Z]{2}"
NUTS_CODE = r"[A-Z]{2}[A-Z0-9]{0,3}"
NUTS2_CODE = r"[A-Z]{2}[A-Z0-9]{2}"
NUTS3_CODE = r"[A-Z]{2}[A-Z0-9]{3}"
REGION_CODE = rf"[A-Z]{{2}}|{NUTS2_CODE}|unallocated"
CURRENCY_CODE = r"[A-Z]{3}"
MONTH_OR_YEAR = r"[0-9]{4}(-[0-9]{2})?"
