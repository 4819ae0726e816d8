"""Which tables a change is about, by every name they have while its plan is under way."""

from collections.abc import Iterator

from server.model.catalog import Table
from server.model.names import QualifiedName
from server.model.operation import (
    AddForeignKey,
    ChangeOther,
    ChangeTable,
    CreateTable,
    DropTable,
    Operation,
    RenameTable,
)
from server.plan.context import Context
from server.plan.partition_proof import parents_above


def concerned(context: Context) -> tuple[QualifiedName, ...]:
    """Names of tables that were there, before, in between and after; sorted."""
    found: set[QualifiedName] = set()
    for operation in context.operations:
        for table in (each for own in _tables(operation) for each in (own, *_above(context, own))):
            if not context.is_new(table):
                found |= {context.before.tables[table.oid].name, context.live_name(table)}
                after = context.after.tables.get(table.oid)
                found |= {after.name} if after is not None else set()
    return tuple(sorted(found))


def _above(context: Context, table: Table) -> list[Table]:
    """The partitioned tables above a partition, before or after: attaching and detaching locks them too."""
    return [parent for catalog in (context.before, context.after) for parent in parents_above(catalog, table)]


def _tables(operation: Operation) -> Iterator[Table]:
    match operation:
        case CreateTable() | ChangeOther():
            return
        case DropTable(before=before):
            yield before
        case RenameTable(before=before) | ChangeTable(before=before):
            yield before
        case AddForeignKey(table=table, referenced=referenced):
            yield from (table, referenced)
        case _:
            if operation.table is not None:
                yield operation.table
