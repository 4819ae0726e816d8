"""Which enums a change replaces, and why one may have to be replaced as written."""

from collections.abc import Iterator
from dataclasses import dataclass

from server.model.catalog import PG_ATTRDEF, PG_CLASS, PG_CONSTRAINT, PG_TYPE, Address, Catalog, Column, Enum
from server.model.names import column_path, identifier
from server.model.operation import (
    AddCheck,
    AddExclusion,
    AddUnique,
    ChangeColumn,
    ChangeColumnType,
    CreateIndex,
    CreateObject,
    DropConstraint,
    DropIndex,
    DropObject,
    Operation,
    SetNotNull,
)
from server.plan.column_swap import uses_column
from server.plan.context import Context
from server.plan.strategies.change_type import obstacle

NAME = "replace_enum"
"""Of the strategy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EnumReplacement:
    """An enum that goes, the one that comes for it, and the columns that change over."""

    before: Enum
    after: Enum
    statement: int
    columns: tuple[ChangeColumnType, ...]

    @property
    def path(self) -> str:
        """How steps and hazards call it."""
        return f"type {self.after.name}"

    @property
    def removed(self) -> tuple[str, ...]:
        """Labels that the new type has not."""
        return tuple(label for label in self.before.labels if label not in self.after.labels)

    @property
    def added(self) -> tuple[str, ...]:
        """Labels that the old type has not."""
        return tuple(label for label in self.after.labels if label not in self.before.labels)


def enum_replacements(context: Context) -> tuple[EnumReplacement, ...]:
    """Every enum this change drops after all its columns were changed to one that it creates."""
    dropped = {o.before.oid: o.before for o in context.operations if isinstance(o, DropObject)}
    created = {o.after.oid: o for o in context.operations if isinstance(o, CreateObject)}
    columns: dict[tuple[int, int], list[ChangeColumnType]] = {}
    for each in context.operations:
        if isinstance(each, ChangeColumnType):
            columns.setdefault((each.before.type_oid, each.after.type_oid), []).append(each)
    found = []
    for (old, new), changes in columns.items():
        before, after = dropped.get(old), created.get(new)
        if isinstance(before, Enum) and after is not None and isinstance(after.after, Enum):
            found.append(
                EnumReplacement(before=before, after=after.after, statement=after.statement, columns=tuple(changes))
            )
    return tuple(found)


def why_as_written(context: Context, replacements: tuple[EnumReplacement, ...]) -> str:
    """Why the whole change runs as written; empty when its enums can be replaced while they are used."""
    changes = [change for each in replacements for change in each.columns]
    if changes and all(context.may_work_at_once(NAME, change.table) for change in changes):
        return "The tables are small."
    ends = [oid for each in replacements for oid in (each.before.oid, each.after.oid)]
    if len(ends) != len(set(ends)):
        return "One enum is split, or several become one."
    return next(filter(None, (_obstacle(context, each) for each in replacements)), "")


def _obstacle(context: Context, replacement: EnumReplacement) -> str:
    for change in replacement.columns:
        path = column_path(change.table.name, change.before.name)
        why = obstacle(context, change)
        if why:
            return f"{path} cannot be swapped for another while it is used: {why}"
        if change.table.kind != "table":
            return f"{path} is a column of a partitioned table."
        if change.before.is_array != change.after.is_array or len(change.enum_names) < 2:
            return f"{path} changes to or from an array, or by way of another type."
        if any(_touches(other, change.before) for other in context.operations):
            return f"an index, constraint or setting of {path} changes too."
    shared = _shared(context.before, replacement)
    if shared:
        return f"{shared} stands on two of its columns."
    for catalog, enum in ((context.before, replacement.before), (context.after, replacement.after)):
        other = next(_other_users(catalog, enum, replacement), None)
        if other is not None:
            return f"{other} uses {enum.name} too."
    return ""


def _shared(catalog: Catalog, replacement: EnumReplacement) -> str:
    """An index or constraint that would have to be made for two new columns at once; empty when there is none."""
    columns = [change.before for change in replacement.columns]
    for oid in dict.fromkeys(column.table_oid for column in columns):
        own = [column for column in columns if column.table_oid == oid]
        for index in catalog.indexes_of(oid):
            if sum(uses_column(index, column) for column in own) > 1:
                return f"index {identifier(index.name)}"
        for constraint in catalog.constraints_of(oid):
            if sum(column.number in constraint.columns for column in own) > 1:
                return f"constraint {identifier(constraint.name)}"
    return ""


def _touches(operation: Operation, column: Column) -> bool:
    match operation:
        case AddCheck(after=constraint) | AddUnique(after=constraint) | AddExclusion(after=constraint):
            return constraint.table_oid == column.table_oid and column.number in constraint.columns
        case DropConstraint(before=constraint):
            return constraint.table_oid == column.table_oid and column.number in constraint.columns
        case CreateIndex(after=index) | DropIndex(before=index):
            return index.table_oid == column.table_oid and uses_column(index, column)
        case SetNotNull(before=changed) | ChangeColumn(before=changed):
            return changed.key == column.key
        case _:
            return False


def _other_users(catalog: Catalog, enum: Enum, replacement: EnumReplacement) -> Iterator[str]:
    """What needs the type or its array and is not carried over with a column."""
    columns = {change.before.key for change in replacement.columns}
    own: Address = (PG_TYPE, enum.oid, 0)
    arrays = {source for source, edges in catalog.edges.items() if (own, "i") in ((e.target, e.kind) for e in edges)}
    for source, edges in catalog.edges.items():
        if source in arrays or not any(edge.target == own or edge.target in arrays for edge in edges):
            continue
        if not _comes_along(catalog, source, columns):
            yield _named(catalog, source)


def _comes_along(catalog: Catalog, source: Address, columns: set[tuple[int, int]]) -> bool:
    class_oid, oid, number = source
    if class_oid == PG_CLASS and number:
        return (oid, number) in columns
    if class_oid == PG_CLASS:
        index = catalog.indexes.get(oid)
        return index is not None and any(
            uses_column(index, catalog.columns[key]) for key in columns if key[0] == index.table_oid
        )
    if class_oid == PG_ATTRDEF:
        return any(catalog.columns[key].default_oid == oid for key in columns)
    constraint = catalog.constraints.get(oid) if class_oid == PG_CONSTRAINT else None
    return constraint is not None and any((constraint.table_oid, each) in columns for each in constraint.columns)


def _named(catalog: Catalog, source: Address) -> str:
    class_oid, oid, number = source
    if class_oid == PG_CLASS and (oid, number) in catalog.columns:
        return column_path(catalog.tables[oid].name, catalog.columns[oid, number].name)
    routine, view = catalog.functions.get(oid), catalog.views.get(oid)
    if routine is not None or view is not None:
        return f"function {routine.name}" if routine is not None else f"view {view.name}" if view else ""
    other = next((each for each in catalog.others.values() if each.address == source), None)
    return f"{other.kind} {other.identity}" if other is not None else "something besides its columns"
