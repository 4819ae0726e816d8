"""Which rows find a partition, as PostgreSQL tells it."""

import re
from collections.abc import Mapping
from fractions import Fraction

from server.model.catalog import Catalog, Table
from server.postgres.roles import Session

ANY_ROW = "true"
"""Of a table whose partitions take every row."""

_MODULUS = re.compile(r"modulus (\d+)")
_CONDITIONS = "SELECT oid::bigint, pg_catalog.pg_get_partition_constraintdef(oid) FROM unnest(%s::oid[]) AS part (oid)"


async def partition_coverage(session: Session, before: Catalog, after: Catalog) -> dict[int, str]:
    """By OID of each partitioned table at the top that is new: the condition, over its columns, of rows that fit.

    A table is left out when no condition can be written, as where some remainders of a hash have no partition.
    """
    found = {}
    for table in after.tables.values():
        if table.partition_key is not None and table.partition_of is None and table.oid not in before.tables:
            condition = _covered(after, table, await _conditions(session, _below(after, table)))
            if condition is not None:
                found[table.oid] = condition
    return found


async def _conditions(session: Session, parts: list[Table]) -> dict[int, str | None]:
    async with session.transaction(force_rollback=True):
        # what is printed without a schema must be PostgreSQL's own, whatever the change left the session with
        await session.execute(b"SET LOCAL search_path = pg_catalog, pg_temp")
        cursor = await session.execute(_CONDITIONS.encode(), ([part.oid for part in parts],))
        return dict(await cursor.fetchall())


def _below(catalog: Catalog, table: Table) -> list[Table]:
    parts = catalog.partitions_of(table)
    return [*parts, *(deeper for part in parts for deeper in _below(catalog, part))]


def _covered(catalog: Catalog, table: Table, conditions: Mapping[int, str | None]) -> str | None:
    """The condition; ``None`` when there is none that holds elsewhere than in these very partitions."""
    if table.partition_key is None:
        return ANY_ROW
    parts = catalog.partitions_of(table)
    if table.partition_key.startswith("HASH"):
        shares = [
            Fraction(1, int(found[1])) for part in parts if (found := _MODULUS.search(part.partition_bound or ""))
        ]
        whole = sum(shares) == 1 and all(_covered(catalog, part, conditions) == ANY_ROW for part in parts)
        return ANY_ROW if whole else None
    terms = []
    for part in parts:
        inside = _covered(catalog, part, conditions)
        own = conditions.get(part.oid)
        if inside is None:
            return None
        if part.partition_bound == "DEFAULT" and inside == ANY_ROW and table.partition_of is None:
            return ANY_ROW
        if own is None:
            # a default partition that is alone demands nothing
            return inside if part.partition_bound == "DEFAULT" else None
        terms.append(own if inside == ANY_ROW else f"{own} AND ({inside})")
    return " OR ".join(f"({term})" for term in terms) or "false"
