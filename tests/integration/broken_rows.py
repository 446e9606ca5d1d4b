"""What breaks each check query in a copy of the sound warehouse of `warehouse_inputs.three_registries`: one thing each."""

from __future__ import annotations

from dataclasses import dataclass

ID = "esf_se:22-021-S03"
NORTH = "esf_se:22-031-S02"
OLD = "esf_se:2018/00566"
BORDER = "interreg_se_no:20200940"
FJORD = "interreg_se_no:20200941"
MIRRORED = "kohesio:Q1"
OWNER = "SE-ORGNR:2120002551"


@dataclass(frozen=True)
class Broken:
    """Statements that break one thing, the number of rows the check then finds, and what one of them shows. `before` makes ready what is
    to be broken: with it the check still passes, and it is in the last publication too."""

    statement: str
    n_unexpected: int
    shown: str
    before: tuple[str, ...] = ()


def row_with(table: str, change: str, of: str = ID, more: str = "true") -> str:
    """The rows of one project changed."""
    return f"UPDATE {table} SET {change} WHERE project_id = '{of}' AND {more}"


def _copies(table: str, changes: str, n: int, of: str = ID) -> str:
    """`n` more rows like those of one project, which differ in `changes`, where `i` numbers them from 1."""
    return f"INSERT INTO {table} SELECT row.* REPLACE ({changes}) FROM {table} AS row, range(1, {n + 1}) AS n(i) WHERE project_id = '{of}'"


def _mart(name: str, change: str) -> str:
    return f"UPDATE mart.{name} SET {change} WHERE fund_code = 'ESF'"


CROWD = _copies("core.project", "project_id || '-' || i AS project_id, project_code || '-' || i AS project_code", 60)
MART_CROWD = _copies("mart.project", "project_id || '-' || i AS project_id", 60)
PERSONAL_ISSUE = (
    "INSERT INTO staging.issue BY NAME SELECT DISTINCT registry, canonical_url, body_sha256, record_no, 'natural_person' AS code, "
    "'info' AS severity, 'not kept' AS message, false AS is_quarantined FROM staging.observation WHERE canonical_url LIKE '%22-066-S01'"
)
BROKEN: dict[str, Broken] = {
    "a_code_keeps_its_operation": Broken("UPDATE mart.project_change SET new_value = 'Helt annat'", 1, "Helt annat"),
    "amounts_are_above_zero": Broken(row_with("core.funding", "amount = 0", more="field = 'support_paid'"), 1, ID),
    "amounts_of_possible_size": Broken(row_with("core.funding", "amount_eur = 600000000", more="field = 'total_cost'"), 1, ID),
    "an_address_keeps_its_code": Broken(
        row_with("staging.sighting", "project_code = '23-999-S01'", more="crawl_id LIKE '20240108%'"), 1, "23-999-S01"
    ),
    "programme_area_lies_in_its_regions": Broken(row_with("core.location", "nuts2_code = 'SE22'", more="basis = 'registry_stated'"), 1, ID),
    "captures_lie_within_their_crawl": Broken(
        "UPDATE staging.capture SET fetched_at = '2031-01-01' WHERE registry = 'kohesio' AND crawl_id LIKE '20240108%'", 1, "kohesio"
    ),
    "cci_agrees_with_project": Broken(row_with("core.project", "programme_cci = '2014SE05M9OP001'"), 2, "R-CCI-03"),
    "certain_links_count_once": Broken("UPDATE ref.registry SET authority = 'registry' WHERE registry = 'kohesio'", 1, MIRRORED),
    "converted_amounts_keep_their_rate": Broken(row_with("core.funding", "amount_eur = amount", more="field = 'total_cost'"), 1, ID),
    "corrections_still_match": Broken(
        f"INSERT INTO core.correction VALUES ('{ID}', 'title', 'Vag', 'Väg', NULL, 'a slip', '2024-01-01', 'outdated', 'Ny väg framåt')",
        1,
        "Ny väg framåt",
    ),
    "countries_are_iso_codes": Broken(row_with("core.project", "country_code = 'UK'"), 1, ID),
    "currencies_are_known": Broken(row_with("core.funding", "currency = 'KRO'", more="field = 'total_cost'"), 1, "KRO"),
    "currency_fits_registry": Broken(row_with("core.funding", "currency = 'DKK'", more="field = 'total_cost'"), 1, "DKK"),
    "dates_have_their_precision": Broken(row_with("core.project", "start_on = '2018-01-15'", OLD), 1, OLD),
    "dates_inside_eligibility": Broken(row_with("core.project", "end_on = '2031-12-31'"), 1, ID),
    "descriptions_are_ones_own": Broken(
        _copies("core.participation", "project_id || '-' || i AS project_id, 'esf_se:name-' || i AS organisation_id", 6),
        1,
        "esf_se",
        before=(row_with("core.project", "description = repeat('Ett projekt om kompetens. ', 3)"), CROWD),
    ),
    "duration_is_plausible": Broken(row_with("core.project", "end_on = '2034-12-31'"), 1, ID),
    "end_moves_by_two_years_at_most": Broken(
        "UPDATE mart.project_change SET new_value = '2029-06-30'",
        1,
        "2029-06-30",
        ("UPDATE mart.project_change SET field = 'end_on', old_value = '2025-12-31', new_value = '2026-06-30'",),
    ),
    "every_amount_has_a_date": Broken(
        row_with("core.funding", "amount_eur = NULL, fx_rate = NULL, fx_period = NULL, fx_basis = 'no_date'"), 4, ID
    ),
    "every_amount_has_a_rate": Broken(
        row_with("core.funding", "amount_eur = NULL, fx_rate = NULL, fx_period = NULL, fx_basis = 'no_rate'"), 1, "2023-01"
    ),
    "every_mart_adds_up_to_core": Broken(_mart("funding_by_year_fund", "support_eur = support_eur + 0.01"), 1, "funding_by_year_fund"),
    "every_mart_counts_each_project_once": Broken(_mart("funding_by_beneficiary_fund", "n_projects = 2"), 1, "funding_by_beneficiary_fund"),
    "every_project_has_an_owner": Broken(f"DELETE FROM core.participation WHERE project_id = '{ID}'", 1, ID),
    "every_region_names_its_edition": Broken(row_with("mart.project", "nuts_version = NULL"), 1, ID),
    "every_registry_was_crawled_lately": Broken(
        "UPDATE staging.crawl SET state = 'held' WHERE registry = 'kohesio' AND crawl_id >= '20240108'",
        1,
        "kohesio",
        ("UPDATE staging.crawl SET finished_at = '2024-01-15T05:00:01' WHERE registry = 'esf_se' AND crawl_id >= '20240115'",),
    ),
    "every_sum_has_its_coverage": Broken(_mart("funding_by_programme_fund", "eu_coverage_pct = 50"), 1, "funding_by_programme_fund"),
    "first_seen_never_moves": Broken(row_with("core.project", "first_seen_at = '2024-01-08'"), 1, ID),
    "growth_against_previous": Broken(CROWD.replace("'-'", "'+'"), 1, "esf_se", (CROWD,)),
    "distribution_against_previous": Broken("UPDATE mart.project SET fund_code = 'JTF'", 1, "fund", (MART_CROWD,)),
    "history_ends_in_the_present": Broken(row_with("mart.project", "title = 'Något annat'"), 1, "Något annat"),
    "interreg_crosses_a_border": Broken(row_with("core.participation", "country_code = 'NO'", BORDER), 1, BORDER),
    "interreg_has_one_lead_a_country": Broken(row_with("core.participation", "country_code = 'NO'", BORDER), 1, BORDER),
    "intervention_codes_exist": Broken(row_with("core.classification", "code = '175.0'"), 1, "175.0"),
    "intervention_codes_fit_fund": Broken(row_with("core.classification", "code = '012'"), 1, ID),
    "labels_mean_what_they_are_read_as": Broken(
        "UPDATE staging.observation SET label = 'Krav på medfinansiering' WHERE registry = 'esf_se' AND field = 'eu_cofinancing_rate_pct'",
        1,
        "Krav på medfinansiering",
    ),
    "legal_form_fits_number": Broken(
        f"UPDATE core.organisation SET name = 'Storumans Buss AB' WHERE organisation_id = '{OWNER}'", 1, OWNER
    ),
    "names_are_not_cut_off": Broken(
        f"UPDATE core.organisation_name SET name_raw = 'AKADEMI N' WHERE organisation_id = '{OWNER}'", 1, "AKADEMI N"
    ),
    "no_boilerplate_in_texts": Broken(row_with("core.project", "description = 'Den här hemsidan använder cookies. Projektet ...'"), 1, ID),
    "no_contact_label_is_read": Broken(
        "UPDATE staging.observation SET label = 'Kontaktperson' WHERE registry = 'esf_se' AND field = 'title'", 1, "Kontaktperson"
    ),
    "no_natural_person_is_named": Broken(PERSONAL_ISSUE, 4, "beneficiary_city"),
    "no_two_projects_look_alike": Broken(row_with("core.project", "title = 'Ny väg framåt'", "esf_se:22-066-S01"), 1, "22-066-S01"),
    "nobody_takes_part_twice": Broken("UPDATE core.organisation SET name_normalised = 'eksempel'", 1, BORDER),
    "nothing_is_published_after_its_capture": Broken(
        row_with("staging.current_value", "value = '2031-01-01'", BORDER, "field = 'published_on'"), 1, BORDER
    ),
    "numbers_name_their_register": Broken(
        f"UPDATE core.organisation SET org_number_scheme = NULL WHERE organisation_id = '{OWNER}'", 1, OWNER
    ),
    "objective_codes_have_a_scheme": Broken(row_with("core.project", "specific_objective_code = 'Mål fyra'"), 1, "Mål fyra"),
    "objectives_lie_in_their_area": Broken(row_with("core.project", "specific_objective_code = 'A2'"), 1, ID),
    "one_name_one_number": Broken("UPDATE core.organisation SET name_normalised = 'storumans kommun'", 1, OWNER),
    "one_number_one_name": Broken(
        f"INSERT INTO core.organisation_name VALUES ('{OWNER}', 'esf_se', 'Exempelbygdens folkhögskola', 1)",
        1,
        "Exempelbygdens folkhögskola",
    ),
    "only_registries_are_counted": Broken(row_with("mart.project", "is_counted = true", MIRRORED), 1, MIRRORED),
    "organisation_numbers_are_valid": Broken(
        f"UPDATE core.organisation SET is_org_number_valid = false WHERE organisation_id = '{OWNER}'", 1, OWNER
    ),
    "paid_within_awarded": Broken(row_with("core.funding", "amount = 700000", more="field = 'support_paid'"), 1, ID),
    "participants_are_plausible": Broken(row_with("core.project", "participants = 250000"), 1, ID),
    "places_named_lie_in_stated_region": Broken(
        row_with("core.location", "nuts2_code = 'SE31'", NORTH, "municipality_name = 'Kramfors'"), 1, "Kramfors"
    ),
    "postcode_lies_in_stated_region": Broken(
        row_with("core.project_region", "region_code = 'SE11'", more="region_basis = 'beneficiary_address'"), 1, "92381"
    ),
    "postcodes_fit_their_country": Broken(row_with("core.location", "postcode = '9238'", more="basis = 'beneficiary_address'"), 1, "9238"),
    "projects_are_published_in_time": Broken("UPDATE core.project SET first_seen_at = '2024-01-08' WHERE registry = 'esf_se'", 1, "esf_se"),
    "rate_matches_amounts": Broken(row_with("core.project", "eu_cofinancing_rate_pct = 42"), 1, ID),
    "rates_are_those_of_the_start": Broken(row_with("core.funding", "fx_rate = 8.0", more="field = 'total_cost'"), 1, ID),
    "rates_under_their_ceiling": Broken(row_with("core.project", "eu_cofinancing_rate_pct = 90"), 1, ID),
    "region_shares_add_up_to_one": Broken(row_with("core.project_region", "weight = 0.5", FJORD, "region_code = 'NO08'"), 1, FJORD),
    "regions_are_not_only_addresses": Broken(
        "UPDATE core.project_region SET region_code = 'unallocated' WHERE region_basis = 'registry_stated'", 1, "esf_se"
    ),
    "regions_have_an_edition": Broken(row_with("core.location", "nuts2_code = 'NO08'", FJORD, "basis = 'registry_stated'"), 1, FJORD),
    "regions_lie_in_their_country": Broken(row_with("core.location", "nuts_code = 'DK01'", more="basis = 'registry_stated'"), 1, ID),
    "registries_show_news": Broken(
        "UPDATE staging.crawl SET finished_at = '2024-06-15' WHERE registry = 'esf_se' AND crawl_id LIKE '20240115%'", 1, "esf_se"
    ),
    "shares_of_recipients_within_total": Broken(row_with("core.funding", "amount = 950000", BORDER, "field = 'funding_amount'"), 1, BORDER),
    "sources_agree_on_amounts": Broken(
        "UPDATE mart.conflict SET relative_difference = 0.4057",
        1,
        "STEM",
        (
            "INSERT INTO mart.conflict VALUES ('erhvervsfremme_dk:STEM', 'eu_contribution', '25783259', '43400000', 'DKK', '25.783.259', "
            "'43,4 mio. kr.', 0.01, false, 'number_in_text', false, 'project_page:https://www.example.org/#1', 'https://www.example.org/', "
            "'https://www.example.org/', 'told', 'erhvervsfremme_dk', 'STEM', 'ESF', NULL, 'project_page', 'STEM')",
        ),
    ),
    "start_is_not_far_ahead": Broken(row_with("core.project", "start_on = '2026-01-02'"), 1, ID),
    "start_not_before_code_year": Broken(row_with("core.project", "start_on = '2021-11-02'"), 1, ID),
    "support_adds_up": Broken(
        row_with("core.funding", "amount = 150000", more="field = 'national_contribution'"),
        1,
        ID,
        (row_with("core.funding", "field = 'national_contribution', amount = 200000", more="field = 'support_paid'"),),
    ),
    "targets_lie_after_baselines": Broken("UPDATE core.indicator SET baseline_on = '2021-12-31'", 1, "Fler sökande"),
    "terms_of_registries_are_known": Broken(
        "UPDATE ref.registry SET licence = 'not established (unverified)' WHERE registry = 'esf_se'", 1, "esf_se"
    ),
    "texts_are_not_cut_off": Broken(row_with("core.project", "description = 'Projektet ska ge fler arbete och ...'"), 1, ID),
    "texts_have_no_broken_characters": Broken(row_with("core.project", "description = 'FÃ¶rstudie'"), 1, "FÃ¶r"),
    "titles_are_not_owners": Broken(row_with("core.project", "title = 'Storumans kommun'"), 1, ID),
    "unclaimed_text_has_not_risen": Broken(
        "UPDATE staging.page SET unclaimed_share = 0.4 "
        "WHERE body_sha256 = (SELECT body_sha256 FROM core.project WHERE source_url LIKE '%22-021-S03')",
        1,
        "esf_se",
        ("UPDATE staging.page SET page_kind = 'other' WHERE canonical_url NOT LIKE '%22-021-S03'",),
    ),
    "union_money_is_the_unions_alone": Broken(row_with("mart.project", "eu_amount = support_amount"), 1, ID),
    "values_do_not_flip_back": Broken(
        row_with(
            "core.project_version",
            "field_values = (SELECT field_values FROM core.project_version WHERE project_id = 'esf_se:22-021-S03' AND version_no = 1)",
            more="version_no = 3",
        ),
        1,
        ID,
        (_copies("core.project_version", "3 AS version_no, '{}' AS field_values", 1) + " AND version_no = 1",),
    ),
    "amount_of_usual_size": Broken(
        row_with("core.funding", "amount = 50000000000", more="field = 'total_cost' AND line_no = 101"),
        1,
        ID,
        (_copies("core.funding", "100 + i AS line_no", 25) + " AND field = 'total_cost'",),
    ),
    "amounts_in_order": Broken(row_with("mart.project", "eu_amount = 700000"), 1, ID),
    "derived_values_name_their_rule": Broken(
        "UPDATE staging.observation SET value_raw = '' WHERE field = 'currency' AND registry = 'kohesio'", 1, "kohesio"
    ),
    "each_project_in_mart_once": Broken(f"DELETE FROM mart.project WHERE project_id = '{ID}'", 1, ID),
    "every_capture_has_a_crawl": Broken("DELETE FROM staging.crawl WHERE registry = 'kohesio' AND crawl_id LIKE '20240115%'", 1, "kohesio"),
    "every_capture_was_read": Broken("DELETE FROM staging.page WHERE registry = 'kohesio'", 1, "kohesio"),
    "every_record_arrives": Broken(f"DELETE FROM core.project WHERE project_id = '{NORTH}'", 1, "22-031-S02"),
    "fill_against_previous": Broken("UPDATE mart.project SET start_on = NULL WHERE registry = 'esf_se'", 1, "start_on"),
    "fund_fits_period": Broken(row_with("core.project", "fund_code = 'ESF'"), 1, ID),
    "median_amount_against_previous": Broken(
        "UPDATE core.funding SET amount = 3 * amount WHERE field = 'total_cost'",
        1,
        "esf_se",
        (_copies("core.funding", "100 + i AS line_no", 25) + " AND field = 'total_cost'",),
    ),
    "no_orphans": Broken(f"DELETE FROM core.project_version WHERE project_id = '{ID}'", 1, ID),
    "nuts_code_known": Broken(
        row_with("core.location", "nuts_code = 'SE99', nuts2_code = NULL, nuts_version = NULL", more="basis = 'registry_stated'"), 1, "SE99"
    ),
    "one_current_version": Broken(row_with("core.project_version", "is_current = true"), 1, ID),
    "org_number_is_no_person": Broken(
        row_with("core.participation", "org_number = '8507091234', organisation_id = 'esf_se:name-0123456789ab'"), 1, "85********"
    ),
    "project_code_as_printed": Broken(row_with("staging.current_value", "value_raw = '22-021_S03'", more="field = 'project_code'"), 1, ID),
    "project_codes_distinct": Broken(_copies("core.project", "'22021-s03' AS project_code", 1), 1, ID),
    "projects_lost_since_previous": Broken(f"DELETE FROM core.project WHERE project_id = '{ID}'", 1, "esf_se"),
    "provenance_present": Broken("UPDATE staging.observation SET span_start = NULL WHERE field = 'published_on'", 1, "published_on"),
    "region_name_fits_code": Broken(row_with("core.location", "region_name_raw = 'Skåne'", more="basis = 'registry_stated'"), 1, "Skåne"),
    "values_have_their_type": Broken(row_with("staging.current_value", "value = '1,5'", more="field = 'total_cost'"), 1, "1,5"),
    "versions_differ": Broken(row_with("core.project_version", "changed_fields = NULL"), 1, ID),
    "versions_do_not_overlap": Broken(row_with("core.project_version", "valid_to = valid_to + INTERVAL 1 DAY"), 1, ID),
    "vanished_projects_are_kept": Broken(f"DELETE FROM core.project WHERE project_id = '{ID}'", 1, "Ny väg framåt"),
}
