"""Layers core (one row per thing) and mart (tables for people), each built in one step into a fresh DuckDB file that no reader has open.

The specs of the assets come from the definitions of the tables and the headers of their SQL."""

from collections.abc import Iterable, Iterator
from graphlib import TopologicalSorter
from hashlib import sha256

import dagster as dg

from assets.asset_metadata import MAINTAINERS, start_of_run, table_metadata
from assets.failures import readable_failures
from assets.inputs_asset import INPUTS
from assets.steps.build_inputs import inputs_for
from assets.steps.crawl_and_read import Gathered
from assets.steps.recorded_run import record_run
from assets.steps.registry_crawl import Crawler
from assets.steps.rules_checker import RulesChecker
from assets.steps.saved_outcomes import forget_outcomes
from assets.steps.up_to_date import built_from, is_published
from warehouse.build import build_core, build_mart
from warehouse.places import Places
from warehouse.run_log import Ending
from warehouse.sql_files import select_of, table_sources
from warehouse.tables import catalogue
from warehouse.tables.model import Column, SchemaName, Table


def spec_of(table: Table, read_from: Iterable[dg.AssetKey] = ()) -> dg.AssetSpec:
    """The asset `<schema>/<table>` with its columns, their meaning and their constraints, after the tables its SELECT reads.

    `read_from` are the assets behind tables that are no assets themselves (ref, staging, ops).
    """
    reads = _read_by(table)
    others = list(read_from) if not reads or any(not _is_asset(name) for name in reads) else []
    columns = [
        dg.TableColumn(
            column.name,
            column.type.lower(),
            description=_described(column),
            constraints=dg.TableColumnConstraints(nullable=column.nullable, unique=table.primary_key == (column.name,)),
        )
        for column in table.columns
    ]
    return dg.AssetSpec(
        key=[table.schema, table.name],
        deps=[*(dg.AssetKey(name.split(".")) for name in sorted(reads) if _is_asset(name)), *others],
        group_name=table.schema,
        owners=MAINTAINERS,
        description=table.description,
        kinds={"duckdb", "sql"},
        code_version=_code_version(table),
        skippable=True,
        metadata={
            "dagster/column_schema": dg.TableSchema(columns=columns),
            "dagster/table_name": table.full_name,
            **({"key": ", ".join(table.primary_key)} if table.primary_key else {}),
        },
    )


def _code_version(table: Table) -> str:
    """Twelve hex digits over the definition of a table and its SELECT."""
    select = select_of(table.full_name) if table_sources(table.full_name) else ""
    return sha256(f"{table}\n{select}".encode()).hexdigest()[:12]


def in_order(schema: SchemaName) -> list[Table]:
    """The tables of a schema, each after those it is made from."""
    tables = {table.full_name: table for table in catalogue.exported_tables(schema)}
    graph = {name: sorted(_read_by(tables[name]) & tables.keys()) for name in sorted(tables)}
    return [tables[name] for name in TopologicalSorter(graph).static_order()]


def _read_by(table: Table) -> frozenset[str]:
    """The tables a table is made of; of a view that is no asset, those that it shows."""
    shown = (_read_by(catalogue.table(name)) if _is_inner(name) else {name} for name in table_sources(table.full_name))
    return frozenset[str]().union(*shown)


def _is_asset(full_name: str) -> bool:
    return full_name.startswith(("core.", "mart.")) and not _is_inner(full_name)


def _is_inner(full_name: str) -> bool:
    return full_name.startswith(("core.", "mart.")) and not catalogue.table(full_name).exported


def _described(column: Column) -> str:
    unit = f" Unit: {column.unit}." if column.unit else ""
    article = f" Article 49(3)({column.article_letter})." if column.article_letter else ""
    return f"{column.description}{unit}{article}"


def core_assets() -> dg.AssetsDefinition:
    """The assets `core/<table>`, made together."""

    @dg.multi_asset(name="core", specs=[spec_of(table, [INPUTS]) for table in catalogue.exported_tables("core")])
    def core(
        context: dg.AssetExecutionContext,
        crawler: dg.ResourceParam[Crawler],
        gathered: dg.ResourceParam[Gathered],
        places: dg.ResourceParam[Places],
        checker: dg.ResourceParam[RulesChecker],
    ) -> Iterator[dg.MaterializeResult]:
        with readable_failures():
            inputs = inputs_for(places)
            source = built_from(inputs)
            if is_published(places, source):
                context.log.info("nothing has changed since the last publication, so nothing is built, checked or published anew")
                if not gathered.readings:  # else the command line records the run
                    started = start_of_run(context)
                    record_run(places, context.run_id, context.job_name, started, Ending.UNCHANGED, software=crawler.software)
                return
            forget_outcomes(places)  # not where there is nothing to build: a refused build then still tells why
            checker.start()  # Great Expectations is imported there meanwhile
            counts = build_core(inputs, places.build, partitions=places.partitions)
        context.log.info(f"core built aside: {counts['core.project']} projects")
        for table in in_order("core"):
            metadata = table_metadata(context, places, table, counts)
            yield dg.MaterializeResult(asset_key=[table.schema, table.name], metadata=metadata, data_version=dg.DataVersion(source))

    return core


def mart_assets() -> dg.AssetsDefinition:
    """The assets `mart/<table>`, made together."""

    @dg.multi_asset(name="mart", specs=[spec_of(table) for table in catalogue.exported_tables("mart")])
    def mart(context: dg.AssetExecutionContext, places: dg.ResourceParam[Places]) -> Iterator[dg.MaterializeResult]:
        with readable_failures():
            if not places.build.exists():  # marts alone are made again
                build_core(inputs_for(places), places.build, partitions=places.partitions)
            counts = build_mart(places.build)
        context.log.info(f"marts built aside: {', '.join(f'{name} {n}' for name, n in counts.items())}")
        for table in in_order("mart"):
            yield dg.MaterializeResult(asset_key=[table.schema, table.name], metadata=table_metadata(context, places, table, counts))

    return mart
