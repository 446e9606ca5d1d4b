"""Columns of places: countries, regions and their editions, postcodes, municipalities, and the share of a project in a region."""

from __future__ import annotations

from warehouse.tables.code_lists import CONVERSION_BASES, COUNTRY_CODE, NUTS2_CODE, NUTS_CODE, REGION_BASES, REGION_CODE, WEIGHT_BASES
from warehouse.tables.notation import column, observed

PLACE_COLUMNS = (
    observed("country_code", "Country stated for the operation (ISO 3166).", pattern=COUNTRY_CODE, article_letter="m"),
    column("country_code:plain", "Country (ISO 3166).", pattern=COUNTRY_CODE),
    observed("country_code:place", "Country (ISO 3166).", pattern=COUNTRY_CODE, article_letter="m"),
    column(
        "nuts_code",
        "Region code as printed, or the code of the printed region, postcode or municipality; may be a pseudo code such as "
        "SE0. Empty where the name is unknown or the postcode lies in several regions.",
        pattern=NUTS_CODE,
        article_letter="l",
        fields=("nuts_code", "region_name"),
    ),
    column(
        "nuts_version", "NUTS edition of region_code; empty for the unallocated.", type="INTEGER", unit="year", minimum=1999, maximum=2030
    ),
    column("weight", "Share of the project that counts in the region.", type="DECIMAL(9,8)", unit="share", minimum=0, maximum=1),
    column("nuts2_code", "NUTS-2 region in that edition; empty for a pseudo code, a whole country or an unknown code.", pattern=NUTS2_CODE),
    column("region_name_raw", "Region name as printed.", fields=("region_name",)),
    column("location_no", "Number of the place within the project.", minimum=1),
    column("is_code_printed", "The page prints the code itself."),
    column("postcode", "Postcode.", pattern="[0-9A-Z -]{3,10}", warns_on=("pattern",), fields=("beneficiary_postcode",)),
    column("city", "Postal town.", fields=("beneficiary_city",)),
    column("municipality_name", "Municipality the description names.", fields=("description",)),
    column(
        "region_basis",
        "On what basis projects are put in regions: the region the registry states, that of the beneficiary's postcode, or "
        "those of the municipalities the description names.",
        allowed=REGION_BASES,
    ),
    column(
        "region_code",
        "NUTS-2 code of the current edition, or `unallocated`: no region, a national pseudo code, an unknown name, several "
        "stated regions, a postcode that lies in several, or a region that is in no current edition (the United Kingdom).",
        pattern=REGION_CODE,
        fields=("nuts_code", "region_name"),
    ),
    column(
        "weight_basis",
        "Where the share comes from: the whole project, equal shares of the municipalities named, or the population where "
        "an older region was divided (an estimate, like the one before).",
        allowed=WEIGHT_BASES,
    ),
    column(
        "conversion_basis",
        "How the stated code became one of the current edition; `several` where codes of several kinds came together.",
        allowed=(*CONVERSION_BASES, "several"),
    ),
    column("is_main", "The region with the largest share: there the project is counted."),
    column("n_countries", "Countries of these, as far as the pages say."),
    column("region_name", "Name of the region."),
    column("region_name:stated", "Name of the region the registry states."),
    column(
        "region_weight",
        "Share of the project in region_code: less than 1 where an older region was divided (core.project_region has all).",
        type="DECIMAL(9,8)",
        unit="share",
        minimum=0,
        maximum=1,
    ),
)
