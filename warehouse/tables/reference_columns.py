"""Columns of the facts that codes are looked up in: tables of schema `ref`.

Belongs here: what only `ref` has. Does not belong here: columns it shares with other schemas (`place_columns`, `operation_columns`).
"""

from __future__ import annotations

from warehouse.tables.code_lists import (
    AMOUNT_SOURCES,
    AUTHORITIES,
    COUNTRY_CODE,
    CURRENT_NUTS_VERSION,
    MONTH_OR_YEAR,
    NUTS2_CODE,
    NUTS3_CODE,
    NUTS_CODE,
    REGISTRY_CODE,
)
from warehouse.tables.notation import column

REFERENCE_COLUMNS = (
    column("is_in_2014_2020", "The fund exists in the 2014-2020 period."),
    column("is_in_2021_2027", "The fund exists in the 2021-2027 period."),
    column("source:fact", "Where the fact comes from."),
    column("as_of_on:fact", "Date of the source, or the day the fact was written down from it."),
    column("is_verified", "False while nobody has confirmed the row against a primary source."),
    column("fund_codes_raw", "Funds of the programme, separated by a slash."),
    column("nuts_code:plain", "NUTS code, or a registry's pseudo code.", pattern=NUTS_CODE),
    column("nuts_version:code", "NUTS edition the code belongs to.", type="INTEGER", unit="year", minimum=1999, maximum=2030),
    column("nuts_level", "NUTS level; empty for a registry's pseudo code.", type="INTEGER", minimum=0, maximum=3),
    column("is_pseudo", "No place on the map (a registry's own code, or Extra-Regio): such a location goes to the unallocated bucket."),
    column("alias", "Name as printed, compared without regard to case."),
    column("from_code", "NUTS-2 or NUTS-3 code as of `from_version`; the longer one goes first.", pattern="[A-Z]{2}[A-Z0-9]{2,3}"),
    column("from_version", "NUTS edition of `from_code`.", type="INTEGER", unit="year", minimum=1999, maximum=2030),
    column("to_code", "NUTS-2 code in the current edition.", pattern=NUTS2_CODE),
    column(
        "to_version", "NUTS edition of `to_code`.", type="INTEGER", unit="year", minimum=CURRENT_NUTS_VERSION, maximum=CURRENT_NUTS_VERSION
    ),
    column("prefix", "First digits of the postcode, without blanks.", pattern="[0-9]{2,5}"),
    column("nuts2_code:reference", f"NUTS-2 region it lies in (edition {CURRENT_NUTS_VERSION}).", pattern=NUTS2_CODE),
    column("is_sole", "The post towns of the prefix, but for longer ones listed, all lie in this region; false: in several."),
    column(
        "municipality_code", "Code of the national statistical office; in Sweden the first two digits name the county.", pattern="[0-9]{4}"
    ),
    column("nuts3_code", f"NUTS-3 region it lies in (edition {CURRENT_NUTS_VERSION}).", pattern=NUTS3_CODE),
    column(
        "is_common_word", "The name is an everyday word, surname or other place as well: it counts only beside the word for municipality."
    ),
    column("column_name", "Column of mart.project that answers it, where one does.", pattern=REGISTRY_CODE),
    column("euro_from_on", "First day its country had the euro instead; empty where it has not. The euro's own is 1 January 1999."),
    column(
        "fixed_rate",
        "Irrevocable conversion rate from that day on; empty where there is none.",
        type="DECIMAL(18,6)",
        unit="units per euro",
        minimum=0,
    ),
    column("period", "Month as YYYY-MM, or calendar year.", pattern=MONTH_OR_YEAR),
    column(
        "rate",
        "Arithmetic mean of the daily reference rates of the period, rounded half up; or the fixed rate.",
        type="DECIMAL(18,6)",
        unit="units per euro",
        minimum=0,
    ),
    column("n_days", "Daily rates used; 0 for a fixed rate.", unit="days"),
    column("first_on", "First daily rate used; empty for a fixed rate."),
    column("last_on", "Last daily rate used; empty for a fixed rate."),
    column(
        "nuts_prefix",
        "What its NUTS codes begin with: EL for Greece, UK for the United Kingdom; empty where it has none.",
        pattern=COUNTRY_CODE,
    ),
    column("field:plain", "Field of an observation."),
    column("value_kind", "How its value is read."),
    column("unit", "Unit of its value; empty where it has none."),
    column("meaning", "What it means."),
    column("field_group", "Group that it is a member of: a record can have several of them."),
    column("article_letter", "Item of Article 49(3) of Regulation (EU) 2021/1060 that it answers."),
    column("payer", "Whose money an amount of the operation is; empty for all else.", allowed=AMOUNT_SOURCES),
    column("is_paid", "The amount is paid money, not money that was awarded."),
    column("is_summed:field", "Marts sum the amount."),
    column("currency_field", "Field of the currency of the amount."),
    column("postcode_form", "Regular expression of a postcode without spaces; empty where we do not know it."),
    column(
        "personal_form",
        "Regular expression of letters and digits that may be a person's number and are no organisation's; empty where we know none.",
    ),
    column("is_iso", "The code is assigned by ISO 3166-1."),
    column("is_union", "The Union itself, for registries that belong to no country."),
    column("area", "What the programme area begins with."),
    column("form_no", "Order in which the forms are tried."),
    column("name_form", "Regular expression that names of this form match, in small letters."),
    column("first_digits", "What the numbers of the form begin with.", pattern="[0-9]+"),
    column("publisher", "Who publishes it."),
    column("licence", "Terms under which it is published."),
    column(
        "authority",
        "What its word is worth: an authority's own registry, one that repeats others', a mirror, a project's page. Only "
        "the first is summed.",
        allowed=AUTHORITIES,
    ),
    column(
        "code_pattern",
        "Regular expression of the registry's project codes, where they have a form of their own; used to find them in "
        "other registries' texts.",
    ),
    column("max_age_days", "After how many days without a complete crawl the registry is stale.", type="INTEGER", unit="days", minimum=1),
)
