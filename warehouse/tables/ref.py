"""Schema `ref`: facts we look things up in. Filled from `warehouse/reference/*.csv`; `ref.registry` from what the caller passes and
`ref.exchange_rate` from `warehouse/euro_rates.py`.

Belongs here: tables that hold for every registry. Does not belong here: anything observed.
"""

from __future__ import annotations

from warehouse.tables.model import Column, Ordered, Table

NUTS_CODE = r"[A-Z]{2}[A-Z0-9]{0,3}"
CCI = r"20[0-9]{2}[A-Z]{2}[0-9]{2}[A-Z0-9]{2}[A-Z]{2}[0-9]{3}"
CURRENCY = r"[A-Z]{3}"
COUNTRY = r"[A-Z]{2}"
PERIODS = ("2014-2020", "2021-2027")
REGISTRY_CODE = r"[a-z][a-z0-9_]*"
CURRENT_NUTS_VERSION = 2024
CONVERSION_BASES = ("identity", "same_area", "population_2018", "population_2021")
RATE_BASES = ("ecb_month_mean", "ecb_year_mean", "fixed")


def _source() -> Column:
    return Column(name="source", type="VARCHAR", nullable=False, description="Where the fact comes from.")


def _as_of_on() -> Column:
    return Column(
        name="as_of_on", type="DATE", nullable=False, description="Date of the source, or the day the fact was written down from it."
    )


def _is_verified() -> Column:
    return Column(
        name="is_verified", type="BOOLEAN", nullable=False, description="False while nobody has confirmed the row against a primary source."
    )


def _country(description: str) -> Column:
    return Column(name="country_code", type="VARCHAR", nullable=False, pattern=COUNTRY, description=description)


def _edition(name: str, description: str) -> Column:
    return Column(name=name, type="INTEGER", nullable=False, minimum=1999, maximum=2030, unit="year", description=description)


def _nuts(name: str, level: int) -> Column:
    """A region of the current edition; its country and existence are held by `tests/unit/test_reference_data.py`."""
    pattern = NUTS_CODE.replace("{0,3}", f"{{{level}}}")
    description = f"NUTS-{level} region it lies in (edition {CURRENT_NUTS_VERSION})."
    return Column(name=name, type="VARCHAR", nullable=False, pattern=pattern, description=description)


FUND = Table(
    schema="ref",
    name="fund",
    description="One row per EU fund.",
    primary_key=("fund_code",),
    min_rows=1,
    columns=(
        Column(name="fund_code", type="VARCHAR", nullable=False, description="Short name of the fund as the regulations use it."),
        Column(name="title", type="VARCHAR", nullable=False, description="Full English name of the fund."),
        Column(name="is_in_2014_2020", type="BOOLEAN", nullable=False, description="The fund exists in the 2014-2020 period."),
        Column(name="is_in_2021_2027", type="BOOLEAN", nullable=False, description="The fund exists in the 2021-2027 period."),
        _source(),
        _as_of_on(),
        _is_verified(),
    ),
)

PROGRAMME = Table(
    schema="ref",
    name="programme",
    description="One row per EU programme we know of.",
    primary_key=("programme_cci",),
    min_rows=1,
    columns=(
        Column(name="programme_cci", type="VARCHAR", nullable=False, pattern=CCI, description="Full CCI number (15 characters)."),
        Column(name="title", type="VARCHAR", nullable=False, description="Title of the programme."),
        _country("Country as the CCI writes it (UK, not GB), or TC for territorial cooperation."),
        Column(name="programming_period", type="VARCHAR", nullable=False, allowed=PERIODS, description="Programming period."),
        Column(name="fund_codes_raw", type="VARCHAR", nullable=False, description="Funds of the programme, separated by a slash."),
        _source(),
        _as_of_on(),
        _is_verified(),
    ),
)

REGION = Table(
    schema="ref",
    name="region",
    description="One row per region code and NUTS edition; pseudo codes that registries use for 'the whole country' included and flagged.",
    primary_key=("nuts_code", "nuts_version"),
    min_rows=1,
    columns=(
        Column(name="nuts_code", type="VARCHAR", nullable=False, pattern=NUTS_CODE, description="NUTS code, or a registry's pseudo code."),
        _edition("nuts_version", "NUTS edition the code belongs to."),
        Column(name="nuts_level", type="INTEGER", minimum=0, maximum=3, description="NUTS level; empty for a registry's pseudo code."),
        Column(name="name", type="VARCHAR", nullable=False, description="Name of the region in its own language; several may share one."),
        _country("Country (ISO 3166: GR and GB, though NUTS codes begin with EL and UK)."),
        Column(
            name="is_pseudo",
            type="BOOLEAN",
            nullable=False,
            description="No place on the map (a registry's own code, or Extra-Regio): such a location goes to the unallocated bucket.",
        ),
        _source(),
        _as_of_on(),
        _is_verified(),
    ),
)

REGION_ALIAS = Table(
    schema="ref",
    name="region_alias",
    description="One row per name that registries or people print for a region besides the official one, and NUTS edition.",
    primary_key=("alias", "country_code", "nuts_code", "nuts_version"),
    unique=(("alias", "country_code", "nuts_version"),),
    min_rows=1,
    columns=(
        Column(name="alias", type="VARCHAR", nullable=False, description="Name as printed, compared without regard to case."),
        _country("Country the region lies in (ISO 3166)."),
        Column(
            name="nuts_code",
            type="VARCHAR",
            nullable=False,
            pattern=NUTS_CODE,
            description="Code in ref.region of the smallest region of that edition which holds all that the name means.",
        ),
        _edition("nuts_version", "NUTS edition the code belongs to."),
        _source(),
        _as_of_on(),
        _is_verified(),
    ),
)

REGION_CONVERSION = Table(
    schema="ref",
    name="region_conversion",
    description="One row per NUTS-2 region of an edition and region of the current edition it became, with its share; where one was "
    "divided, also one per NUTS-3 region of it that lies in a single part (the others follow the NUTS-2 region). "
    "The weights of a region sum to 1; the United Kingdom is in no current edition and so not here.",
    primary_key=("from_code", "from_version", "to_code"),
    min_rows=1,
    columns=(
        Column(
            name="from_code",
            type="VARCHAR",
            nullable=False,
            pattern=NUTS_CODE.replace("{0,3}", "{2,3}"),
            description="NUTS-2 or NUTS-3 code as of `from_version`; the longer one goes first.",
        ),
        _edition("from_version", "NUTS edition of `from_code`."),
        Column(
            name="to_code",
            type="VARCHAR",
            nullable=False,
            pattern=NUTS_CODE.replace("{0,3}", "{2}"),
            description="NUTS-2 code in the current edition.",
        ),
        Column(
            name="to_version",
            type="INTEGER",
            nullable=False,
            minimum=CURRENT_NUTS_VERSION,
            maximum=CURRENT_NUTS_VERSION,
            unit="year",
            description="NUTS edition of `to_code`.",
        ),
        Column(
            name="weight",
            type="DECIMAL(9,8)",
            nullable=False,
            minimum=0,
            maximum=1,
            unit="share",
            description="Share of the population of 2021 of the first region that lives in the second; shares under 0.0005 are dropped.",
        ),
        Column(
            name="basis",
            type="VARCHAR",
            nullable=False,
            allowed=CONVERSION_BASES,
            description="The current edition itself, a region that lies in one, or one split by population.",
        ),
        _source(),
        _as_of_on(),
        _is_verified(),
    ),
)

POSTCODE_REGION = Table(
    schema="ref",
    name="postcode_region",
    description="One row per beginning of a postcode and NUTS-2 region its post towns lie in; of those that fit the longest counts.",
    primary_key=("country_code", "prefix", "nuts2_code"),
    min_rows=1,
    columns=(
        _country("Country of the postcode (ISO 3166)."),
        Column(
            name="prefix",
            type="VARCHAR",
            nullable=False,
            pattern=r"[0-9]{2,5}",
            description="First digits of the postcode, without blanks.",
        ),
        _nuts("nuts2_code", 2),
        Column(
            name="is_sole",
            type="BOOLEAN",
            nullable=False,
            description="The post towns of the prefix, but for longer ones listed, all lie in this region; false: in several.",
        ),
        _source(),
        _as_of_on(),
        _is_verified(),
    ),
)

MUNICIPALITY = Table(
    schema="ref",
    name="municipality",
    description="One row per municipality of a country whose registries name them in texts.",
    primary_key=("country_code", "name"),
    unique=(("country_code", "municipality_code"),),
    min_rows=1,
    columns=(
        _country("Country (ISO 3166)."),
        Column(name="name", type="VARCHAR", nullable=False, description="Name without the word for municipality, not in the genitive."),
        Column(
            name="municipality_code",
            type="VARCHAR",
            nullable=False,
            pattern=r"[0-9]{4}",
            description="Code of the national statistical office; in Sweden the first two digits name the county.",
        ),
        _nuts("nuts3_code", 3),
        _nuts("nuts2_code", 2),
        Column(
            name="is_common_word",
            type="BOOLEAN",
            nullable=False,
            description="The name is an everyday word, surname or other place as well: it counts only beside the word for municipality.",
        ),
        _source(),
        _as_of_on(),
        _is_verified(),
    ),
)

ARTICLE_ITEM = Table(
    schema="ref",
    name="article_item",
    description="One row per item that Article 49(3) of Regulation (EU) 2021/1060 wants published of an operation.",
    primary_key=("letter",),
    min_rows=1,
    columns=(
        Column(name="letter", type="VARCHAR", nullable=False, pattern=r"[a-n]", description="Letter of the item."),
        Column(name="title", type="VARCHAR", nullable=False, description="What the item is, in our words."),
        Column(
            name="is_applicable",
            type="BOOLEAN",
            nullable=False,
            description="A registry is measured by it: not so natural persons, whom we never publish, and vessels, which only EMFAF has.",
        ),
        Column(
            name="column_name",
            type="VARCHAR",
            pattern=r"[a-z][a-z0-9_]*",
            description="Column of mart.project that answers it, where one does.",
        ),
        _source(),
        _as_of_on(),
        _is_verified(),
    ),
)

CURRENCY_TABLE = Table(
    schema="ref",
    name="currency",
    description="One row per currency we have rates for, those the euro replaced included.",
    primary_key=("currency",),
    min_rows=1,
    columns=(
        Column(name="currency", type="VARCHAR", nullable=False, pattern=CURRENCY, description="Currency (ISO 4217)."),
        Column(
            name="euro_from_on",
            type="DATE",
            description="First day its country had the euro instead; empty where it has not. The euro's own is 1 January 1999.",
        ),
        Column(
            name="fixed_rate",
            type="DECIMAL(18,6)",
            minimum=0,
            unit="units per euro",
            description="Irrevocable conversion rate from that day on; empty where there is none.",
        ),
        _source(),
        _as_of_on(),
        _is_verified(),
    ),
)

EXCHANGE_RATE = Table(
    schema="ref",
    name="exchange_rate",
    description="One row per currency and month or calendar year that has ended and in which every day of the European Central Bank "
    "has a rate, or from which on the rate is fixed.",
    primary_key=("currency", "period"),
    min_rows=1,
    ordered=(Ordered("first_on", "last_on"),),
    columns=(
        Column(name="currency", type="VARCHAR", nullable=False, references="ref.currency.currency", description="Currency (ISO 4217)."),
        Column(
            name="period",
            type="VARCHAR",
            nullable=False,
            pattern=r"[0-9]{4}(-[0-9]{2})?",
            description="Month as YYYY-MM, or calendar year.",
        ),
        Column(
            name="rate",
            type="DECIMAL(18,6)",
            nullable=False,
            minimum=0,
            unit="units per euro",
            description="Arithmetic mean of the daily reference rates of the period, rounded half up; or the fixed rate.",
        ),
        Column(name="n_days", type="INTEGER", nullable=False, minimum=0, unit="days", description="Daily rates used; 0 for a fixed rate."),
        Column(name="basis", type="VARCHAR", nullable=False, allowed=RATE_BASES, description="What the rate is."),
        Column(name="first_on", type="DATE", description="First daily rate used; empty for a fixed rate."),
        Column(name="last_on", type="DATE", description="Last daily rate used; empty for a fixed rate."),
        _source(),
    ),
)

REGISTRY = Table(
    schema="ref",
    name="registry",
    description="One row per registry the warehouse was built from.",
    primary_key=("registry",),
    min_rows=1,
    columns=(
        Column(name="registry", type="VARCHAR", nullable=False, pattern=REGISTRY_CODE, description="Our code of the registry."),
        Column(name="title", type="VARCHAR", nullable=False, description="Title of the registry in its own language."),
        Column(name="country_code", type="VARCHAR", nullable=False, pattern=COUNTRY, description="Country of the registry (ISO 3166)."),
        Column(name="publisher", type="VARCHAR", nullable=False, description="Who publishes it."),
        Column(name="licence", type="VARCHAR", nullable=False, description="Terms under which it is published."),
        Column(name="currency", type="VARCHAR", nullable=False, pattern=CURRENCY, description="Currency of its amounts (ISO 4217)."),
        _edition("nuts_version", "NUTS edition its codes follow."),
        Column(
            name="authority",
            type="VARCHAR",
            nullable=False,
            allowed=("registry", "aggregator", "mirror", "project_page"),
            description="What its word is worth: an authority's own registry, one that repeats others', a mirror, a project's page. "
            "Only the first is summed.",
        ),
        Column(
            name="is_interreg",
            type="BOOLEAN",
            nullable=False,
            description="Every programme of the registry is one of territorial cooperation.",
        ),
        Column(
            name="code_pattern",
            type="VARCHAR",
            description="Regular expression of the registry's project codes, where they have a form of their own; "
            "used to find them in other registries' texts.",
        ),
        Column(
            name="max_age_days",
            type="INTEGER",
            nullable=False,
            minimum=1,
            unit="days",
            description="After how many days without a complete crawl the registry is stale.",
        ),
    ),
)

TABLES = (
    FUND,
    PROGRAMME,
    REGION,
    REGION_ALIAS,
    REGION_CONVERSION,
    POSTCODE_REGION,
    MUNICIPALITY,
    ARTICLE_ITEM,
    CURRENCY_TABLE,
    EXCHANGE_RATE,
    REGISTRY,
)
