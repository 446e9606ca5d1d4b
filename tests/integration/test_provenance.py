"""`diarium cite` and `diarium verify` over a real run: what they show holds, and what was tampered with is found and named."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from warehouse_inputs import change

from parsers.page.html import page_text
from pipeline.commands.cite.citation import evidence_for
from pipeline.commands.cite.project_versions import CitationError
from pipeline.commands.verify import verification
from pipeline.commands.verify.verification import NothingToVerify, Verification, verify
from pipeline.dagster.execution import run_pipeline
from pipeline.run_outcome import RunReport
from pipeline.settings import Settings
from warehouse.captures.capture_store import CaptureStore
from warehouse.captures.stored_records import read_record
from warehouse.export.profile import PROFILES
from warehouse.export.snapshot import export
from warehouse.places import Places
from warehouse.progress import silent
from warehouse.tables import catalogue

ROOT = Path(__file__).parents[2]
DNR = "22-021-S03"
PROJECT = f"esf_se:{DNR}"
RATE = "eu_cofinancing_rate_pct"


def diarium(places: Places, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pipeline.cli", *arguments, "--data-dir", str(places.root)]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)


@pytest.fixture
def places(first: tuple[Settings, RunReport]) -> Places:
    """Where the first run left what it made; nothing may be changed there."""
    return first[0].places


@pytest.fixture
def copy(places: Places, tmp_path: Path) -> Places:
    """A copy to tamper with."""
    shutil.copytree(places.root, tmp_path / "copy", ignore=shutil.ignore_patterns("dagster"))
    return Places(tmp_path / "copy")


@pytest.fixture
def tamper(copy: Places) -> Callable[..., Places]:
    """Changes the published file of the copy with SQL."""

    def tampered(*statements: str) -> Places:
        copy.warehouse.chmod(0o644)
        with duckdb.connect(str(copy.warehouse)) as connection:
            for statement in statements:
                change(connection, statement)
        return copy

    return tampered


@pytest.fixture(scope="module")
def changed(first: tuple[Settings, RunReport], tmp_path_factory: pytest.TempPathFactory) -> Places:
    """A second run in which the project's rate has become 45 %, its other values as they were."""
    folder = tmp_path_factory.mktemp("changed") / "copy"
    shutil.copytree(first[0].data_dir, folder, ignore=shutil.ignore_patterns("dagster"))
    settings = Settings(data_dir=folder, sample_fault=f"set={DNR}:Unionens medfinansieringsgrad=45 %", registries="esf_se")
    assert run_pipeline(settings, silent).succeeded
    return settings.places


# cite


def test_a_cited_rate_shows_the_words_it_was_read_from(places: Places) -> None:
    citation = evidence_for(places, PROJECT, RATE)
    [evidence] = citation.evidence
    assert (evidence.observed.value, evidence.observed.value_raw, evidence.words_in_body) == ("40", "40%", "40%")
    assert (evidence.before, evidence.observed.label) == ("Unionens medfinansieringsgrad: ", "Unionens medfinansieringsgrad")
    assert unquote(evidence.address).endswith(f"?dnr={DNR}#:~:text=Unionens medfinansieringsgrad:-,40%")


def test_the_record_that_is_named_holds_the_body_and_the_span_the_words(places: Places) -> None:
    told = json.loads(diarium(places, "cite", PROJECT, RATE, "--json").stdout)
    [value] = told["values"]
    body = read_record(places.captures / told["registry"] / told["warc_file"], told["record_offset"]).body
    assert body is not None
    assert page_text(body).text[value["span_start"] : value["span_end"]] == value["value_raw"] == value["words_in_body"]


def test_the_line_to_cite_names_registry_project_label_words_address_time_and_body(places: Places) -> None:
    done = diarium(places, "cite", PROJECT, RATE)
    assert done.returncode == 0
    assert re.search(
        r'cite as   Svenska ESF-rådets projektbank \(Svenska ESF-rådet\), 22-021-S03, Unionens medfinansieringsgrad: "40%"\. '
        r"https://www\.esf\.se/resultat/projektbanken/projekt/\?dnr=22-021-S03#:~:text=\S+, "
        r"captured \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ, sha256:[0-9a-f]{64}\.",
        done.stdout,
    )
    assert "Do not cite it" in done.stdout  # it is the sample


def test_a_derived_value_shows_its_rule_and_the_words_it_names(places: Places) -> None:
    [evidence] = evidence_for(places, PROJECT, "programme_cci").evidence
    assert evidence.observed.value_raw == "the only programme of the registry beginning with 2021SE05SFPR"
    assert [(each.field, each.value_raw) for each in evidence.inputs] == [("cci", "2021SE05SFPR")]
    assert evidence.words_in_body is None
    assert evidence.address.endswith("#:~:text=2021SE05SFPR")


def test_a_column_shows_the_evidence_of_every_field_it_is_made_of(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    table = catalogue.table("mart.project_all")
    title = replace(table.column("title"), fields=("title", RATE))
    columns = tuple(title if column.name == "title" else column for column in table.columns)
    monkeypatch.setattr(catalogue, "TABLES", tuple(replace(table, columns=columns) if each is table else each for each in catalogue.TABLES))
    citation = evidence_for(places, PROJECT, "title")
    assert [(each.number, each.observed.field) for each in citation.evidence] == [(1, "title"), (2, RATE)]
    assert citation.column_value == "Koordinerad kompetensförstärkning i glesbygd"


def test_several_values_are_numbered_and_one_can_be_chosen(every: tuple[Settings, RunReport]) -> None:
    places, project = every[0].places, "interreg_se_no:scandinavian-science-cluster-2"
    partners = [(each.number, each.observed.value) for each in evidence_for(places, project, "partner_name").evidence]
    assert partners[:2] == [(1, "Inspiria"), (2, "Högskolan Väst")]
    [chosen] = evidence_for(places, project, "partner_name", item=2).evidence
    assert (chosen.number, chosen.observed.value) == (2, "Högskolan Väst")
    done = diarium(places, "cite", project, "partner_name", "--item", "99")
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{project} has {len(partners)} values for partner_name" in done.stderr


def test_a_value_of_the_past_is_cited_from_the_version_valid_then(changed: Places) -> None:
    now = evidence_for(changed, PROJECT, RATE)
    before = evidence_for(changed, PROJECT, RATE, at=f"{now.version.valid_from:%Y-%m-%dT%H:%M:%S}Z")
    assert (now.evidence[0].words_in_body, before.evidence[0].words_in_body) == ("45 %", "40%")
    assert now.version.body_sha256 != before.version.body_sha256
    assert before.version.valid_to == now.version.valid_from
    assert before.evidence[0].shown_from == before.evidence[0].shown_until == before.stored.captured_at


def test_a_value_is_shown_from_its_first_to_its_latest_capture(changed: Places) -> None:
    rate, title = evidence_for(changed, PROJECT, RATE), evidence_for(changed, PROJECT, "title")
    assert rate.evidence[0].shown_from == rate.evidence[0].shown_until == rate.stored.captured_at
    assert title.evidence[0].shown_from is not None
    assert title.evidence[0].shown_from < (title.evidence[0].shown_until or title.evidence[0].shown_from) == rate.stored.captured_at


def test_nothing_is_cited_as_of_a_day_before_the_first_capture(places: Places) -> None:
    with pytest.raises(CitationError, match="was first captured at"):
        evidence_for(places, PROJECT, RATE, at="2001-01-01")


def test_an_unknown_project_is_answered_with_the_one_that_was_meant(places: Places) -> None:
    with pytest.raises(CitationError, match=rf"do you mean {PROJECT}\?"):
        evidence_for(places, "esf_se:22-021-S3", RATE)
    with pytest.raises(CitationError, match=rf"do you mean {PROJECT}\?"):
        evidence_for(places, DNR, RATE)


def test_an_unknown_field_is_answered_with_a_close_one_and_those_there_are(places: Places) -> None:
    with pytest.raises(CitationError, match=r"do you mean title.*This project has .*eu_cofinancing_rate_pct.*title"):
        evidence_for(places, PROJECT, "titel")


def test_a_column_that_no_page_prints_is_not_citable(places: Places) -> None:
    with pytest.raises(CitationError, match="First capture"):
        evidence_for(places, PROJECT, "first_seen_at")


def test_a_field_without_value_says_what_was_wrong_with_it(every: tuple[Settings, RunReport]) -> None:
    with pytest.raises(CitationError, match=r"no value for total_cost: unreadable_amount: Samlede"):
        evidence_for(every[0].places, "erhvervsfremme_dk:groenne-vaerksteder-i-eksempelbyen", "total_cost")
    with pytest.raises(CitationError, match="its page does not say it, and no issue concerns it"):
        evidence_for(every[0].places, PROJECT, "website")


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["cite", PROJECT, "website"], 1, "no value for website"),
        (["cite", PROJECT, "titel"], 2, "do you mean title"),
        (["cite", "nope", "title"], 2, "no project 'nope'"),
        (["cite", PROJECT, "title", "--at", "yesterday"], 2, "write 2026-01-31"),
        (["verify", "--registry", "nope"], 2, "no registry 'nope'"),
        (["verify", "--registry", "npa"], 1, "nothing of npa is published; there is esf_se"),
        (["verify", "--registry", "npa", "--exports"], 2, "does not go with"),
    ],
)
def test_what_cannot_be_cited_or_verified_ends_in_one_line(places: Places, arguments: list[str], code: int, told: str) -> None:
    done = diarium(places, *arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_body_that_is_gone_leaves_what_the_warehouse_knows_and_exit_code_1(copy: Places) -> None:
    shutil.rmtree(copy.captures)
    done = diarium(copy, "cite", PROJECT, RATE)
    assert done.returncode == 1
    assert "the stored body cannot be read" in done.stderr
    assert 'words     "40%" (label Unionens medfinansieringsgrad)' in done.stdout
    assert "where the stored body has these words" not in done.stdout


def test_words_that_the_stored_body_does_not_have_are_not_cited_as_if_it_had(tamper: Callable[[str], Places]) -> None:
    places = tamper(f"UPDATE staging.observation SET value_raw = '85%' WHERE field = '{RATE}' AND canonical_url LIKE '%{DNR}'")
    done = diarium(places, "cite", PROJECT, RATE)
    assert done.returncode == 1
    assert "the stored body has '40%' at [" in done.stderr


def test_no_context_shows_a_contact_person(places: Places) -> None:
    with duckdb.connect(str(places.warehouse), read_only=True) as connection:
        found = connection.execute(
            "SELECT project_id, registry, body_sha256, list(DISTINCT field) FROM core.project "
            "JOIN staging.observation AS seen USING (registry, body_sha256, record_no) GROUP BY ALL ORDER BY ALL"
        ).fetchall()
    store = CaptureStore(places.captures)
    with_person = [(project, fields) for project, code, body, fields in found if b"Anna Exempel" in store.body(code, body)]
    assert with_person
    told = [repr(evidence_for(places, project, field)) for project, fields in with_person[:4] for field in fields]
    assert [each for each in told if "Anna" in each or "anna.exempel" in each] == []


# verify


def proved(places: Places, **asked: Any) -> Verification:
    return verify(places, silent, **asked)


def test_what_a_run_publishes_is_proved_to_the_last_span(places: Places) -> None:
    done = diarium(places, "verify")
    assert done.returncode == 0, done.stderr
    with duckdb.connect(str(places.warehouse), read_only=True) as connection:
        [(n_spans, n_derived, n_bodies)] = connection.execute(
            "SELECT count(*) FILTER (method <> 'derived'), count(*) FILTER (method = 'derived'), "
            "(SELECT count(DISTINCT body_sha256) FROM staging.page) FROM staging.observation"
        ).fetchall()
    assert f"Spans: {n_spans} proved on {n_bodies} of {n_bodies} stored bodies, {n_derived} derived values name their rule" in done.stdout
    assert done.stdout.splitlines()[-1] == "All proved"


def test_worker_processes_prove_the_same(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = proved(places).spans
    monkeypatch.setattr(verification, "PARALLEL_FROM", 1)
    monkeypatch.setattr(verification, "BATCH", 5)
    monkeypatch.setattr(verification, "SLICE", 7)
    assert proved(places).spans == alone


def test_a_span_that_does_not_match_is_reported_with_its_page_and_exit_code_1(tamper: Callable[[str], Places]) -> None:
    places = tamper(
        f"UPDATE staging.observation SET span_start = span_start + 1, span_end = span_end + 1 WHERE field = '{RATE}' "
        f"AND canonical_url LIKE '%{DNR}'"
    )
    done = diarium(places, "verify")
    assert done.returncode == 1
    line = next(line for line in done.stderr.splitlines() if line.startswith("FAILED"))
    assert re.search(rf"FAILED esf_se https://\S+{DNR} {RATE}: expected '40%' at \[\d+, \d+\), found '0%\\n'; to do: the warehouse", line)
    assert "1 failures" in done.stdout
    assert "All proved" not in done.stdout


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("value_raw = NULL, span_start = NULL", "the words and their place"),
        ("span_end = span_end - 1", "'40%' at ["),
        ("value_raw = ' ', method = 'derived'", "the rule '40' follows from"),
    ],
)
def test_a_value_without_its_evidence_fails(tamper: Callable[[str], Places], change: str, expected: str) -> None:
    found = proved(tamper(f"UPDATE staging.observation SET {change} WHERE field = '{RATE}' AND canonical_url LIKE '%{DNR}'"))
    assert found.spans is not None
    [failure] = found.spans.failures
    assert (failure.field, failure.address.endswith(DNR)) == (RATE, True)
    assert failure.expected.startswith(expected)


def test_a_page_read_by_another_parser_says_to_read_it_again(tamper: Callable[[str], Places]) -> None:
    tamper(f"UPDATE staging.page SET parser_version = 'older' WHERE canonical_url LIKE '%{DNR}'")
    found = proved(tamper(f"UPDATE staging.observation SET value_raw = '4%' WHERE field = '{RATE}' AND canonical_url LIKE '%{DNR}'"))
    assert found.spans is not None
    assert "read by parser version older" in found.spans.failures[0].to_do


def test_a_damaged_capture_is_named_with_file_offset_and_what_rests_on_it(copy: Places) -> None:
    told = evidence_for(copy, PROJECT, RATE)
    assert told.stored.file is not None
    assert told.stored.record_offset is not None
    file = copy.captures / "esf_se" / told.stored.file
    content = bytearray(file.read_bytes())
    content[told.stored.record_offset + 200 : told.stored.record_offset + 240] = bytes(40)
    file.write_bytes(content)
    found = proved(copy)
    assert found.spans is not None
    [failure] = found.spans.failures
    assert f"{file} at offset {told.stored.record_offset}" in failure.found
    assert re.search(r"on which \d\d values rest", failure.expected)
    assert found.spans.n_bodies_proved == found.spans.n_bodies - 1


def test_another_body_in_the_place_of_one_is_found(copy: Places) -> None:
    [index] = copy.captures.glob("esf_se/*.index.parquet")
    told = pq.read_table(index)
    rows = told.to_pylist()
    least = min(row["record_offset"] for row in rows)
    moved = [{**row, "record_offset": least} if row["canonical_url"].endswith(DNR) else row for row in rows]
    pq.write_table(pa.Table.from_pylist(moved, told.schema), index)
    found = proved(copy)
    assert found.spans is not None
    assert re.search(r"a body with SHA-256 [0-9a-f]{64} is there", found.spans.failures[0].found)


def test_a_sum_that_was_changed_is_named(tamper: Callable[[str], Places]) -> None:
    places = tamper("UPDATE mart.funding_by_region_fund SET support_amount = support_amount + 1 WHERE region_code = 'SE33'")
    done = diarium(places, "verify")
    assert done.returncode == 1
    told = "FAILED mart.funding_by_region_fund SE33, ESF+, SEK support_amount: published 9849601.00, a second build gives 9849600.00"
    assert told in done.stderr


def test_a_snapshot_with_a_changed_byte_is_named(copy: Places) -> None:
    [file] = copy.exports.glob("*/core/funding.parquet")
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    done = diarium(copy, "verify", "--exports")
    assert done.returncode == 1
    assert f"FAILED {file}: expected SHA-256 " in done.stderr
    assert "as SHA256SUMS says" in done.stderr
    assert "as datapackage.json says" in done.stderr


def test_a_snapshot_that_is_not_where_latest_says_is_missed(copy: Places) -> None:
    [snapshot] = verification.snapshot_folders(copy.exports)
    snapshot.rename(snapshot.with_name("elsewhere"))
    found = proved(copy, only_exports=True)
    assert not found.is_proved
    assert any("the snapshot that LATEST names" in problem.expected for problem in found.snapshots.problems)


def test_a_snapshot_of_other_content_than_published_says_to_export(tamper: Callable[[str], Places]) -> None:
    places = tamper("DELETE FROM core.classification WHERE rowid = 0")
    [problem] = proved(places, only_exports=True).snapshots.problems
    assert "rows of core.classification as published" in problem.expected
    assert "diarium export" in problem.to_do


def test_a_profile_that_no_run_exports_need_not_be_of_what_is_published_now(copy: Places) -> None:
    snapshot = export(copy.warehouse, copy.exports, PROFILES["no-texts"])
    with duckdb.connect(copy.warehouse) as connection:
        connection.execute("DELETE FROM core.classification WHERE rowid = 0")
    problems = proved(copy, only_exports=True).snapshots.problems
    assert [problem.file.parents[1].name for problem in problems if problem.file.parents[1] == snapshot.path] == []
    assert len(problems) == 1  # that of the full profile


def test_a_verification_that_checked_nothing_does_not_say_success(tamper: Callable[[str], Places], tmp_path: Path) -> None:
    empty = tamper("DELETE FROM staging.observation", "DELETE FROM staging.page")
    with pytest.raises(NothingToVerify, match="nothing of any registry is published"):
        proved(empty)
    nowhere = diarium(Places(tmp_path / "nowhere"), "verify")
    assert (nowhere.returncode, nowhere.stdout) == (1, "")
    assert "run 'diarium run' first" in nowhere.stderr
    with pytest.raises(NothingToVerify, match="no snapshot under"):
        proved(Places(tmp_path / "nowhere"), only_exports=True)


def test_a_warehouse_without_our_tables_ends_in_one_line(copy: Places) -> None:
    copy.warehouse.unlink()
    with duckdb.connect(str(copy.warehouse)) as connection:
        connection.execute("CREATE TABLE other AS SELECT 1 AS x")
    for arguments in (["verify"], ["cite", PROJECT, RATE]):
        done = diarium(copy, *arguments)
        assert (done.returncode, done.stdout) == (1, "")
        assert "`diarium run` builds it anew" in done.stderr
        assert len(done.stderr.splitlines()) == 1
