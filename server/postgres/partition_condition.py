"""What the rows of a partition satisfy, as PostgreSQL tells it."""

from collections.abc import Iterator

import psycopg

from server.model.catalog import Catalog, Table
from server.model.impact import PartitionCondition
from server.model.names import QualifiedName, literal
from server.postgres.roles import Session
from server.postgres.statement import execute

_PARENT = QualifiedName(schema="pg_temp", name="migration_planner_parent").sql
_PART = QualifiedName(schema="pg_temp", name="migration_planner_part").sql

_CONDITION = "SELECT pg_catalog.pg_get_partition_constraintdef({}::pg_catalog.regclass)"
_UNKNOWN = PartitionCondition(whole="", own="")


def attached_partitions(before: Catalog, after: Catalog) -> list[Table]:
    """The tables that became partitions."""
    return [
        table
        for oid, table in after.tables.items()
        if table.partition_of is not None and oid in before.tables and before.tables[oid].partition_of is None
    ]


def parted_partitions(before: Catalog, after: Catalog) -> list[Table]:
    """The tables that are partitions no more, as they were, where the partitioned table stays what it was called."""
    return list(_parted(before, after))


def _parted(before: Catalog, after: Catalog) -> Iterator[Table]:
    for oid, table in before.tables.items():
        if table.partition_of is None or (oid in after.tables and after.tables[oid].partition_of is not None):
            continue
        stays = ((parent, after.tables.get(parent.oid)) for parent in before.parents_of(table))
        if all(now is not None and now.name == parent.name for parent, now in stays):
            yield table


async def partition_condition(session: Session, table: Table) -> PartitionCondition:
    """The condition of a partition, and the part of it that is not its parent's already.

    The part is asked of a partition of the same bounds below a table that is no partition: PostgreSQL prints it with
    those of all parents. Both are empty of a default partition, and when nothing can be made in the session.

    Args:
        session: Of the sandbox role, in the database of the table; nothing is left in it.
        table: A partition there, or one that was a partition of a table that is still there.
    """
    try:
        async with session.transaction(force_rollback=True):
            key = await _told(
                session,
                f"SELECT pg_catalog.pg_get_partkeydef({literal(table.partition_of or '')}::pg_catalog.regclass)",
            )
            await execute(session, f"CREATE TEMP TABLE {_PARENT} (LIKE {table.partition_of}) PARTITION BY {key}")
            await execute(session, f"CREATE TEMP TABLE {_PART} PARTITION OF {_PARENT} {table.partition_bound}")
            own = await _told(session, _CONDITION.format(literal(_PART)))
            # nothing is told of a table that is no partition any more
            whole = await _told(session, _CONDITION.format(f"{table.oid}"))
            above = await _told(session, _CONDITION.format(literal(table.partition_of or "")))
    except psycopg.Error:
        # The change left the session where nothing can be made, as read-only: then it is carried out as written.
        return _UNKNOWN
    return PartitionCondition(whole=whole or (f"({above}) AND ({own})" if above and own else own), own=own)


async def _told(session: Session, query: str) -> str:
    cursor = await session.execute(query.encode())
    (text,) = await cursor.fetchone() or (None,)
    return str(text or "")
