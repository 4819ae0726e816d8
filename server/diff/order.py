"""The order in which operations can be carried out."""

from collections.abc import Iterable
from dataclasses import replace

from server.model import operation as op
from server.model.catalog import Catalog, Column, Enum, Function, Index, Sequence, Table, Trigger, View
from server.model.operation import Operation

_EARLY_DROP, _LATE_DROP = 4, 30
_RANKS: dict[type, int] = {
    op.DropConstraint: _EARLY_DROP,
    op.CreateTable: 5,
    op.RenameTable: 6,
    op.RenameColumn: 7,
    op.RenameConstraint: 7,
    op.RenameIndex: 7,
    op.ChangeTable: 8,
    op.AddColumn: 9,
    op.ChangeColumnType: 10,
    op.ChangeDefault: 11,
    op.DropNotNull: 12,
    op.SetNotNull: 12,
    op.ChangeColumn: 12,
    op.AddUnique: 13,
    op.AddCheck: 13,
    op.AddExclusion: 13,
    op.AddForeignKey: 14,
    op.ValidateConstraint: 15,
    op.ChangeConstraint: 15,
    op.CreateIndex: 16,
    op.ChangeRows: 20,
    op.DropIndex: _LATE_DROP + 3,
    op.DropColumn: _LATE_DROP + 4,
    op.DropTable: _LATE_DROP + 5,
}
_STANDING = {Enum: 1, Sequence: 2, Function: 17, View: 18, Trigger: 19}
_FALLING = {Trigger: 0, View: 1, Function: 2, Sequence: 6, Enum: 7}

_ON_TABLES = {"policy", "rule", "inheritance", "forced row security", "index", "not null constraint", "comment"}


def in_order(operations: list[Operation], after: Catalog) -> tuple[Operation, ...]:
    """By statement, within one what is needed before what needs it; drops last unless their name is used again."""
    numbered = _after_what_they_need(operations, after)
    taken = {(operation.statement, *_name(operation)) for operation in numbered if _creates(operation)}
    return tuple(sorted(numbered, key=lambda operation: _key(operation, taken)))


def _creates(operation: Operation) -> bool:
    return isinstance(operation, op.CreateTable | op.CreateIndex | op.CreateObject)


def _name(operation: Operation) -> tuple[str, str]:
    """Name of the table, index or object it creates or drops, after the table it stands on."""
    on = getattr(operation, "table", None)
    about = getattr(operation, "after", None) or getattr(operation, "before", None)
    return on.name.sql if isinstance(on, Table) else "", str(getattr(about, "name", ""))


def _key(operation: Operation, taken: set[tuple[int, str, str]]) -> tuple[int, int, int, str, int]:
    rank, oid = _rank(operation), 0
    match operation:
        case op.DropTable() | op.DropIndex() | op.DropObject() if (operation.statement, *_name(operation)) in taken:
            rank = _EARLY_DROP
        case op.DropColumn(replaced=True):
            rank = _EARLY_DROP
        case op.CreateTable(after=table):
            oid = table.oid
        case op.DropTable(before=table):
            oid = -table.oid
        case op.CreateObject(after=item):
            oid = item.oid
        case op.DropObject(before=item):
            oid = -item.oid
    about = getattr(operation, "after", None) or getattr(operation, "before", None)
    number = about.number if isinstance(about, Column) else 0
    table_name, name = _name(operation)
    # A column goes by its place in the table, anything else by its name.
    text = f"{table_name}{getattr(operation, 'identity', '')} {'' if number else name}"
    return operation.statement, rank, oid, text, number


def _rank(operation: Operation) -> int:
    match operation:
        case op.CreateObject(after=item) | op.ChangeObject(after=item):
            return _STANDING[type(item)]
        case op.DropObject(before=item):
            return _LATE_DROP + _FALLING[type(item)]
        case op.ChangeOther(after=None):
            return _LATE_DROP + 8
        case op.ChangeOther(kind=kind):
            return _STANDING[Trigger] if kind in _ON_TABLES else 0
    return _RANKS[type(operation)]


def _after_what_they_need(operations: list[Operation], after: Catalog) -> list[Operation]:
    """The operations, each numbered no lower than what it needs.

    A table carries its final columns, so it comes no earlier than a type, sequence or function that a later
    statement made for them, and what stands on the table follows it.
    """
    standing = {
        operation.after.oid: operation.statement for operation in operations if isinstance(operation, op.CreateObject)
    }
    functions = {oid: after.functions[oid].name.name for oid in standing if oid in after.functions}
    functions |= {oid: after.sequences[oid].name.name for oid in standing if oid in after.sequences}

    def needed_by(columns: Iterable[Column]) -> list[int]:
        columns = list(columns)
        types = [standing[column.type_oid] for column in columns if column.type_oid in standing]
        texts = " ".join(column.default or "" for column in columns)
        return types + [standing[oid] for oid, name in functions.items() if name in texts]

    made: list[Operation] = []
    for operation in operations:
        if isinstance(operation, op.CreateTable):
            made.append(replace(operation, statement=max(operation.statement, *needed_by(operation.columns), 0)))
        else:
            made.append(operation)
    tables = {operation.after.oid: operation.statement for operation in made if isinstance(operation, op.CreateTable)}
    return [replace(o, statement=max(o.statement, *(tables.get(t, 0) for t in _stands_on(o, after)), 0)) for o in made]


def _stands_on(operation: Operation, after: Catalog) -> list[int]:
    """Tables an operation needs."""
    match operation:
        case op.AddForeignKey(table=table, referenced=referenced):
            return [table.oid, referenced.oid]
        case op.CreateObject(after=View(oid=oid)):
            return [dependency.table_oid for dependency in after.dependencies if dependency.oid == oid]
        case op.CreateTable(after=Table(partition_of=parent)) if parent is not None:
            return [table.oid for table in after.tables.values() if parent in _spellings(table)]
    on = getattr(operation, "table", None)
    return [on.oid] if isinstance(on, Table) else []


def _spellings(table: Table) -> set[str]:
    return {table.name.sql, f"{table.name.schema}.{table.name.name}"}


def without_mirrors(operations: list[Operation], after: Catalog) -> list[Operation]:
    """The operations without those on a partition or heir that PostgreSQL carried over from its parent."""
    partitions = [table for table in after.tables.values() if table.partition_of is not None]
    named = {name: table.oid for table in after.tables.values() for name in _spellings(table)} if partitions else {}
    parents = {table.oid: named.get(table.partition_of or "", 0) for table in partitions}
    heirs = {table.oid: after.parents_of(table) for table in after.tables.values() if table.inherits}
    if not parents and not heirs:
        return operations
    own = {(type(operation), *_place(operation)) for operation in operations}
    numbered = {(type(operation), *_place(operation), operation.statement) for operation in operations}

    def mirrors(operation: Operation) -> bool:
        table_oid, name = _place(operation)
        if not name:
            return False
        if (type(operation), parents.get(table_oid, 0), name) in own:
            return True
        # an heir may have changed by itself what another statement changes of its parent
        return any((type(operation), p.oid, name, operation.statement) in numbered for p in heirs.get(table_oid, ()))

    return [operation for operation in operations if not mirrors(operation)]


def _place(operation: Operation) -> tuple[int, str]:
    """Table and name of the column or constraint an operation is about."""
    table = getattr(operation, "table", None)
    item = getattr(operation, "after", None) or getattr(operation, "before", None)
    if not isinstance(table, Table) or isinstance(item, Index):
        return 0, ""
    return table.oid, str(getattr(item, "name", ""))
