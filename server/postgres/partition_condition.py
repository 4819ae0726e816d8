"""What the rows of a partition satisfy, as PostgreSQL tells it."""

import psycopg

from server.model.catalog import Catalog, Table
from server.model.impact import PartitionCondition
from server.model.names import QualifiedName, literal
from server.postgres.roles import Session
from server.postgres.statement import execute

_PARENT = QualifiedName(schema="pg_temp", name="migration_planner_parent").sql
_PART = QualifiedName(schema="pg_temp", name="migration_planner_part").sql

_CONDITIONS = f"""
    SELECT pg_catalog.pg_get_partition_constraintdef(%s::oid),
           pg_catalog.pg_get_partition_constraintdef({literal(_PART)}::pg_catalog.regclass)
"""
_UNKNOWN = PartitionCondition(whole="", own="")


def attached_partitions(before: Catalog, after: Catalog) -> list[Table]:
    """The tables that became partitions."""
    return [
        table
        for oid, table in after.tables.items()
        if table.partition_of is not None and oid in before.tables and before.tables[oid].partition_of is None
    ]


async def partition_condition(session: Session, table: Table) -> PartitionCondition:
    """The condition of a partition, and the part of it that is not its parent's already.

    The part is asked of a partition of the same bounds below a table that is no partition: PostgreSQL prints it with
    those of all parents. Both are empty of a default partition, and when nothing can be made in the session.

    Args:
        session: Of the sandbox role, in the database of the table; nothing is left in it.
        table: A partition there.
    """
    try:
        async with session.transaction(force_rollback=True):
            key = await _key(session, table)
            await execute(session, f"CREATE TEMP TABLE {_PARENT} (LIKE {table.partition_of}) PARTITION BY {key}")
            await execute(session, f"CREATE TEMP TABLE {_PART} PARTITION OF {_PARENT} {table.partition_bound}")
            cursor = await session.execute(_CONDITIONS.encode(), (table.oid,))
            whole, own = await cursor.fetchone() or (None, None)
    except psycopg.Error:
        # The change left the session where nothing can be made, as read-only: then it is attached as written.
        return _UNKNOWN
    return PartitionCondition(whole=whole or "", own=own or "")


async def _key(session: Session, table: Table) -> str:
    cursor = await session.execute(
        f"SELECT pg_catalog.pg_get_partkeydef({literal(table.partition_of or '')}::pg_catalog.regclass)".encode()
    )
    (key,) = await cursor.fetchone() or ("",)
    return str(key)
