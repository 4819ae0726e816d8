"""Operations to the tables and columns they touch, as those were named before the change."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from server.model.catalog import Catalog, Constraint, Dependency, Table, View
from server.model.names import QualifiedName
from server.model.operation import (
    AddCheck,
    AddColumn,
    AddExclusion,
    AddForeignKey,
    AddUnique,
    ChangeColumn,
    ChangeColumnType,
    ChangeConstraint,
    ChangeDefault,
    ChangeObject,
    ChangeOther,
    ChangeRows,
    ChangeTable,
    CreateIndex,
    CreateObject,
    CreateTable,
    DropColumn,
    DropConstraint,
    DropIndex,
    DropNotNull,
    DropObject,
    DropTable,
    Operation,
    RenameColumn,
    RenameConstraint,
    RenameIndex,
    RenameTable,
    SetNotNull,
    ValidateConstraint,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """A table or view that is touched."""

    oid: int
    name: QualifiedName
    columns: frozenset[str]
    """Whose uses in code matter: altered, or newly constrained."""
    altered: frozenset[int]
    """Numbers of columns that change themselves, so that what depends on them may break."""
    whole: bool
    """Whether the table itself goes, or changes its name or nature."""
    written: bool
    """Whether its rows are written."""


def touched(operations: Sequence[Operation], catalog: Catalog) -> tuple[Touch, ...]:
    """Everything the operations touch of what is in the catalog before, one entry a table, by name."""
    merged: dict[int, Touch] = {}
    for operation in operations:
        for touch in _touches(operation, catalog):
            known = merged.get(touch.oid)
            merged[touch.oid] = _join(known, touch) if known else touch
    return tuple(sorted(merged.values(), key=lambda touch: touch.name))


def dependents(touches: Sequence[Touch], catalog: Catalog) -> tuple[Dependency, ...]:
    """Objects of the database that need something touched: all of a whole table, else those of altered columns."""
    by_oid = {touch.oid: touch for touch in touches}
    found = [needed for needed in catalog.dependencies if _needs(needed, by_oid.get(needed.table_oid))]
    return tuple(sorted(found, key=lambda needed: (needed.kind, needed.identity, needed.column_number)))


def before(table: Table, catalog: Catalog) -> Table | None:
    """The table as it was; None when the change makes it. A desired schema has other OIDs, so its name decides."""
    return catalog.tables.get(table.oid) or catalog.table_named(table.name)


def _needs(needed: Dependency, touch: Touch | None) -> bool:
    if touch is None:
        return False
    fires = touch.written and needed.kind == "trigger"
    return touch.whole or needed.column_number in touch.altered or fires


def _join(one: Touch, other: Touch) -> Touch:
    return Touch(
        oid=one.oid,
        name=one.name,
        columns=one.columns | other.columns,
        altered=one.altered | other.altered,
        whole=one.whole or other.whole,
        written=one.written or other.written,
    )


def _touches(operation: Operation, catalog: Catalog) -> Iterator[Touch]:
    match operation:
        case DropTable() | RenameTable() | ChangeTable():
            yield from _touch(operation.before, catalog, whole=True)
        case (
            DropColumn()
            | RenameColumn()
            | ChangeColumnType()
            | SetNotNull()
            | DropNotNull()
            | ChangeDefault()
            | ChangeColumn()
        ):
            yield from _touch(operation.table, catalog, number=operation.before.number, name=operation.before.name)
        case AddForeignKey():
            yield from _touch(operation.table, catalog, constraint=operation.after)
            yield from _touch(operation.referenced, catalog)
        case AddCheck() | AddUnique() | AddExclusion() | ValidateConstraint() | ChangeConstraint():
            yield from _touch(operation.table, catalog, constraint=operation.after)
        case AddColumn() | DropConstraint() | RenameConstraint() | CreateIndex() | DropIndex() | RenameIndex():
            yield from _touch(operation.table, catalog)
        case CreateObject() | DropObject() | ChangeObject():
            yield from _standalone(operation, catalog)
        case ChangeRows():
            yield from _rows(operation, catalog)
        case CreateTable() | ChangeOther():
            return


def _touch(
    table: Table,
    catalog: Catalog,
    *,
    number: int | None = None,
    name: str = "",
    constraint: Constraint | None = None,
    whole: bool = False,
    written: frozenset[str] | None = None,
) -> Iterator[Touch]:
    existing = before(table, catalog)
    if existing is None:
        return
    names = {name} if name else set()
    if constraint:
        columns = (catalog.columns.get((existing.oid, key)) for key in constraint.columns)
        names |= {column.name for column in columns if column}
    yield Touch(
        oid=existing.oid,
        name=existing.name,
        columns=frozenset(names) | (written or frozenset()),
        altered=frozenset() if number is None else frozenset([number]),
        whole=whole,
        written=written is not None,
    )


def _standalone(operation: CreateObject | DropObject | ChangeObject, catalog: Catalog) -> Iterator[Touch]:
    if operation.table:
        yield from _touch(operation.table, catalog)
    if not isinstance(operation, CreateObject) and isinstance(operation.before, View):
        view = operation.before
        yield Touch(oid=view.oid, name=view.name, columns=frozenset(), altered=frozenset(), whole=True, written=False)


def _rows(operation: ChangeRows, catalog: Catalog) -> Iterator[Touch]:
    if operation.table and not operation.table_is_new:
        existing = before(operation.table, catalog)
        known = {column.name for column in catalog.columns_of(existing.oid)} if existing else set()
        yield from _touch(operation.table, catalog, written=frozenset(operation.rows.set_columns) & known)
