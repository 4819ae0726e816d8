"""Sequences, views, enums, functions and triggers that came, went or changed."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

from server.diff.comparison import Comparison, common, gone
from server.diff.tables import moved
from server.model.catalog import Catalog, Enum, Function, Sequence, Table, Trigger, View
from server.model.operation import ChangeObject, CreateObject, DropObject, Operation, Standalone

_PRINTED = ("definition", "source", "arguments", "argument_types", "signature", "result")
_CONSEQUENCES = {"rename_stmt", "alter_table_stmt", "alter_object_schema_stmt"}
"""Statements that change how a view prints without changing the view."""


def standalone_operations(comparison: Comparison) -> Iterator[Operation]:
    """CreateObject, DropObject and ChangeObject."""
    before, after = _objects(comparison.before), _objects(comparison.after)
    for oid, new in gone(after, before):
        if not (isinstance(new, Sequence) and new.identity):
            number = comparison.number(partial(_plain, oid))
            yield CreateObject(statement=number, after=new, table=_table(comparison.after, new))
    for oid, lost in gone(before, after):
        number = comparison.number(partial(_there, oid))
        if not _went_along(comparison, lost, number):
            yield DropObject(statement=number, before=lost, table=_table(comparison.after, lost))
    for one, other in common(before, after):
        yield from _changes(comparison, one, other)


def _objects(catalog: Catalog) -> Mapping[int, Standalone]:
    # OIDs come from one counter, but each system catalog could reuse one: a clash needs four billion objects.
    return {
        **catalog.sequences,
        **catalog.views,
        **catalog.enums,
        **catalog.functions,
        **catalog.triggers,
    }


def _there(oid: int, catalog: Catalog) -> bool:
    return oid in _objects(catalog)


def _plain(oid: int, catalog: Catalog) -> Standalone | None:
    """The object without what is not part of its definition."""
    found = _objects(catalog).get(oid)
    return replace(found, last_value=None) if isinstance(found, Sequence) else found


def _table(catalog: Catalog, item: Standalone) -> Table | None:
    return catalog.tables.get(item.table_oid) if isinstance(item, Trigger) else None


def _went_along(comparison: Comparison, item: Standalone, number: int) -> bool:
    """Whether it went with the table or column it belongs to."""
    after = comparison.after
    match item:
        case Trigger(table_oid=oid):
            return oid in comparison.before.tables and oid not in after.tables
        case Sequence(owned_by=owner) if owner is not None:
            column_number = comparison.appeared("columns", owner)
            return item.identity or (owner not in after.columns and column_number == number)
    return False


def _changes(comparison: Comparison, before: Standalone, after: Standalone) -> Iterator[ChangeObject]:
    if _same(comparison, before, after):
        return
    if isinstance(before, Enum) and isinstance(after, Enum):
        yield from _changes_of_enum(comparison, before, after)
        return
    number = comparison.number(partial(_plain, after.oid))
    yield ChangeObject(statement=number, before=before, after=after, table=_table(comparison.after, after))


def _changes_of_enum(comparison: Comparison, before: Enum, after: Enum) -> Iterator[ChangeObject]:
    """One for each statement, as no transaction may use a label before the one that adds it is committed."""
    numbers = comparison.numbers(lambda catalog: catalog.enums.get(after.oid))
    states = [*(comparison.state_before(number).enums[after.oid] for number in numbers[1:]), after]
    for number, later in zip(numbers, states, strict=True):
        if not _same(comparison, before, later):
            yield ChangeObject(statement=number, before=before, after=later, table=None)
        before = later


def _same(comparison: Comparison, before: Standalone, after: Standalone) -> bool:
    match before, after:
        case Sequence(), Sequence():
            return _same_sequence(comparison, before, after)
        case View(), View():
            return _same_view(comparison, before, after)
        case Function(), Function():
            # What is printed of it changes with the names of types and tables it mentions.
            same = comparison.same_text(before.definition, after.definition)
            printed = {name: getattr(after, name) for name in _PRINTED}
            return same and replace(before, name=moved(comparison, before.name), **printed) == after
        case Trigger(), Trigger():
            same = comparison.same_text(before.definition, after.definition)
            return same and replace(before, definition=after.definition) == after
        case Enum(), Enum():
            return replace(before, name=moved(comparison, before.name)) == after
    return False


def _same_sequence(comparison: Comparison, before: Sequence, after: Sequence) -> bool:
    name = moved(comparison, before.name)
    owner = before.owned_by
    if owner is not None and owner == after.owned_by:
        table_before, table_after = comparison.before.tables.get(owner[0]), comparison.after.tables.get(owner[0])
        # ALTER TABLE ... SET SCHEMA takes the sequences of its columns along.
        if table_before and table_after and before.name.schema == table_before.name.schema:
            name = replace(name, schema=table_after.name.schema)
    same = replace(before, name=name, last_value=None) == replace(after, last_value=None)
    # The sequence of an identity column follows the type of the column.
    return same or (before.identity and after.identity and owner is not None and owner[0] in comparison.retyped)


def _same_view(comparison: Comparison, before: View, after: View) -> bool:
    expected = replace(before, name=moved(comparison, before.name), definition=after.definition)
    if replace(expected, column_types=after.column_types) != after:
        return False
    if comparison.same_text(before.definition, after.definition):
        return True
    numbers = comparison.numbers(lambda catalog: getattr(catalog.views.get(after.oid), "definition", None))
    kinds = {comparison.kind(number) for number in numbers} - {""}
    kinds = kinds or {statement.kind for statement in comparison.change.statements}
    return kinds <= _CONSEQUENCES
