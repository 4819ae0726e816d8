"""Whether rows are the same: a digest of every table, independent of their order."""

from psycopg import sql

from server.model.catalog import Catalog
from server.postgres.shadow import Session

_COLUMNS = """
SELECT attname FROM pg_catalog.pg_attribute
WHERE attrelid = pg_catalog.to_regclass(%s) AND attnum > 0 AND NOT attisdropped
"""


async def digest_rows(session: Session, original: Catalog) -> dict[str, str]:
    """Count and hash of each of the original's tables, by qualified name, over the original columns it has now.

    A table that is not there is left out; a view in its place is read like it.
    """
    digests: dict[str, str] = {}
    for table in original.tables.values():
        if table.partition_of is not None or table.kind == "foreign table":
            continue
        cursor = await session.execute(_COLUMNS, (table.name.sql,))
        present = {row[0] for row in await cursor.fetchall()}
        columns = sorted(c.name for c in original.columns_of(table.oid) if c.name in present)
        if not present:
            continue
        cursor = await session.execute(
            sql.SQL(
                "SELECT pg_catalog.count(*), coalesce(pg_catalog.sum(pg_catalog.hashtextextended("
                "ROW({columns})::text, 0)), 0) FROM {table}"
            ).format(
                columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
                table=sql.Identifier(table.name.schema, table.name.name),
            )
        )
        row = await cursor.fetchone()
        digests[table.name.sql] = " ".join(map(str, row or ()))
    return digests
