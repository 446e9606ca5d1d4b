"""Two snapshots compared by DuckDB over their Parquet files: what came, went and changed, in schema, tables, projects, values and totals.

Belongs here: the queries. A row is the same as another by its primary key; only columns that both have are compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb

from warehouse.diff.changes import ColumnChange, Comparison, RegistryChange, SchemaChange, TableChange, TotalChange, ValueChange
from warehouse.diff.two_snapshots import PROJECT, NotComparable, Side, side_by_side

KEY = "project_id"
MEASURES = ("n_projects", "total_cost_amount", "support_amount", "eu_amount")


def compare_snapshots(before: Path, after: Path, *, project: str | None = None, limit: int | None = None) -> Comparison:
    """Compare two snapshot folders. `project` narrows the values to one project, `limit` says how many of them to give.

    Raises `NotComparable` where one is damaged or no snapshot, the two have different profiles, or neither has the project.
    """
    with side_by_side(before, after) as (connection, one, other):
        shared = _shared(one, other, PROJECT)
        _pair_projects(connection, one, other, shared)
        if project is not None and not _has(connection, one, other, project):
            raise NotComparable(f"neither {before.name} nor {after.name} has a project {project!r}; ids are `<registry>:<code>`")
        n_values, values = _values(connection, shared, project, limit)
        return Comparison(
            before=before.name,
            after=after.name,
            schema=tuple(_schema(one, other)),
            tables=tuple(_table(connection, one, other, table) for table in sorted(one.keys.keys() & other.keys.keys())),
            registries=_registries(connection, one, other),
            columns=_columns(connection, shared),
            totals=_totals(connection, one, other, shared),
            n_values=n_values,
            values=values,
        )


def _schema(one: Side, other: Side) -> Iterator[SchemaChange]:
    for table in sorted(one.keys.keys() | other.keys.keys()):
        if table not in one.keys or table not in other.keys:
            yield SchemaChange(table, None, "table" if table in one.keys else None, "table" if table in other.keys else None)
            continue
        before, after = one.types[table], other.types[table]
        for column in dict.fromkeys((*before, *after)):
            if before.get(column) != after.get(column):
                yield SchemaChange(table, column, before.get(column), after.get(column))


def _table(connection: duckdb.DuckDBPyConnection, one: Side, other: Side, table: str) -> TableChange:
    n_before, n_after = (_count(connection, f"FROM {side.view(table)}") for side in (one, other))
    key = one.keys[table]
    if key != other.keys[table]:
        return TableChange(table, n_before, n_after, None, None, None)
    if not key:  # a year may be empty, which no key may: then a changed row is one that went and one that came
        columns = ", ".join(f'"{name}"' for name in _shared(one, other, table))
        n_same = _count(
            connection, f"FROM (SELECT {columns} FROM {one.view(table)} INTERSECT ALL SELECT {columns} FROM {other.view(table)})"
        )
        return TableChange(table, n_before, n_after, n_after - n_same, n_before - n_same, 0)
    both = f"FROM {one.view(table)} AS one JOIN {other.view(table)} AS other ON {_same(key)}"
    n_both = _count(connection, both)
    n_changed = _count(connection, f"{both} WHERE {_differ(_shared(one, other, table))}")
    return TableChange(table, n_before, n_after, n_after - n_both, n_before - n_both, n_changed)


def _pair_projects(connection: duckdb.DuckDBPyConnection, one: Side, other: Side, shared: Sequence[str]) -> None:
    """The table `pair`: the projects that are not the same in both, a row each, with the values before and after as texts."""
    values = ", ".join(
        f'CAST(one."{name}" AS VARCHAR) AS "before {name}", CAST(other."{name}" AS VARCHAR) AS "after {name}"' for name in shared
    )
    connection.execute(
        f"CREATE TEMP TABLE pair AS SELECT coalesce(one.{KEY}, other.{KEY}) AS {KEY}, coalesce(one.registry, other.registry) AS registry, "
        f"CASE WHEN one.{KEY} IS NULL THEN 'new' WHEN other.{KEY} IS NULL THEN 'gone' ELSE 'changed' END AS change, {values} "
        f"FROM {one.view(PROJECT)} AS one FULL JOIN {other.view(PROJECT)} AS other ON {_same((KEY,))} "
        f"WHERE one.{KEY} IS NULL OR other.{KEY} IS NULL OR {_differ(shared)}"
    )


def _registries(connection: duckdb.DuckDBPyConnection, one: Side, other: Side) -> tuple[RegistryChange, ...]:
    counted = "SELECT registry, count(*) AS n FROM {} GROUP BY registry"
    rows = connection.execute(
        f"WITH one AS ({counted.format(one.view(PROJECT))}), other AS ({counted.format(other.view(PROJECT))}), "
        "differing AS (SELECT registry, count(*) FILTER (WHERE change = 'new') AS n_new, "
        "count(*) FILTER (WHERE change = 'gone') AS n_gone, "
        "count(*) FILTER (WHERE change = 'changed') AS n_changed FROM pair GROUP BY registry) "
        "SELECT registry, coalesce(one.n, 0), coalesce(other.n, 0), coalesce(n_new, 0), coalesce(n_gone, 0), coalesce(n_changed, 0) "
        "FROM one FULL JOIN other USING (registry) LEFT JOIN differing USING (registry) ORDER BY registry"
    ).fetchall()
    return tuple(RegistryChange(*row) for row in rows)


def _columns(connection: duckdb.DuckDBPyConnection, shared: Sequence[str]) -> tuple[ColumnChange, ...]:
    counted = ", ".join(
        f'count(*) FILTER (WHERE "before {name}" IS DISTINCT FROM "after {name}"), '
        f'count(*) FILTER (WHERE "before {name}" IS NULL AND "after {name}" IS NOT NULL), '
        f'count(*) FILTER (WHERE "before {name}" IS NOT NULL AND "after {name}" IS NULL)'
        for name in shared
    )
    [row] = connection.execute(f"SELECT {counted} FROM pair WHERE change = 'changed'").fetchall()
    found = (ColumnChange(name, *row[3 * n : 3 * n + 3]) for n, name in enumerate(shared))
    return tuple(sorted((each for each in found if each.n_changed), key=lambda each: (-each.n_changed, each.column)))


def _totals(connection: duckdb.DuckDBPyConnection, one: Side, other: Side, shared: Sequence[str]) -> tuple[TotalChange, ...]:
    measures = [name for name in MEASURES if name == MEASURES[0] or name in shared]
    counted = "WHERE is_counted" if "is_counted" in shared else ""
    sums = ", ".join(f"sum({name}) AS {name}" for name in measures[1:])
    total = (
        "SELECT coalesce(fund_code, 'unknown') AS fund_code, coalesce(currency, '') AS currency, count(*) AS n_projects"
        f"{f', {sums}' if sums else ''} FROM {{}} {counted} GROUP BY ALL"
    )
    picked = ", ".join(f"one.{name}, other.{name}" for name in measures)
    rows = connection.execute(
        f"SELECT fund_code, currency, {picked} FROM ({total.format(one.view(PROJECT))}) AS one "
        f"FULL JOIN ({total.format(other.view(PROJECT))}) AS other USING (fund_code, currency) ORDER BY fund_code, currency"
    ).fetchall()
    return tuple(
        TotalChange(row[0], row[1], name, row[2 + 2 * n], row[3 + 2 * n])
        for row in rows
        for n, name in enumerate(measures)
        if row[2 + 2 * n] is not None or row[3 + 2 * n] is not None
    )


def _values(
    connection: duckdb.DuckDBPyConnection, shared: Sequence[str], project: str | None, limit: int | None
) -> tuple[int, tuple[ValueChange, ...]]:
    """How many values changed, and the first of them by project and order of the columns."""
    title = "title" if "title" in shared else KEY
    each = [f"SELECT {KEY}, change, -1 AS n, '{title}' AS name, \"before {title}\", \"after {title}\" FROM pair WHERE change <> 'changed'"]
    each += [
        f'SELECT {KEY}, change, {n}, \'{name}\', "before {name}", "after {name}" FROM pair '
        f'WHERE change = \'changed\' AND "before {name}" IS DISTINCT FROM "after {name}"'
        for n, name in enumerate(shared)
    ]
    told = f"({' UNION ALL '.join(each)})"
    arguments: list[Any] = [project, project]
    chosen = f"FROM {told} WHERE ? IS NULL OR {KEY} = ?"
    n_values = _count(connection, chosen, arguments)
    bound = "" if limit is None else f" LIMIT {int(limit)}"
    rows = connection.execute(f"SELECT * EXCLUDE (n) {chosen} ORDER BY {KEY}, n{bound}", arguments).fetchall()
    return n_values, tuple(ValueChange(*row) for row in rows)


def _has(connection: duckdb.DuckDBPyConnection, one: Side, other: Side, project: str) -> bool:
    return any(_count(connection, f"FROM {side.view(PROJECT)} WHERE {KEY} = ?", [project]) for side in (one, other))


def _shared(one: Side, other: Side, table: str) -> list[str]:
    return [name for name in one.types[table] if name in other.types[table]]


def _same(key: Sequence[str]) -> str:
    return " AND ".join(f'one."{name}" = other."{name}"' for name in key)


def _differ(columns: Sequence[str]) -> str:
    """Whether any of the columns differs; as texts, so that a column of another type with the same values does not."""
    return "(" + " OR ".join(f'CAST(one."{name}" AS VARCHAR) IS DISTINCT FROM CAST(other."{name}" AS VARCHAR)' for name in columns) + ")"


def _count(connection: duckdb.DuckDBPyConnection, source: str, arguments: Sequence[Any] = ()) -> int:
    [row] = connection.execute(f"SELECT count(*) {source}", list(arguments)).fetchall()
    return int(row[0])
