"""Schema `ref`: facts we look things up in. Filled from `warehouse/reference/*.csv`, and `ref.registry` from what the caller passes."""

from __future__ import annotations

from warehouse.tables.model import Column, Table

NUTS_CODE = r"[A-Z]{2}[A-Z0-9]{0,3}"
CCI = r"20[0-9]{2}[A-Z]{2}[0-9]{2}[A-Z0-9]{2}[A-Z]{2}[0-9]{3}"
CURRENCY = r"[A-Z]{3}"
COUNTRY = r"[A-Z]{2}"
PERIODS = ("2014-2020", "2021-2027")
REGISTRY_CODE = r"[a-z][a-z0-9_]*"


def _source() -> Column:
    return Column(name="source", type="VARCHAR", nullable=False, description="Where the fact comes from.")


def _is_verified() -> Column:
    return Column(
        name="is_verified", type="BOOLEAN", nullable=False, description="False while nobody has confirmed the row against a primary source."
    )


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
        _is_verified(),
    ),
)

PROGRAMME = Table(
    schema="ref",
    name="programme",
    description="One row per EU programme we have met.",
    primary_key=("programme_cci",),
    min_rows=1,
    columns=(
        Column(name="programme_cci", type="VARCHAR", nullable=False, pattern=CCI, description="Full CCI number (15 characters)."),
        Column(name="title", type="VARCHAR", nullable=False, description="Title of the programme."),
        Column(
            name="country_code", type="VARCHAR", nullable=False, pattern=COUNTRY, description="Country, or TC for territorial cooperation."
        ),
        Column(name="programming_period", type="VARCHAR", nullable=False, allowed=PERIODS, description="Programming period."),
        Column(name="fund_codes_raw", type="VARCHAR", nullable=False, description="Funds of the programme, separated by a slash."),
        _source(),
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
        Column(name="nuts_version", type="INTEGER", nullable=False, minimum=1999, maximum=2030, unit="year", description="NUTS edition."),
        Column(name="nuts_level", type="INTEGER", minimum=0, maximum=3, description="NUTS level; empty for a pseudo code."),
        Column(name="name", type="VARCHAR", nullable=False, description="Name of the region."),
        Column(name="country_code", type="VARCHAR", nullable=False, pattern=COUNTRY, description="Country (ISO 3166)."),
        Column(
            name="is_pseudo", type="BOOLEAN", nullable=False, description="Not a NUTS code: such a location goes to the unallocated bucket."
        ),
        _source(),
        _is_verified(),
    ),
)

REGION_ALIAS = Table(
    schema="ref",
    name="region_alias",
    description="One row per name a registry prints for a region, besides the official one.",
    primary_key=("alias", "country_code"),
    columns=(
        Column(name="alias", type="VARCHAR", nullable=False, description="Name as printed, compared without regard to case."),
        Column(name="country_code", type="VARCHAR", nullable=False, pattern=COUNTRY, description="Country whose registries print it."),
        Column(name="nuts_code", type="VARCHAR", nullable=False, pattern=NUTS_CODE, description="Code of the region in ref.region."),
        _source(),
        _is_verified(),
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
        Column(
            name="nuts_version",
            type="INTEGER",
            nullable=False,
            minimum=1999,
            maximum=2030,
            unit="year",
            description="NUTS edition its codes follow.",
        ),
        Column(
            name="authority",
            type="VARCHAR",
            nullable=False,
            allowed=("registry", "aggregator", "mirror", "project_page"),
            description="What its word is worth: an authority's own registry, one that repeats others', a mirror, a project's page. "
            "Only the first is summed.",
        ),
    ),
)

TABLES = (FUND, PROGRAMME, REGION, REGION_ALIAS, REGISTRY)
