"""Rows that a way there and back must leave alone."""

from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg import sql

from server.model.catalog import Catalog, ColumnKey
from tests.random_ddl.outcome import Failed

Connection = psycopg.AsyncConnection[Any]
Rows = dict[int, tuple[tuple[ColumnKey, ...], list[tuple[str | None, ...]]]]
"""By the table's OID, the keys of its columns and each row as text."""


async def read_rows(connection: Connection, catalog: Catalog) -> Rows:
    """Every row of every table that row security does not hide."""
    found: Rows = {}
    for oid, table in catalog.tables.items():
        columns = catalog.columns_of(oid)
        if table.kind != "table" or not columns:
            continue
        listed = sql.SQL(", ").join(sql.SQL("{}::pg_catalog.text").format(sql.Identifier(c.name)) for c in columns)
        name = sql.Identifier(table.name.schema, table.name.name)
        cursor = await connection.execute(sql.SQL("SELECT {} FROM ONLY {}").format(listed, name))
        found[oid] = (tuple(column.key for column in columns), await cursor.fetchall())
    return found


def kept(before: Catalog, rows: Rows, after: Catalog, rows_after: Rows) -> Rows:
    """Rows of what is the same column of the same table before and after, and which the change did not write."""
    left: Rows = {}
    for oid, (keys, _) in rows.items():
        if oid not in rows_after or before.tables[oid].name != after.tables[oid].name:
            continue
        same = [key for key in keys if key in rows_after[oid][0] and _unchanged(before, after, key)]
        same = [key for key in same if _only(rows[oid], [key]) == _only(rows_after[oid], [key])]
        # Values may have been swapped between rows.
        if same and _only(rows[oid], same) == _only(rows_after[oid], same):
            left[oid] = (tuple(same), _only(rows[oid], same))
    return left


def _unchanged(before: Catalog, after: Catalog, key: ColumnKey) -> bool:
    one, two = before.columns[key], after.columns[key]
    # What is computed in another way is computed anew, from whatever there is to compute it from.
    computed = one.generated == two.generated and (not one.generated or one.default == two.default)
    return computed and (one.name, one.type, one.type_oid) == (two.name, two.type, two.type_oid)


def _only(
    table: tuple[tuple[ColumnKey, ...], list[tuple[str | None, ...]]], keys: Sequence[ColumnKey]
) -> list[tuple[str | None, ...]]:
    places = [table[0].index(key) for key in keys]
    return sorted((tuple(row[place] for place in places) for row in table[1]), key=repr)


def compare_rows(way: str, expected: Rows, found: Rows) -> None:
    """Raise an error unless all rows expected are there."""
    for oid, (keys, rows) in expected.items():
        lost = [key for key in keys if oid not in found or key not in found[oid][0]]
        if lost:
            raise Failed(f"{way} loses a column", f"{lost} of {keys}")
        seen = _only(found[oid], keys)
        if seen != rows:
            raise Failed(f"{way} changes rows", f"{keys}: {rows[:5]} became {seen[:5]}")
