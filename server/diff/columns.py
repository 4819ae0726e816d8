"""Columns that came, went, moved or changed, in tables that stayed."""

from collections.abc import Iterable, Iterator

from server.diff.comparison import Comparison, common, gone, retyped
from server.model.catalog import NAMED_NOT_NULL_SINCE, Catalog, Column, ColumnKey, Constraint, Index, Table
from server.model.names import chosen_name
from server.model.operation import (
    AddColumn,
    ChangeColumn,
    ChangeColumnType,
    ChangeDefault,
    DropColumn,
    DropNotNull,
    Operation,
    RenameColumn,
    SetNotNull,
)

_FACTS = ("identity", "generated", "statistics_target", "options", "server_options", "comment")
_FACTS_OF_TYPE = ("storage", "compression")


def column_operations(comparison: Comparison) -> Iterator[Operation]:
    """Every operation on a column of a table that is in both catalogs."""
    before, after = comparison.before, comparison.after
    for key, column in gone(after.columns, before.columns):
        if comparison.kept(key[0]):
            number = comparison.appeared("columns", key)
            yield AddColumn(statement=number, table=after.tables[key[0]], after=column)
    lost_columns = sorted(key for key, _ in gone(before.columns, after.columns) if comparison.kept(key[0]))
    for key in lost_columns:
        yield _drop(comparison, key)
    for one, other in common(before.columns, after.columns):
        if comparison.kept(one.table_oid):
            yield from _changes(comparison, after.tables[one.table_oid], one, other)


def _drop(comparison: Comparison, key: ColumnKey) -> DropColumn:
    before, after = comparison.before, comparison.after
    column = before.columns[key]
    successor = after.column_named(key[0], column.name)
    return DropColumn(
        statement=comparison.appeared("columns", key),
        table=after.tables[key[0]],
        before=column,
        constraints=tuple(c for c in before.constraints_of(key[0]) if dropped_with(comparison, c) == key),
        indexes=tuple(i for i in before.indexes_of(key[0]) if dropped_with(comparison, i) == key),
        replaced=successor is not None and successor.key not in before.columns,
    )


def dropped_with(comparison: Comparison, item: Constraint | Index) -> ColumnKey | None:
    """The column that took the constraint or index along, None when it was dropped for itself or stayed.

    Of several columns dropped by one statement it is the first: undone in reverse, that one comes back last.
    """
    before, after = comparison.before, comparison.after
    if item.oid in after.constraints or item.oid in after.indexes or item.table_oid not in after.tables:
        return None
    number = comparison.appeared("indexes" if isinstance(item, Index) else "constraints", item.oid)
    needed = set(item.columns)
    if isinstance(item, Index):
        needed.update(item.included_columns)
        needed.update(
            dependency.column_number
            for dependency in before.dependencies
            if dependency.oid == item.oid and dependency.table_oid == item.table_oid
        )
    for column_number in sorted(needed):
        key = (item.table_oid, column_number)
        if key in before.columns and key not in after.columns and comparison.appeared("columns", key) == number:
            return key
    return None


def _changes(comparison: Comparison, table: Table, before: Column, after: Column) -> Iterator[Operation]:
    if before.name != after.name:
        yield RenameColumn(statement=_when(comparison, after, "name"), table=table, before=before, after=after)
    other_type = retyped(before, after)
    if other_type:
        yield _type_change(comparison, table, before, after)
    if before.not_null != after.not_null:
        kind = SetNotNull if after.not_null else DropNotNull
        yield kind(statement=_when(comparison, after, "not_null"), table=table, before=before, after=after)
    same = comparison.same_meaning if other_type else comparison.same_text
    other_default = not same(before.default, after.default)
    if other_default and not before.generated and not after.generated:
        yield ChangeDefault(statement=_when(comparison, after, "default"), table=table, before=before, after=after)
    names = _FACTS if other_type else _FACTS + _FACTS_OF_TYPE
    aspects = [name for name in names if getattr(before, name) != getattr(after, name)]
    if other_default and before.generated and after.generated:
        aspects.append("expression")
    if (
        before.not_null
        and after.not_null
        and _rule(comparison, comparison.before, before) != _rule(comparison, comparison.after, after)
    ):
        aspects.append("not_null_name")
    if aspects:
        fields = (*names, *(["default"] if "expression" in aspects else []))
        number = comparison.number(lambda catalog: _facts(comparison, catalog, after, fields))
        yield ChangeColumn(statement=number, table=table, before=before, after=after, aspects=tuple(aspects))


def _facts(comparison: Comparison, catalog: Catalog, column: Column, fields: Iterable[str]) -> object:
    found = catalog.columns.get(column.key)
    rule = _rule(comparison, catalog, found) if found is not None and found.not_null else None
    return rule, [getattr(found, field, None) for field in fields]


def _rule(comparison: Comparison, catalog: Catalog, column: Column) -> tuple[str, bool]:
    table = catalog.tables[column.table_oid]
    name = column.not_null_name or chosen_name(table.name.name, column.name, "not_null")
    # The catalog before says for which version SQL is written, the one after which server it was read from.
    named = comparison.after.server_version >= NAMED_NOT_NULL_SINCE
    return name if named else "", column.not_null_no_inherit


def _when(comparison: Comparison, column: Column, *fields: str) -> int:
    return comparison.changed("columns", column.key, *fields)


def _type_change(comparison: Comparison, table: Table, before: Column, after: Column) -> ChangeColumnType:
    # what a base type is called tells its modifiers; any other may be given another name later
    spelled = ("type",) if after.type_kind == "base" else ()
    number = _when(comparison, after, *spelled, "type_oid", "is_array", "collation")
    tables = {comparison.before.tables[table.oid].name.name, table.name.name}
    expressions = [
        using.expression
        for statement in comparison.change.statements
        if number in {0, statement.number}
        for using in statement.using
        if using.table in tables and using.column in {before.name, after.name}
    ]
    using = expressions[-1] if expressions else None
    return ChangeColumnType(statement=number, table=table, before=before, after=after, using=using)
