"""What Dagster sees: the list of assets (so that a rename is a visible difference), checks that block, an import that is light."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest

from assets.inputs_asset import INPUTS
from parsers.registry import sources
from pipeline.dagster.assembly import build_definitions
from pipeline.settings import Settings
from warehouse.partitions import PASSING
from warehouse.sql_files import select_of, table_sources
from warehouse.tables import catalogue
from warehouse.validate import check_queries

ROOT = Path(__file__).parents[2]
ASSETS = """
core/classification core/correction core/funding core/indicator core/inputs core/location core/mention core/organisation
core/organisation_link core/organisation_name core/participation core/project core/project_link core/project_region core/project_version
mart/active_by_month_fund mart/conflict mart/funding_by_basis_region_fund mart/funding_by_beneficiary_fund mart/funding_by_country_fund
mart/funding_by_fund mart/funding_by_programme_fund mart/funding_by_region_fund mart/funding_by_region_fund_year mart/funding_by_year_fund
mart/participation mart/project mart/project_all mart/project_change mart/rate_by_fund mart/rate_by_programme_fund mart/rate_by_region_fund
mart/registry_coverage mart/registry_scorecard
publication/report publication/snapshot publication/warehouse
"""
"""Beside one capture and one observation for each registry."""


@pytest.fixture(scope="module")
def graph() -> dg.AssetGraph:
    return build_definitions(Settings()).resolve_asset_graph()


def test_the_assets_by_name(graph: dg.AssetGraph) -> None:
    assert sorted(key.to_user_string() for key in graph.get_all_asset_keys()) == sorted(
        [*ASSETS.split(), *(f"{layer}/{code}" for layer in ("capture", "observation") for code in sources())]
    )


def test_every_asset_is_described_grouped_and_of_a_kind(graph: dg.AssetGraph) -> None:
    for key in graph.get_all_asset_keys():
        node = graph.get(key)
        assert len(node.description or "") > 30, key
        assert node.group_name == (sources()[key.path[1]].group if key.path[0] in ("capture", "observation") else key.path[0])
        assert any(tag.startswith("dagster/kind/") for tag in node.tags), key
        assert node.owners, key


def test_what_is_of_a_registry_is_grouped_by_country_and_what_is_of_several_countries_is_of_none(graph: dg.AssetGraph) -> None:
    def group(code: str) -> set[str]:
        return {graph.get(dg.AssetKey([layer, code])).group_name or "" for layer in ("capture", "observation")}

    assert [group(code) for code in ("esf_se", "kohesio", "npa", "interreg_no")] == [{"se"}, {"eu"}, {"interreg"}, {"interreg"}]


def test_jobs_and_schedules_are_as_many_however_many_registries_there_are() -> None:
    definitions = build_definitions(Settings())
    assert [job.name for job in definitions.jobs or ()] == ["refresh", "reread", "refetch", "snapshot"]
    assert [schedule.name for schedule in definitions.schedules or ()] == ["due", "weekly_full_crawl", "monthly_snapshot"]  # type: ignore[union-attr]


def test_the_warnings_about_inputs_block_nothing(graph: dg.AssetGraph) -> None:
    specs = {key.name: graph.get_check_spec(key) for key in graph.asset_check_keys if key.asset_key == INPUTS}
    assert specs.keys() == {"none_held", "none_failed", "none_overdue"}
    assert not any(spec.blocking for spec in specs.values())


def test_layers_follow_each_other(graph: dg.AssetGraph) -> None:
    def above(key: str) -> set[str]:
        return {parent.to_user_string() for parent in graph.get(dg.AssetKey(key.split("/"))).parent_keys}

    assert above("observation/esf_se") == {"capture/esf_se"}
    assert above("core/inputs") == {f"observation/{code}" for code in sources()}
    assert above("core/project") == {"core/inputs"}
    behind = {name.replace(".", "/") for name in table_sources("mart.project_all") if name.startswith("core.")}
    assert above("mart/project_all") == behind
    assert above("mart/project") == {"mart/project_all"}
    assert above("mart/funding_by_basis_region_fund") == {"mart/project", "core/project_region"}, "through a view that is no asset"
    assert above("mart/funding_by_fund") == {"mart/project"}
    assert {"core/project", "mart/funding_by_region_fund"} <= above("publication/warehouse")
    assert above("publication/snapshot") == {"publication/warehouse"}


@pytest.mark.parametrize("table", [table.full_name for table in catalogue.TABLES if table_sources(table.full_name)])
def test_the_header_of_a_select_names_the_tables_it_reads(table: str) -> None:
    lines = [line.partition("--")[0] for line in select_of(table).splitlines()]
    read = re.findall(r"\b(?:FROM|JOIN)\s+((?:ref|staging|core|mart|ops)\.\w+)", "\n".join(lines))
    assert table_sources(table) >= set(read)
    assert all(name in PASSING or catalogue.table(name) for name in table_sources(table))


def test_each_table_has_one_check_that_blocks_what_comes_after_and_names_its_queries(graph: dg.AssetGraph) -> None:
    specs = [graph.get_check_spec(key) for key in graph.asset_check_keys]
    of_tables = {
        (spec.asset_key.to_user_string(), spec.name): spec
        for spec in specs
        if spec.asset_key.path[0] in ("core", "mart") and spec.asset_key != INPUTS
    }
    tables = {f"{table.schema}/{table.name}" for table in catalogue.exported_tables("core", "mart") if not table.rows_of}
    assert of_tables.keys() == {*((table, "rules") for table in tables), ("core/project", "supporting_tables")}
    assert all(spec.blocking for spec in of_tables.values())
    assert all(spec.description for spec in specs)
    for query in check_queries():
        name = query.table.replace(".", "/")
        spec = of_tables[(name, "rules") if name in tables else ("core/project", "supporting_tables")]
        assert query.name in (spec.description or "")


@pytest.mark.slow
def test_the_code_location_imports_neither_pandas_nor_great_expectations() -> None:
    told = "import json, sys, pipeline.definitions; print(json.dumps([m for m in ('pandas', 'great_expectations') if m in sys.modules]))"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True, cwd=ROOT)
    assert json.loads(done.stdout) == []
