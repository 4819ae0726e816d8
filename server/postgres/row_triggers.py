"""Sets a table's triggers and forced row security aside for a moment, and back exactly as they were."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import psycopg

from server.model.catalog import Table
from server.model.names import QualifiedName, identifier

# A row: an enabled user trigger of the table or one of its partitions. A partition answers only for itself.
_TRIGGERS = """
SELECT n.nspname::text, c.relname::text, g.tgname::text, g.tgenabled::text
FROM (SELECT %(oid)s::oid AS relid UNION SELECT relid FROM pg_catalog.pg_partition_tree(%(oid)s::oid::regclass)) AS tree
JOIN pg_catalog.pg_class c ON c.oid = tree.relid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_trigger g ON g.tgrelid = c.oid AND NOT g.tgisinternal AND g.tgenabled <> 'D'
ORDER BY c.oid, g.oid"""
_FORCED = "SELECT relforcerowsecurity FROM pg_catalog.pg_class WHERE oid = %(oid)s"
_ENABLE = {"O": "ENABLE", "R": "ENABLE REPLICA", "A": "ENABLE ALWAYS"}


@asynccontextmanager
async def suspend(connection: psycopg.AsyncConnection[Any], table: Table) -> AsyncIterator[str]:
    """Yields in words what is off inside the block, empty when there is nothing to switch off.

    When the block raises, the caller's savepoint restores the state.
    """
    parameters = {"oid": table.oid}
    triggers = await (await connection.execute(_TRIGGERS.encode(), parameters)).fetchall()
    forced = await (await connection.execute(_FORCED.encode(), parameters)).fetchone()
    off: list[str] = []
    back: list[str] = []
    if triggers:
        off.append(f"ALTER TABLE {table.name.sql} DISABLE TRIGGER USER")
        for schema, name, trigger, state in triggers:
            on = QualifiedName(schema=schema, name=name).sql
            back.append(f"ALTER TABLE ONLY {on} {_ENABLE[state]} TRIGGER {identifier(trigger)}")
    if forced and forced[0]:
        off.append(f"ALTER TABLE {table.name.sql} NO FORCE ROW LEVEL SECURITY")
        back.append(f"ALTER TABLE {table.name.sql} FORCE ROW LEVEL SECURITY")
    for command in off:
        await connection.execute(command.encode())
    words = ["triggers were off"] * bool(triggers) + ["forced row security was off"] * (len(off) > bool(triggers))
    yield " and ".join(words)
    for command in back:
        await connection.execute(command.encode())
