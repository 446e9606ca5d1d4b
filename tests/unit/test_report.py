"""The report says what the warehouse says, always in the same bytes, and nothing in the data becomes part of the page."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import duckdb
import pytest
import typer
from typer.testing import CliRunner

from parsers.page.text_fragments import link_to
from pipeline.commands.report import report as report_command
from tests.report_warehouses import BAD_ADDRESSES, BAD_ID, HOSTILE, LONG, generated_warehouse, hostile_warehouse
from warehouse.connect import WarehouseMissing, WarehouseUnreadable, reading
from warehouse.report import html_page as page_module
from warehouse.report.browser_text import legible, shortened, web_address
from warehouse.report.country_sums import COUNTS, CUBES, SUMS
from warehouse.report.packed_data import packed, script_json, unpacked
from warehouse.report.report_figures import NothingPublished, tiles
from warehouse.report.report_file import ReportNotWritten, WarehouseOutdated, write_report

pytestmark = pytest.mark.slow

N = 400


class Parts(HTMLParser):
    """Elements of a page with their attributes, and what stands in its script and style elements, as a browser would take them apart."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.raw: list[tuple[str, dict[str, str | None], str]] = []
        self._inside: tuple[str, dict[str, str | None]] | None = None
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._inside = (tag, dict(attrs)) if tag in ("script", "style") else None

    def handle_endtag(self, tag: str) -> None:
        self._inside = None

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.raw.append((*self._inside, data))

    def block(self, name: str) -> str:
        return next(data for _, attributes, data in self.raw if attributes.get("id") == name)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generated_warehouse(tmp_path_factory.mktemp("report"), N)


@pytest.fixture(scope="module")
def report(warehouse: Path) -> Path:
    return write_report(warehouse, warehouse.with_name("report.html"), link=link_to).path


@pytest.fixture(scope="module")
def parts(report: Path) -> Parts:
    return Parts(report.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def figures(parts: Parts) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(parts.block("figures"))
    return found


@pytest.fixture(scope="module")
def hostile(warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Parts:
    poisoned = hostile_warehouse(warehouse, tmp_path_factory.mktemp("hostile") / "diarium.duckdb")
    done = write_report(poisoned, poisoned.with_name("report.html"), link=link_to)
    return Parts(done.path.read_text(encoding="utf-8"))


def asked(warehouse: Path, query: str) -> list[tuple[Any, ...]]:
    with reading(warehouse) as connection:
        return connection.execute(query).fetchall()


def details(parts: Parts) -> dict[str, dict[str, Any]]:
    ids = unpacked(parts.block("packed-index"))["project_id"]
    blocks = [data for tag, attributes, data in parts.raw if re.fullmatch(r"packed-\d+", attributes.get("id") or "")]
    return dict(zip(ids, [project for block in blocks for project in unpacked(block)], strict=True))


# ---- what it says


@pytest.mark.parametrize("cube", CUBES)
def test_the_sums_of_all_countries_are_the_mart_row_by_row(warehouse: Path, figures: dict[str, Any], cube: str) -> None:
    mart, keys = CUBES[cube]
    measures = ("n_active", "n_started") if cube == "month" else (*COUNTS, *SUMS)
    found: dict[tuple[Any, ...], list[Any]] = {}
    columns = figures["cubes"][cube]
    for row in range(len(columns[keys[0]])):
        dimensions = tuple(None if columns[key][row] is None else str(columns[key][row]) for key in keys)
        sums = found.setdefault(dimensions, [0] * len(measures))
        for position, measure in enumerate(measures):
            sums[position] += round(100 * (columns[measure][row] or 0))
    told = ", ".join(f"CAST({key} AS VARCHAR)" for key in keys)
    rows = asked(warehouse, f"SELECT {told}, {', '.join(f'coalesce({each}, 0)' for each in measures)} FROM {mart}")
    expected = {row[: len(keys)]: [round(100 * value) for value in row[len(keys) :]] for row in rows}
    assert {key: sums for key, sums in found.items() if any(sums)} == {key: sums for key, sums in expected.items() if any(sums)}


def test_a_sum_nobody_states_is_empty_and_not_zero(figures: dict[str, Any]) -> None:
    cube = figures["cubes"]["region"]
    for measure in ("support", "total_cost", "eu"):
        stated = zip(cube[f"n_with_{measure}_eur"], cube[f"{measure}_eur"], strict=True)
        assert 0 not in {euro for n, euro in stated if not n}
        assert None in cube[f"{measure}_eur"]


def test_under_every_basis_regions_add_up_to_the_projects_counted_once(warehouse: Path, figures: dict[str, Any]) -> None:
    ((counted,),) = asked(warehouse, "SELECT count(*) FROM mart.project")
    cube = figures["cubes"]["region"]
    assert set(cube["region_basis"]) == {"registry_stated", "beneficiary_address", "text_mentioned"}
    for basis in set(cube["region_basis"]):
        assert sum(n for n, of in zip(cube["n_projects"], cube["region_basis"], strict=True) if of == basis) == counted
    assert "unallocated" in cube["region_code"]


def test_every_project_can_be_found_those_that_repeat_others_too(warehouse: Path, parts: Parts) -> None:
    index = unpacked(parts.block("packed-index"))
    assert list(zip(index["project_id"], index["is_counted"], strict=True)) == asked(
        warehouse, "SELECT project_id, is_counted FROM mart.project_all ORDER BY project_id"
    )


def test_every_value_stands_there_with_the_words_it_was_read_from(warehouse: Path, parts: Parts) -> None:
    shown = sorted(
        (project_id, field, value, words or value, method)
        for project_id, project in details(parts).items()
        for field, value, words, _, method, *_ in project["values"]
    )
    rows = asked(
        warehouse,
        "SELECT project_id, field, value, coalesce(value_raw, value), method FROM core.project AS project JOIN staging.observation AS seen "
        "ON seen.canonical_url = project.source_url AND seen.body_sha256 = project.body_sha256 AND seen.record_no = project.record_no "
        "AND seen.registry = project.registry WHERE is_used",
    )
    assert shown == sorted((project_id, field, legible(value), legible(words), method) for project_id, field, value, words, method in rows)


def test_a_link_leads_to_the_words_short_ones_behind_their_label(parts: Parts) -> None:
    values = [value for project in details(parts).values() for value in project["values"]]
    rate = next(value for value in values if value[0] == "eu_cofinancing_rate_pct" and value[3])
    label, words = (link_to("", each, 0, len(each)).partition("=")[2] for each in (rate[3], rate[2]))
    assert rate[8] == f"#:~:text={label},{words}"
    title = next(value for value in values if value[0] == "title")
    assert title[8].startswith("#:~:text=")
    assert {value[8] for value in values if value[4] == "derived"} == {""}


def test_changes_are_the_newest_and_keep_what_was_there_before(warehouse: Path, figures: dict[str, Any]) -> None:
    order = "project_change.changed_at DESC, project_id, version_no DESC, field"
    rows = asked(warehouse, f"SELECT project_id, field, old_value, new_value FROM mart.project_change ORDER BY {order} LIMIT 100")
    assert [(each["project_id"], each["field"], each["old_value"], each["new_value"]) for each in figures["change"]] == [
        tuple(shortened(value) if value else value for value in row) for row in rows
    ]
    assert len(rows) > 5


def test_the_scorecard_is_that_of_the_warehouse(warehouse: Path, figures: dict[str, Any]) -> None:
    rows = asked(warehouse, "SELECT registry, letter, n_projects, n_with, grade FROM mart.registry_scorecard ORDER BY registry, letter")
    assert [tuple(each[name] for name in ("registry", "letter", "n_projects", "n_with", "grade")) for each in figures["scorecard"]] == rows


def test_the_page_says_first_that_it_is_the_sample(report: Path) -> None:
    page = report.read_text(encoding="utf-8")
    body = page[page.index("<body>") :]
    assert body.index("Do not cite") < body.index("<h1>")
    assert "<title>SAMPLE: " in page
    assert "2026-11-02 05:00:00 UTC" in body[: body.index("<nav")]


def test_of_more_projects_than_a_page_holds_those_that_changed_last_are_shown_and_all_are_counted(warehouse: Path, tmp_path: Path) -> None:
    done = write_report(warehouse, tmp_path / "few.html", link=link_to, most=50)
    parts = Parts(done.path.read_text(encoding="utf-8"))
    assert (done.n_projects, done.n_shown) == (N, 50)
    assert len(details(parts)) == 50
    newest = asked(warehouse, "SELECT project_id FROM mart.project_all ORDER BY mart.project_all.changed_at DESC, project_id LIMIT 50")
    assert set(details(parts)) == {project_id for (project_id,) in newest}


# ---- always the same bytes


def test_the_same_warehouse_gives_the_same_bytes(warehouse: Path, report: Path, tmp_path: Path) -> None:
    again = write_report(warehouse, tmp_path / "again.html", link=link_to)
    assert again.path.read_bytes() == report.read_bytes()
    assert again.n_bytes == report.stat().st_size


def test_packed_data_come_back_whole() -> None:
    value = {"words": list(HOSTILE.values()), "n": 1.5, "none": None}
    assert unpacked(packed(value)) == value
    assert packed(value) == packed(value)


# ---- what the page may do


def test_the_policy_names_the_one_script_and_the_one_style_and_nothing_else(parts: Parts) -> None:
    policy = next(
        attributes["content"] or ""
        for tag, attributes in parts.elements
        if "content-security-policy" in (attributes.get("http-equiv") or "").casefold()
    )
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    scripts = [data for tag, attributes, data in parts.raw if tag == "script" and "type" not in attributes]
    styles = [data for tag, _, data in parts.raw if tag == "style"]
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == rules["trusted-types"] == "'none'"
    assert rules["script-src"] == f"'sha256-{digest(scripts)}'"
    assert rules["style-src"] == f"'sha256-{digest(styles)}'"
    assert "unsafe" not in policy


def digest(only: list[str]) -> str:
    (content,) = only
    return base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def test_the_page_names_nothing_to_load(parts: Parts) -> None:
    for tag, attributes in parts.elements:
        assert not {"src", "srcset", "style", "background", "data", "action"} & set(attributes), (tag, attributes)
        assert not [name for name in attributes if name.startswith("on")], (tag, attributes)
        if "href" in attributes:
            assert (attributes["href"] or "").startswith(("#", "data:,")), attributes


def test_the_script_cannot_turn_words_into_markup() -> None:
    script = page_module.read_script()
    for word in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "DOMParser",
        "eval(",
        "new Function",
        'setTimeout("',
        "srcdoc",
        "fetch(",
        "XMLHttpRequest",
        "import(",
        "localStorage",
    ):
        assert word not in script, word


def test_every_part_of_the_script_is_in_the_page() -> None:
    assert {path.stem for path in (page_module.PAGE / "script").glob("*.js")} == set(page_module.SCRIPTS)


# ---- hostile data


def test_hostile_words_add_no_element_to_the_page(parts: Parts, hostile: Parts) -> None:
    def shape(page: Parts) -> list[tuple[str, tuple[str, ...]]]:
        return [(tag, tuple(sorted(attributes))) for tag, attributes in page.elements]

    assert shape(hostile) == shape(parts)


def test_the_data_cannot_end_their_element(hostile: Parts) -> None:
    figures = hostile.block("figures")
    assert not set("<>&\u2028\u2029") & set(figures)
    assert HOSTILE["end"] in json.loads(figures)["region_names"].values()


def test_what_is_hidden_in_words_is_seen(hostile: Parts) -> None:
    words = json.dumps(
        [details(hostile), unpacked(hostile.block("packed-index")), json.loads(hostile.block("figures"))], ensure_ascii=False
    )
    assert r"\\x1b[31mred\\x1b[0m \\x07bell \\x9b2J" in words
    assert r"user\\u202egpj.exe" in words
    assert not re.search("[\x1b\x07\x9b\x01\x7f\u202e\u2028\u2029\ud800-\udfff]", words)
    assert "שלום" in words


def test_a_formula_stays_words_and_a_template_is_not_filled_twice(hostile: Parts) -> None:
    words = json.dumps(details(hostile), ensure_ascii=False)
    assert HOSTILE["formula"] in words
    assert "{{figures}}" in words


def test_a_title_of_a_hundred_kilobytes_is_short_in_lists_and_whole_in_the_detail(hostile: Parts) -> None:
    index = unpacked(hostile.block("packed-index"))
    assert max(map(len, index["title"])) < 400
    assert any(title.endswith("(100,000 characters)") for title in index["title"])
    assert any(value[1] == LONG for project in details(hostile).values() for value in project["values"])


def test_only_addresses_of_the_web_are_links(hostile: Parts) -> None:
    addresses = {project["source_url"] for project in details(hostile).values()}
    assert not addresses & set(BAD_ADDRESSES)
    assert None in addresses
    assert BAD_ADDRESSES[0] not in json.dumps(json.loads(hostile.block("figures"))["scorecard"])


def test_a_hostile_id_keeps_its_project(hostile: Parts) -> None:
    assert legible(BAD_ID) in unpacked(hostile.block("packed-index"))["project_id"]


@pytest.mark.parametrize(
    ("words", "seen"),
    [
        ("\ud800 half a letter", r"\ud800 half a letter"),
        ("a\r\nb\x0bc\x85d", "a\nb\nc\nd"),
        ("tag\U000e0041", r"tag\U000e0041"),
        ("zero\ufeffwidth", r"zero\ufeffwidth"),
        ("\u2066isolated\u2069", r"\u2066isolated\u2069"),
        ("tab\tand \u00a0 \u202f spaces", "tab\tand \u00a0 \u202f spaces"),
        ("Åse &amp; <b>", "Åse &amp; <b>"),
    ],
)
def test_words_become_legible_and_are_otherwise_left_alone(words: str, seen: str) -> None:
    assert legible(words) == seen


@pytest.mark.parametrize(
    "address", [*BAD_ADDRESSES, "//example.invalid/", "ftp://example.invalid/", "https:example.invalid", "", None, "https://a b/"]
)
def test_what_is_no_address_of_the_web_is_none(address: str | None) -> None:
    assert web_address(address) is None


def test_an_address_of_the_web_is_left_alone() -> None:
    address = "https://www.esf.se/resultat/projektbanken/projekt/?dnr=2015/00394&a=%20#x"
    assert web_address(address) == address


def test_json_in_the_page_is_json() -> None:
    value = {"a": list(HOSTILE.values())}
    assert json.loads(script_json(value)) == value
    assert html.unescape(script_json(value)) == script_json(value)


# ---- tiles


def test_every_tile_has_a_place_of_its_own_and_a_region_that_is_there(warehouse: Path) -> None:
    places = [tuple(place) for place in tiles().values()]
    assert len(set(places)) == len(places)
    known = {code for (code,) in asked(warehouse, "SELECT region_code FROM ref.region WHERE nuts_level = 2 AND nuts_version = 2024")}
    assert set(tiles()) <= known


# ---- what can go wrong


def test_without_a_warehouse_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(WarehouseMissing):
        write_report(tmp_path / "none.duckdb", tmp_path / "report.html", link=link_to)
    assert not list(tmp_path.iterdir())


def test_a_file_that_is_no_warehouse_is_said(tmp_path: Path) -> None:
    (tmp_path / "bad.duckdb").write_bytes(b"no database")
    with pytest.raises(WarehouseUnreadable):
        write_report(tmp_path / "bad.duckdb", tmp_path / "report.html", link=link_to)


def test_a_warehouse_of_another_version_is_said(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "old.duckdb")) as connection:
        connection.execute("CREATE SCHEMA mart; CREATE TABLE mart.project (project_id VARCHAR)")
    with pytest.raises(WarehouseOutdated, match="diarium run"):
        write_report(tmp_path / "old.duckdb", tmp_path / "report.html", link=link_to)
    assert not (tmp_path / "report.html").exists()


def test_a_warehouse_that_was_never_published_is_said(warehouse: Path, tmp_path: Path) -> None:
    aside = tmp_path / "aside.duckdb"
    aside.write_bytes(warehouse.read_bytes())
    with duckdb.connect(str(aside)) as connection:
        connection.execute("DELETE FROM ops.publication")
    with pytest.raises(NothingPublished):
        write_report(aside, tmp_path / "report.html", link=link_to)


def test_where_nothing_can_be_written_the_report_before_stays(warehouse: Path, tmp_path: Path) -> None:
    (tmp_path / "report.html").mkdir()
    with pytest.raises(ReportNotWritten, match=r"report\.html"):
        write_report(warehouse, tmp_path / "report.html", link=link_to)
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]


# ---- the command


def run_command(*words: str) -> Any:
    app = typer.Typer()
    app.command()(report_command)
    return CliRunner().invoke(app, words)


def test_the_command_writes_beside_the_warehouse_and_says_where(warehouse: Path, report: Path, tmp_path: Path) -> None:
    (tmp_path / "warehouse").mkdir()
    shutil.copyfile(warehouse, tmp_path / "warehouse" / "diarium.duckdb")
    done = run_command("--data-dir", str(tmp_path))
    assert (done.exit_code, done.stdout) == (0, f"{tmp_path / 'report.html'}\n")
    assert "of the sample (do not cite)" in done.stderr
    assert (tmp_path / "report.html").read_bytes() == report.read_bytes()


def test_the_command_says_in_one_line_what_is_missing_or_in_the_way(warehouse: Path, tmp_path: Path) -> None:
    none = run_command("--data-dir", str(tmp_path))
    assert (none.exit_code, none.stderr.count("\n")) == (1, 1)
    assert "run 'diarium run' first" in none.stderr
    (tmp_path / "warehouse").mkdir()
    shutil.copyfile(warehouse, tmp_path / "warehouse" / "diarium.duckdb")
    full = run_command("--data-dir", str(tmp_path), "--out", str(tmp_path))
    assert (full.exit_code, full.stderr.count("\n")) == (2, 1)
