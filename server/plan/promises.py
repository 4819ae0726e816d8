"""What holds of the schema when all of a plan ran, and when all of it was undone, as conditions to look at.

They follow from the operations and the two catalogs, not from the steps: what a step makes on the way may be gone in
the end. Text that PostgreSQL prints is compared with what it printed on the shadow, where every name outside of
pg_catalog is qualified, so whoever asks does so with ``search_path = pg_catalog``.
"""

from collections.abc import Iterator

from server.model.catalog import Catalog, Column, Constraint, Enum, Function, Index, Sequence, Table, Trigger, View
from server.model.names import QualifiedName, column_path, identifier
from server.model.operation import ChangeOther, Operation
from server.model.plan import Check
from server.plan.as_printed import Value, gone_condition, other_condition, there_condition


def promises(operations: tuple[Operation, ...], catalog: Catalog, other: Catalog) -> tuple[Check, ...]:
    """One condition for each thing that the operations are about.

    Args:
        catalog: The schema in which they hold.
        other: The schema before, or for the way back the one after.
    """
    found = [*_of_others(operations, catalog), *_of_values(operations, catalog, other)]
    return tuple({check.condition: check for check in found if check.condition}.values())


def _of_others(operations: tuple[Operation, ...], catalog: Catalog) -> Iterator[Check]:
    for operation in operations:
        if isinstance(operation, ChangeOther):
            there = (operation.kind, operation.identity) in catalog.others
            yield Check(
                condition=other_condition(operation.kind, operation.identity, there=there),
                message=f"{operation.kind} {operation.identity} is {'missing' if there else 'still there'}",
            )


def _of_values(operations: tuple[Operation, ...], catalog: Catalog, other: Catalog) -> Iterator[Check]:
    taken = _Names(catalog)
    for value in _values(operations):
        now, then = _in(catalog, value), _in(other, value)
        if now is not None:
            message = f"{_path(catalog, now)} is not as it should be"
            yield Check(condition=there_condition(catalog, now), message=message)
        if then is not None and not taken.has(other, then):
            yield Check(condition=gone_condition(catalog, other, then), message=f"{_path(other, then)} is still there")


def _values(operations: tuple[Operation, ...]) -> Iterator[Value]:
    for operation in operations:
        for end in ("before", "after"):
            value = getattr(operation, end, None)
            if isinstance(value, Value):
                yield value


def _in(catalog: Catalog, value: Value) -> Value | None:
    """The same thing as it is in a catalog."""
    match value:
        case Column():
            return catalog.columns.get(value.key)
        case Table():
            return catalog.tables.get(value.oid)
        case Constraint():
            return catalog.constraints.get(value.oid)
        case Index():
            return catalog.indexes.get(value.oid)
        case View():
            return catalog.views.get(value.oid)
        case Sequence():
            return catalog.sequences.get(value.oid)
        case Enum():
            return catalog.enums.get(value.oid)
        case Function():
            return catalog.functions.get(value.oid)
        case Trigger():
            return catalog.triggers.get(value.oid)


class _Names:
    """What is called how in a catalog, each thing by a key that another thing of its name has too."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._relations = {
            *(each.name for each in catalog.tables.values()),
            *(each.name for each in catalog.views.values()),
            *(each.name for each in catalog.sequences.values()),
            *(_index_name(catalog, each) for each in catalog.indexes.values()),
        }
        self._types = {each.name for each in catalog.enums.values()}
        self._functions = {(each.name, each.argument_types) for each in catalog.functions.values()}

    def has(self, other: Catalog, value: Value) -> bool:
        """Whether something has the name that the value has in another catalog."""
        match value:
            case Table() | View() | Sequence():
                return value.name in self._relations
            case Index():
                return _index_name(other, value) in self._relations
            case Enum():
                return value.name in self._types
            case Function():
                return (value.name, value.argument_types) in self._functions
            case Column():
                return any(each.name == value.name for each in self._catalog.columns_of(value.table_oid))
            case Constraint():
                return any(each.name == value.name for each in self._catalog.constraints_of(value.table_oid))
            case Trigger():
                return any(each.name == value.name for each in self._catalog.triggers_of(value.table_oid))


def _index_name(catalog: Catalog, index: Index) -> QualifiedName:
    on = catalog.tables.get(index.table_oid) or catalog.views[index.table_oid]
    return QualifiedName(schema=on.name.schema, name=index.name)


def _path(catalog: Catalog, value: Value) -> str:
    match value:
        case Column():
            return f"column {column_path(catalog.tables[value.table_oid].name, value.name)}"
        case Index():
            return f"index {_index_name(catalog, value)}"
        case Constraint():
            return f"constraint {identifier(value.name)} of {catalog.tables[value.table_oid].name}"
        case Trigger():
            on = catalog.tables.get(value.table_oid) or catalog.views[value.table_oid]
            return f"trigger {identifier(value.name)} of {on.name}"
        case Function():
            return f"function {value.name}({value.arguments})"
        case _:
            kind = (
                "materialized view" if isinstance(value, View) and value.materialized else type(value).__name__.lower()
            )
            return f"{kind} {value.name}"
