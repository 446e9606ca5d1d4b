"""Schema `ref`: facts we look things up in. Filled from `warehouse/reference/*.csv`; `ref.registry` from what the caller passes,
`ref.country` and `ref.organisation_scheme` from `parsers/vocabulary/countries.toml` and `ref.exchange_rate` from `warehouse/euro_rates.py`.

Belongs here: tables that hold for every registry. Does not belong here: anything observed.
"""

from __future__ import annotations

from warehouse.tables.code_lists import CCI_NUMBER, CONVERSION_BASES, RATE_BASES, REGISTRY_CODE
from warehouse.tables.define_table import define_table
from warehouse.tables.model import Ordered

FACT = "source:fact as_of_on:fact is_verified"
"""Where a fact comes from: at the end of every table of facts."""

TABLES = (
    define_table(
        "ref.fund",
        "One row per EU fund.",
        key="fund_code",
        min_rows=1,
        columns=f"fund_code:bucket title:plain is_in_2014_2020 is_in_2021_2027 {FACT}",
        overrides={
            "fund_code": "Short name of the fund as the regulations use it.",
            "title": "Full English name of the fund.",
        },
    ),
    define_table(
        "ref.country",
        "One row per country of ISO 3166, and per code that stands for one: the Union as a whole, Kosovo.",
        key="country_code",
        min_rows=1,
        columns="country_code:plain nuts_prefix? name currency? postcode_form? personal_form? is_iso is_union",
        overrides={
            "country_code": "Code of the country (ISO 3166-1 alpha-2 where is_iso).",
            "name": {"description": "English name.", "article_letter": None, "fields": ()},
            "currency": "Its currency (ISO 4217), where we describe the country.",
        },
    ),
    define_table(
        "ref.field",
        "One row per field that can be read of a page.",
        key="field",
        min_rows=1,
        columns="field:plain value_kind unit? meaning field_group? article_letter? payer? is_paid is_summed:field currency_field?",
    ),
    define_table(
        "ref.organisation_scheme",
        "One row per register of organisations whose numbers we can validate.",
        key="org_number_scheme",
        min_rows=1,
        columns="org_number_scheme country_code:plain",
        overrides={"org_number_scheme": "Register: country and short name.", "country_code": "Country of the register (ISO 3166)."},
    ),
    define_table(
        "ref.programme",
        "One row per EU programme we know of.",
        key="programme_cci",
        min_rows=1,
        columns=f"programme_cci:bucket title:plain country_code:plain programming_period fund_codes_raw {FACT}",
        overrides={
            "programme_cci": {"description": "Full CCI number (15 characters).", "pattern": CCI_NUMBER},
            "title": "Title of the programme.",
            "country_code": "Country as the CCI writes it (UK, not GB), or TC for territorial cooperation.",
            "programming_period": {"fields": ()},
        },
    ),
    define_table(
        "ref.region",
        "One row per region code and NUTS edition; pseudo codes that registries use for 'the whole country' included and flagged.",
        key="nuts_code nuts_version",
        min_rows=1,
        columns=f"nuts_code:plain nuts_version:code nuts_level? name country_code:plain is_pseudo {FACT}",
        overrides={
            "name": {"description": "Name of the region in its own language; several may share one.", "article_letter": None, "fields": ()},
            "country_code": "Country (ISO 3166: GR and GB, though NUTS codes begin with EL and UK).",
        },
    ),
    define_table(
        "ref.region_alias",
        "One row per name that registries or people print for a region besides the official one, and NUTS edition.",
        key="alias country_code nuts_code nuts_version",
        unique=("alias country_code nuts_version",),
        min_rows=1,
        columns=f"alias country_code:plain nuts_code:plain nuts_version:code {FACT}",
        overrides={
            "country_code": "Country the region lies in (ISO 3166).",
            "nuts_code": "Code in ref.region of the smallest region of that edition which holds all that the name means.",
        },
    ),
    define_table(
        "ref.region_conversion",
        "One row per NUTS-2 region of an edition and region of the current edition it became, with its share; where one was "
        "divided, also one per NUTS-3 region of it that lies in a single part (the others follow the NUTS-2 region). The "
        "weights of a region sum to 1; the United Kingdom is in no current edition and so not here.",
        key="from_code from_version to_code",
        min_rows=1,
        columns=f"from_code from_version to_code to_version weight basis {FACT}",
        overrides={
            "weight": "Share of the population of 2021 of the first region that lives in the second; shares under 0.0005 are dropped.",
            "basis": {
                "description": "The current edition itself, a region that lies in one, or one split by population.",
                "allowed": CONVERSION_BASES,
            },
        },
    ),
    define_table(
        "ref.postcode_region",
        "One row per beginning of a postcode and NUTS-2 region its post towns lie in; of those that fit the longest counts.",
        key="country_code prefix nuts2_code",
        min_rows=1,
        columns=f"country_code:plain prefix nuts2_code:reference is_sole {FACT}",
        overrides={"country_code": "Country of the postcode (ISO 3166)."},
    ),
    define_table(
        "ref.municipality",
        "One row per municipality of a country whose registries name them in texts.",
        key="country_code name",
        unique=("country_code municipality_code",),
        min_rows=1,
        columns=f"country_code:plain name municipality_code nuts3_code nuts2_code:reference is_common_word {FACT}",
        overrides={
            "name": {"description": "Name without the word for municipality, not in the genitive.", "article_letter": None, "fields": ()}
        },
    ),
    define_table(
        "ref.programme_area",
        "One row per area of a programme that is for certain regions only, and NUTS-2 region of it.",
        key="programme_cci area nuts2_code",
        columns=f"programme_cci:bucket area nuts2_code:reference {FACT}",
        overrides={"programme_cci": {"description": "Full CCI number (15 characters).", "pattern": CCI_NUMBER}},
    ),
    define_table(
        "ref.legal_form",
        "One row per legal form that a name shows and a register's numbers tell; of those that fit a name the first counts.",
        key="org_number_scheme form_no",
        columns=f"org_number_scheme form_no name_form first_digits {FACT}",
    ),
    define_table(
        "ref.article_item",
        "One row per item that Article 49(3) of Regulation (EU) 2021/1060 wants published of an operation.",
        key="letter",
        min_rows=1,
        columns=f"letter title:plain is_applicable column_name? {FACT}",
        overrides={
            "letter": {"pattern": "[a-n]"},
            "title": "What the item is, in our words.",
        },
    ),
    define_table(
        "ref.currency",
        "One row per currency we have rates for, those the euro replaced included.",
        key="currency",
        min_rows=1,
        columns=f"currency euro_from_on? fixed_rate? {FACT}",
    ),
    define_table(
        "ref.exchange_rate",
        "One row per currency and month or calendar year that has ended and in which every day of the European Central Bank "
        "has a rate, or from which on the rate is fixed.",
        key="currency period",
        ordered=(Ordered("first_on", "last_on"),),
        min_rows=1,
        columns="currency period rate n_days basis first_on? last_on? source:fact",
        overrides={
            "currency": {"pattern": None, "references": "ref.currency.currency"},
            "basis": {"description": "What the rate is.", "allowed": RATE_BASES},
        },
    ),
    define_table(
        "ref.registry",
        "One row per registry the warehouse was built from.",
        key="registry",
        min_rows=1,
        columns="""
            registry title:plain country_code:plain publisher licence currency nuts_version authority is_interreg
            code_pattern? max_age_days
        """,
        overrides={
            "registry": {"description": "Our code of the registry.", "pattern": REGISTRY_CODE},
            "title": "Title of the registry in its own language.",
            "country_code": "Country of the registry (ISO 3166).",
            "currency": "Currency of its amounts (ISO 4217).",
            "nuts_version": "NUTS edition its codes follow.",
            "is_interreg": "Every programme of the registry is one of territorial cooperation.",
        },
    ),
)
