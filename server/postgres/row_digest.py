"""Whether rows are the same: a digest of every column, independent of the order of rows."""

from collections.abc import Sequence

from psycopg import sql

from server.model.catalog import Catalog, Column, Table
from server.model.names import column_path
from server.postgres.roles import Session

_COLUMNS = """
SELECT attname FROM pg_catalog.pg_attribute
WHERE attrelid = pg_catalog.to_regclass(%s) AND attnum > 0 AND NOT attisdropped
"""


async def digest_rows(session: Session, original: Catalog) -> dict[str, str]:
    """What each of the original's tables holds, by name, over the original columns it has now.

    Under the name of the table stands the number of its rows, under that of a column the hash of its values with the
    keys of their rows. Where a table has no key, the hash of whole rows stands under the table's name too. A table that
    is not there is left out; a view in its place is read like it.
    """
    digests: dict[str, str] = {}
    for table in original.tables.values():
        if table.partition_of is not None or table.kind == "foreign table":
            continue
        cursor = await session.execute(_COLUMNS, (table.name.sql,))
        present = {row[0] for row in await cursor.fetchall()}
        columns = [c for c in original.columns_of(table.oid) if c.name in present]
        if not present:
            continue
        key = _key(original, table, present)
        hashes = [_hash([*key, column]) for column in columns] if key else [_hash(columns)]
        query = sql.SQL("SELECT {values} FROM {table}").format(
            values=sql.SQL(", ").join([sql.SQL("pg_catalog.count(*)"), *hashes]),
            table=sql.Identifier(table.name.schema, table.name.name),
        )
        count, *values = await (await session.execute(query)).fetchone() or ()
        if key:
            names = [column_path(table.name, column.name) for column in columns]
            digests |= {table.name.sql: str(count), **dict(zip(names, map(str, values), strict=True))}
        else:
            digests[table.name.sql] = f"{count} {values[0]}"
    return digests


def _key(original: Catalog, table: Table, present: set[str]) -> list[Column]:
    """The primary key's columns, none when one of them is not there."""
    columns = original.columns
    for constraint in original.constraints_of(table.oid):
        if constraint.kind == "primary key":
            key = [columns[table.oid, number] for number in constraint.columns]
            return key if all(column.name in present for column in key) else []
    return []


def _hash(columns: Sequence[Column]) -> sql.Composable:
    names = sql.SQL(", ").join(sql.Identifier(column.name) for column in columns)
    return sql.SQL("coalesce(pg_catalog.sum(pg_catalog.hashtextextended(ROW({})::text, 0)), 0)").format(names)
