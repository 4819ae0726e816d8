"""Indexes that came, went, moved or changed; those of constraints are part of the constraint."""

from collections.abc import Iterator

from server.diff.columns import dropped_with
from server.diff.comparison import Comparison, common, gone
from server.model.catalog import Index
from server.model.operation import ChangeOther, CreateIndex, DropIndex, Operation, RenameIndex


def index_operations(comparison: Comparison) -> Iterator[Operation]:
    """Every operation on an index that is not part of a constraint, DropTable or DropColumn."""
    before, after = comparison.before, comparison.after
    new = [index for _, index in gone(after.indexes, before.indexes) if _stands_alone(index)]
    lost = [index for _, index in gone(before.indexes, after.indexes) if _stands_alone(index)]
    rebuilt = [(one, other) for one in lost for other in new if _rebuilt(comparison, one, other)]
    same = {oid for one, other in rebuilt for oid in (one.oid, other.oid)}
    for index in new:
        if index.oid not in same:
            yield _create(comparison, index)
    for index in lost:
        if index.oid not in same:
            yield from _drop(comparison, index)
    for one, other in common(before.indexes, after.indexes):
        yield from _changes(comparison, one, other)


def _stands_alone(index: Index) -> bool:
    return index.constraint_oid == 0 and index.partition_of is None


def _rebuilt(comparison: Comparison, before: Index, after: Index) -> bool:
    """Whether PostgreSQL made the same index again, for a type change or REINDEX CONCURRENTLY."""
    if (before.table_oid, before.name) != (after.table_oid, after.name):
        return False
    number = comparison.appeared("indexes", after.oid)
    by_reindex = comparison.kind(number) == "reindex_stmt"
    caused = by_reindex or before.table_oid in comparison.retyped
    return caused and comparison.same_meaning(before.body, after.body)


def _create(comparison: Comparison, index: Index) -> Operation:
    number, table = comparison.appeared("indexes", index.oid), comparison.after.tables.get(index.table_oid)
    if table is None:
        return ChangeOther(statement=number, kind="index", identity=index.name, before=None, after=_definition(index))
    return CreateIndex(statement=number, table=table, after=index)


def _drop(comparison: Comparison, index: Index) -> Iterator[Operation]:
    number, table = comparison.appeared("indexes", index.oid), comparison.after.tables.get(index.table_oid)
    if table is not None and not dropped_with(comparison, index):
        yield DropIndex(statement=number, table=table, before=index)
    elif index.table_oid in comparison.after.views:
        yield ChangeOther(statement=number, kind="index", identity=index.name, before=_definition(index), after=None)


def _changes(comparison: Comparison, before: Index, after: Index) -> Iterator[Operation]:
    table = comparison.after.tables.get(after.table_oid)
    adopted = before.constraint_oid != after.constraint_oid
    if before.name != after.name and after.constraint_oid == 0 and table is not None:
        yield RenameIndex(statement=_when(comparison, after, "name"), table=table, before=before, after=after)
    same = comparison.same_text(before.body, after.body) and before.valid == after.valid
    if adopted or (same and before.comment == after.comment):
        return
    yield ChangeOther(
        statement=_when(comparison, after, "body", "valid", "comment"),
        kind="index",
        identity=after.name,
        before=_definition(before),
        after=_definition(after),
    )


def _definition(index: Index) -> str:
    """The index as text, with everything that may differ while it stays the same index."""
    parts = ["UNIQUE" if index.unique else "", index.body, "" if index.valid else "(invalid)", index.comment or ""]
    return " ".join(part for part in parts if part)


def _when(comparison: Comparison, index: Index, *fields: str) -> int:
    return comparison.changed("indexes", index.oid, *fields)
