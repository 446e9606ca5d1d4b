"""Columns of an operation: what a registry says about it, where and when it was seen, its versions, goals, links and conflicts.

Does not belong here: its money (`money_columns`), its organisations (`organisation_columns`), its places (`place_columns`).
"""

from __future__ import annotations

from warehouse.tables.code_lists import (
    CCI_NUMBER,
    CHANGE_CAUSES,
    CLASSIFICATION_SCHEMES,
    CURRENCY_CODE,
    LINK_BASES,
    PAGE_KINDS,
    PERIODS,
    PRECISIONS,
    PROJECT_ID,
    SHA256,
    WEB_ADDRESS,
)
from warehouse.tables.notation import column, observed

OPERATION_COLUMNS = (
    observed(
        "fund_code", "EU fund, stated or derived from the page; empty when unknown.", references="ref.fund.fund_code", article_letter="i"
    ),
    column("fund_code:bucket", "EU fund, or `unknown`."),
    observed("title", "Name of the operation.", article_letter="d", warns_on=("not_null",)),
    observed("title:repeated", "Name of the operation."),
    column("title:plain", "Current name of the operation."),
    observed(
        "programme_cci",
        "Full CCI number of the programme (15 characters).",
        pattern=CCI_NUMBER,
        references="ref.programme.programme_cci",
        warns_on=("references",),
    ),
    column("programme_cci:bucket", "CCI number of the programme, or `unknown`."),
    observed("programme_cci:repeated", "CCI number of the project's programme."),
    observed("programming_period", "Programming period.", allowed=PERIODS),
    column("basis", "Why the two belong together.", allowed=("same_page", *LINK_BASES)),
    column("letter", "Letter of the item.", references="ref.article_item.letter"),
    column(
        "is_applicable", "A registry is measured by it: not so natural persons, whom we never publish, and vessels, which only EMFAF has."
    ),
    column("currency", "Currency (ISO 4217).", pattern=CURRENCY_CODE),
    observed("currency:repeated", "Currency of the amounts (ISO 4217).", pattern=CURRENCY_CODE),
    column("registry", "Registry the row comes from.", references="ref.registry.registry"),
    column("is_interreg", "Of territorial cooperation: by its programme's CCI number, or since its registry has no other."),
    column("body_sha256", "SHA-256 of the body after decoding; names the bytes read.", pattern=SHA256),
    column(
        "body_sha256:latest",
        "SHA-256 of the latest body the values were read from. Changes with the page's dress, so it is in no snapshot.",
        pattern=SHA256,
        exported=False,
    ),
    column(
        "state",
        "Applied; outdated because the source says something else by now; waiting for a project that is not here.",
        allowed=("applied", "outdated", "waiting"),
    ),
    column("reason", "Why, and where the right value is found.", text=True),
    column("page_kind", "What the page was found to be.", allowed=PAGE_KINDS),
    column("record_no", "Number of the record on its page."),
    column("field", "What the value says."),
    column("value_raw", "Value as printed."),
    column("value", "Canonical text of the value."),
    column("item_no:partner_or_line", "Number of the partner or line on the page, as in staging.observation; 0 for the record itself."),
    column("code", "Kind of issue."),
    column("project_id", "Project: `<registry>:<code>`, from the code as the registry prints it.", references="core.project.project_id"),
    column("project_id:plain", "`<registry>:<project_code>`."),
    column("expected_value", "Value the source gives; empty where it could not be read.", text=True),
    column("corrected_value", "Canonical text of the right value; empty to remove the value.", text=True),
    column("corrected_precision", "Precision of a corrected date.", allowed=PRECISIONS),
    column("decided_on", "Day it was decided."),
    observed("project_code", "Code of the operation as the registry prints it."),
    column("mention_id", "`<registry>:<address>#<record number>`.", references="core.mention.mention_id"),
    column("first_seen_at", "First capture that shows the project (UTC)."),
    column("first_seen_at:page", "First capture of the page (UTC)."),
    column("scheme", "Code list the code belongs to.", allowed=CLASSIFICATION_SCHEMES),
    column(
        "other_id",
        "The other project (`project_id`) or mention (`mention_id`); of two projects the one of lower authority.",
        pattern=PROJECT_ID,
    ),
    column("other_kind", "Which of the two it is.", allowed=("project", "mention")),
    column(
        "score",
        "How alike they are, 0-100; 100 for an identifier or the same normalised name, 50 for a bare number in a text.",
        type="DECIMAL(5,2)",
        minimum=0,
        maximum=100,
    ),
    column("evidence", "What was compared and found, in words.", text=True),
    column(
        "is_provisional_code",
        "The registry prints no code; this one is made of the page's address or the project's short name.",
        fields=("project_code",),
    ),
    observed("description", "Purpose and expected or actual achievements, as published.", article_letter="e", text=True),
    observed("acronym", "Short name of the operation."),
    column("programme_name_raw", "Programme as printed.", fields=("programme_name",)),
    column("cci_raw", "CCI number of the programme as printed, possibly cut short.", fields=("cci",)),
    observed("start_on", "Start date of the operation; of a month or a year the first day, see start_precision.", article_letter="f"),
    observed("start_on:repeated", "Start of the project."),
    column("start_precision", "Precision of the start date: a year is not 1 January.", allowed=PRECISIONS, fields=("start_on",)),
    observed(
        "end_on", "Expected or actual end date of the operation; of a month or a year the last day, see end_precision.", article_letter="g"
    ),
    observed("end_on:repeated", "End of the project."),
    column("end_precision", "Precision of the end date: a year is not 1 January.", allowed=PRECISIONS, fields=("end_on",)),
    observed("programme_area", "Programme area (national division of the programme)."),
    observed("specific_objective_code", "Specific objective as the programme numbers it.", article_letter="j"),
    observed("specific_objective_name", "Specific objective in words, as printed."),
    observed("priority_name", "Priority, theme or area, as printed."),
    observed("managing_authority", "Authority responsible, as printed."),
    column("status_raw", "State of the operation, as printed.", fields=("status",)),
    observed("is_child_poverty", "Secondary theme: fighting child poverty."),
    observed("is_strategic", "Operation of strategic importance."),
    observed("participants", "Number of participants stated.", type="BIGINT", unit="persons", minimum=0),
    observed("participants_planned", "Number of participants planned.", type="BIGINT", unit="persons", minimum=0),
    column("source_url", "Page the values were read from (canonical form).", pattern=WEB_ADDRESS),
    column(
        "last_seen_at", "Latest capture that shows the project (UTC). Changes with every crawl, so it is in no snapshot.", exported=False
    ),
    column("is_listed", "The latest accepted crawl saw the project, or found its link and could not have the page (other than 404, 410)."),
    column("issue_count", "Warnings and errors in ops.issue about the record the values come from."),
    column("version_no", "1 for the oldest version.", minimum=1),
    column("valid_from", "First capture with these values (UTC)."),
    column("valid_to", "First capture of the next version (UTC); empty for the current one."),
    column("is_current", "The body is the latest accepted capture of its address."),
    column("changed_fields", "Fields that differ from the version before, sorted, separated by commas; empty for the first version."),
    column(
        "change_cause",
        "Who changed the values. All history is read by one parser version and with one set of corrections, so neither is ever a change.",
        allowed=CHANGE_CAUSES,
    ),
    column("corrected_fields", "Fields whose value core.correction replaced, sorted, separated by commas; empty where there is none."),
    column(
        "field_values",
        "All values of the version: a JSON object of field to its values in the order of the page; a date less exact than a "
        "day has its precision behind it.",
        text=True,
    ),
    column("indicator_no", "Number of the goal within the project.", minimum=1),
    column("statement", "Sentence that sets the target, as printed.", fields=("indicator_statement",), text=True),
    column(
        "target_change_raw",
        "Change aimed at against the baseline, in percent; may exceed 100.",
        fields=("indicator_target_change_pct",),
        text=True,
    ),
    column("population", "Whose change is meant, as printed.", fields=("indicator_population",), text=True),
    column("target_on", "By when; of a month or a term its last day.", fields=("indicator_target_on",)),
    column(
        "target_precision", "Precision of the target date: a year is not 1 January.", allowed=PRECISIONS, fields=("indicator_target_on",)
    ),
    column("baseline_on", "Compared with when; of a month or a term its first day.", fields=("indicator_baseline_on",)),
    column(
        "baseline_precision",
        "Precision of the baseline date: a year is not 1 January.",
        allowed=PRECISIONS,
        fields=("indicator_baseline_on",),
    ),
    column("is_certain", "An official identifier or a shared list of codes says so."),
    column("found_value", "What the source says now.", text=True),
    column("registry_title", "Title of the registry."),
    column("is_counted", "The project counts in sums: its registry is the authority's own, not one that repeats others."),
    column("programme_title", "Title of the programme; empty where it is unknown to us.", fields=("programme_cci",)),
    column(
        "intervention_field_codes_raw",
        "Intervention field codes, sorted, separated by commas; their scheme follows the period.",
        article_letter="n",
        fields=("intervention_field_code",),
    ),
    column(
        "n_article_items",
        "Of the 12 items of Article 49(3) that apply (all but b and c), those that are published: a fund or country that "
        "only a rule of ours derives is not.",
        maximum=12,
    ),
    column(
        "article_items_missing", "Letters of the applicable items that are not published, in order, separated by commas; empty when none."
    ),
    column("n_versions", "Versions of the project seen so far.", minimum=1),
    column("n_links", "Other projects and mentions that core.project_link links it to."),
    column("changed_at", "First capture with the current values (UTC)."),
    column("old_value", "Value before; several separated by semicolons; empty when the field was missing.", text=True),
    column(
        "new_value",
        "Value after; several separated by semicolons; empty when the field is gone or no longer readable, see has_issue.",
        text=True,
    ),
    column("previous_seen_at", "Beginning of the version before (UTC)."),
    column("has_issue", "The new page has an issue about the field: what looks withdrawn may be a value that is no longer readable."),
    column("other_value", "Competing value."),
    column("other_value_raw", "Competing value as printed.", text=True),
    column(
        "relative_difference",
        "Difference of two numbers as a share of the larger one (0-1); empty for other values.",
        type="DECIMAL(18,4)",
        unit="share",
    ),
    column(
        "is_rounding", "The two numbers are within a tenth and agree if the less exact one is a rounded one (43,4 mio. and 43 399 971)."
    ),
    column("other_url", "Page of the competing value.", pattern=WEB_ADDRESS),
    column("other_registry", "Registry, or kind of page, the competing value is of."),
    column("other_title", "Name of the operation where the competing value stands.", fields=("title",)),
    column("item", "What the item asks for."),
    column("n_with", "Projects that publish the item; empty where it does not apply.", type="BIGINT"),
    column("grade", "Published by 95 % or more, by some, by none.", allowed=("published", "partly", "missing", "not_applicable")),
    column("failing_urls_raw", "Up to five pages that lack the item, separated by line breaks; the macro mart.scorecard_gap lists all."),
)

STATED = """
    title description? country_code? acronym? fund_code? programme_name_raw? cci_raw? programme_cci? programming_period? start_on?
    start_precision? end_on? end_precision? eu_cofinancing_rate_pct? programme_area? specific_objective_code? specific_objective_name?
    priority_name? managing_authority? status_raw? is_child_poverty? is_strategic? participants? participants_planned?
"""
"""What a registry says about a project in single values: the same in `core.project` and `mart.project`."""

SEEN = "source_url body_sha256:latest record_no first_seen_at last_seen_at is_listed issue_count"
"""Where a project was read and when it was seen: the same in `core.project` and `mart.project`."""
