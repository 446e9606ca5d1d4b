"""Columns of organisations: who they are, how they are printed, and what they are to a project."""

from __future__ import annotations

from warehouse.tables.code_lists import NUTS2_CODE, ORGANISATION_NUMBER, PARTICIPANT_ROLES
from warehouse.tables.notation import column, observed

ORGANISATION_COLUMNS = (
    column("name", "Name, as most of its projects print it.", article_letter="a", fields=("beneficiary_name", "partner_name")),
    column("org_number", "Organisation number, without separators.", pattern=ORGANISATION_NUMBER, fields=("beneficiary_org_number",)),
    column("org_number:plain", "Its organisation number, digits only."),
    observed("beneficiary_name", "Beneficiary as printed."),
    column("organisation_id", "Organisation.", references="core.organisation.organisation_id"),
    column("name_normalised", "Name in lower case without accents, punctuation and legal form: for comparing, never for printing."),
    column("org_number_scheme", "Register the number belongs to.", references="ref.organisation_scheme.org_number_scheme"),
    column(
        "is_org_number_valid", "The number's check digit is right (python-stdnum); empty where there is no number or no known register."
    ),
    column("n_projects", "Projects it takes part in.", minimum=1),
    column("n_registries", "Registries that name it.", minimum=1),
    column("name_raw", "Name as printed.", fields=("beneficiary_name", "partner_name")),
    column(
        "other_organisation_id",
        "The organisation it may be; the pair is listed once, in order of the identifiers.",
        references="core.organisation.organisation_id",
    ),
    column("role", "What the organisation is to the project.", allowed=PARTICIPANT_ROLES, fields=("partner_role",)),
    column("region_name_raw:partner", "Region printed beside the name.", fields=("partner_region_name",)),
    column(
        "beneficiary_organisation_id",
        "Beneficiary's organisation.",
        references="core.organisation.organisation_id",
        fields=("beneficiary_org_number", "beneficiary_name"),
    ),
    observed("beneficiary_org_number", "Beneficiary's organisation number, digits only."),
    observed("beneficiary_postcode", "Beneficiary's postcode."),
    observed("beneficiary_city", "Beneficiary's postal town."),
    column(
        "beneficiary_region_code",
        "NUTS-2 region of the beneficiary's postcode; not where the work is done.",
        pattern=NUTS2_CODE,
        fields=("beneficiary_postcode",),
    ),
    column("beneficiary_region_name", "Name of the region in beneficiary_region_code.", fields=("beneficiary_postcode",)),
    column("n_organisations", "Organisations in core.participation."),
    column("beneficiary_id", "`organisation_id` of the beneficiary, or `unknown`."),
    column("organisation_name", "Name of the organisation, as most of its projects print it."),
    column("is_cross_border", "Its country is not that of the project's beneficiary; empty where one of the two is unknown."),
)
