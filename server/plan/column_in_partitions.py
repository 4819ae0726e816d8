"""What keeps a column of a partitioned table from being swapped for another while it is used."""

from collections.abc import Iterator

from server.model.catalog import PG_CLASS, Column, Table
from server.plan.column_swap import uses_column
from server.plan.context import Context
from server.plan.key_swap import foreign_keys
from server.plan.table_replacement import tree_of

_READERS = frozenset(["view", "materialized view", "policy", "rule", "statistics object"])
_KEYS = frozenset(["primary key", "unique"])


def obstacle_of_partitions(context: Context, table: Table, column: Column) -> str:
    """Why the column cannot be swapped, as far as that is because of the partitions; empty when it can."""
    return next(_of_the_whole(context, table, column), "") or next(
        (reason for part in tree_of(context.before, table)[1:] for reason in _of_part(context, part, column)), ""
    )


def _of_the_whole(context: Context, table: Table, column: Column) -> Iterator[str]:
    catalog = context.before
    if any(c.kind in _KEYS and column.number in c.columns for c in catalog.constraints_of(table.oid)):
        yield "it is in a primary key or unique constraint of a partitioned table, which takes over no index."
    if foreign_keys(catalog, column):
        yield "a foreign key stands on it, and the table is partitioned."
    if column.identity:
        yield "it is an identity column of a partitioned table."
    if {each.oid for each in tree_of(catalog, table)} != {each.oid for each in tree_of(context.after, table)}:
        yield "the change gives the table other partitions."


def _of_part(context: Context, part: Table, column: Column) -> Iterator[str]:
    """By name: in a partition that was attached the column may have another number."""
    catalog = context.before
    own = catalog.column_named(part.oid, column.name)
    if part.kind == "foreign table" or own is None:
        yield f"its partition {part.name} is a foreign table."
        return
    if own.comment is not None or own.options or own.compression or _inherited(own) != _inherited(column):
        yield f"its partition {part.name} has a default, NOT NULL, comment or setting of its own for the column."
    if any(o.kind == "privilege" and o.address == (PG_CLASS, *own.key) for o in catalog.others.values()):
        yield f"its partition {part.name} has privileges of its own on the column."
    rules = (c for c in catalog.constraints_of(part.oid) if not c.inherited)
    if any(own.number in rule.columns for rule in rules) or any(not k.inherited for k in foreign_keys(catalog, own)):
        yield f"its partition {part.name} has a constraint of its own on the column."
    indexes = [index for index in catalog.indexes_of(part.oid) if uses_column(index, own)]
    if any(index.partition_of is None for index in indexes):
        yield f"its partition {part.name} has an index of its own on the column."
    if any(index.replica_identity or index.clustered for index in indexes):
        yield f"an index on the column is the replica identity or cluster order of its partition {part.name}."
    if catalog.triggers_of(part.oid):
        yield f"its partition {part.name} has a trigger of its own."
    readers = {d.kind for d in catalog.dependencies if (d.table_oid, d.column_number) == own.key} & _READERS
    if readers:
        yield f"a {', '.join(sorted(readers))} uses the column of its partition {part.name}."


def _inherited(column: Column) -> tuple[object, ...]:
    """What ALTER TABLE of the partitioned table sets in each partition too."""
    return (column.default, column.not_null, column.storage, column.statistics_target)
