"""Schema `core`, places: what is stated, and the regions a project counts in, with their shares."""

from __future__ import annotations

from warehouse.tables.columns import REGION_BASES, project_id, region_basis, region_code
from warehouse.tables.model import Column, Table
from warehouse.tables.ref import CONVERSION_BASES, COUNTRY, NUTS_CODE

WEIGHT_BASES = ("whole", "equal_places", "population", "unallocated")

LOCATION = Table(
    schema="core",
    name="location",
    description=(
        "One row per place stated for a project, with the basis on which it is known. Region of the owner is not region of the work."
    ),
    primary_key=("project_id", "location_no"),
    exported=True,
    columns=(
        project_id(),
        Column(name="location_no", type="INTEGER", nullable=False, minimum=1, description="Number of the place within the project."),
        Column(
            name="basis",
            type="VARCHAR",
            nullable=False,
            allowed=REGION_BASES,
            description="How the place is known: stated as the project's region, the beneficiary's address, or a municipality the "
            "description names.",
        ),
        Column(
            name="nuts_code",
            type="VARCHAR",
            pattern=NUTS_CODE,
            article_letter="l",
            fields=("nuts_code", "region_name"),
            description="Region code as printed, or the code of the printed region, postcode or municipality; may be a pseudo code "
            "such as SE0. Empty where the name is unknown or the postcode lies in several regions.",
        ),
        Column(
            name="nuts_version",
            type="INTEGER",
            unit="year",
            minimum=1999,
            maximum=2030,
            description="NUTS edition of the code: the registry's own where it has the code, else the newest that has it.",
        ),
        Column(
            name="nuts2_code",
            type="VARCHAR",
            pattern=r"[A-Z]{2}[A-Z0-9]{2}",
            description="NUTS-2 region in that edition; empty for a pseudo code, a whole country or an unknown code.",
        ),
        Column(name="region_name_raw", type="VARCHAR", fields=("region_name",), description="Region name as printed."),
        Column(name="is_code_printed", type="BOOLEAN", nullable=False, description="The page prints the code itself."),
        Column(
            name="postcode",
            type="VARCHAR",
            pattern=r"[0-9A-Z -]{3,10}",
            warns_on=("pattern",),
            fields=("beneficiary_postcode",),
            description="Postcode.",
        ),
        Column(name="city", type="VARCHAR", fields=("beneficiary_city",), description="Postal town."),
        Column(
            name="municipality_name",
            type="VARCHAR",
            fields=("description",),
            description="Municipality the description names.",
        ),
        Column(
            name="country_code",
            type="VARCHAR",
            nullable=False,
            pattern=COUNTRY,
            article_letter="m",
            fields=("country_code",),
            description="Country (ISO 3166).",
        ),
    ),
)

PROJECT_REGION = Table(
    schema="core",
    name="project_region",
    description=(
        "One row per project, basis and region of the current NUTS edition, with the share of the project that counts there. Shares of "
        "one project add up to 1 under every basis, the unallocated bucket included."
    ),
    primary_key=("project_id", "region_basis", "region_code"),
    exported=True,
    columns=(
        project_id(),
        region_basis(),
        region_code(),
        Column(
            name="nuts_version",
            type="INTEGER",
            unit="year",
            minimum=1999,
            maximum=2030,
            description="NUTS edition of region_code; empty for the unallocated.",
        ),
        Column(
            name="weight",
            type="DECIMAL(9,8)",
            nullable=False,
            minimum=0,
            maximum=1,
            unit="share",
            description="Share of the project that counts in the region.",
        ),
        Column(
            name="weight_basis",
            type="VARCHAR",
            nullable=False,
            allowed=WEIGHT_BASES,
            description="Where the share comes from: the whole project, equal shares of the municipalities named, or the population "
            "where an older region was divided (an estimate, like the one before).",
        ),
        Column(
            name="conversion_basis",
            type="VARCHAR",
            allowed=(*CONVERSION_BASES, "several"),
            description="How the stated code became one of the current edition; `several` where codes of several kinds came together.",
        ),
        Column(
            name="is_main", type="BOOLEAN", nullable=False, description="The region with the largest share: there the project is counted."
        ),
    ),
)

TABLES = (LOCATION, PROJECT_REGION)
