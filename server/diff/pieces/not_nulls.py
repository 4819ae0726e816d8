"""The NOT NULL of columns: from PostgreSQL 18 on constraints with names that heirs share, before marks of their own.

https://www.postgresql.org/docs/18/release-18.html
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from server.diff.definitions import (
    demanding_parents,
    is_written,
    not_null_name,
    stated_not_null_name,
    states_not_null_apart,
)
from server.diff.piece import Key, Piece
from server.diff.pieces.keys import column_key, not_null_key, table_key, tie_key
from server.model.catalog import NAMED_NOT_NULL_SINCE, Catalog, Column, Table
from server.model.names import QualifiedName, identifier


@dataclass(frozen=True, slots=True, kw_only=True)
class NotNullValue:
    """Which rule a column's NOT NULL is."""

    table: QualifiedName
    name: str | None
    """None where a parent's name is taken over."""
    called: str | None = field(compare=False)
    """The name it has all the same, where it has one."""
    no_inherit: bool


def not_null_pieces(catalog: Catalog, table: Table, column: Column) -> Iterator[Piece]:
    """The column's NOT NULL, if it has one."""
    if not column.not_null:
        return
    own, lent_by = column_key(table, column), _lent_by(catalog, table, column)
    of_heirs = tuple(rules_of_heirs(catalog, table, column))
    called = not_null_name(table, column) if is_named(catalog) else None
    yield Piece(
        kind="not null",
        identity=own[1],
        # Whatever the parent's is called, its child's follows.
        value=NotNullValue(
            table=table.name,
            name=None if lent_by else called,
            called=called,
            no_inherit=column.not_null_no_inherit,
        ),
        create=(_create(catalog, table, column),),
        drop=f"{_alter(catalog, table)} ALTER COLUMN {identifier(column.name)} DROP NOT NULL",
        whole=own,
        comes_with=(*_made_with(catalog, table, column), *lent_by),
        apart_from=own if of_heirs else None,
        later_than=of_heirs,
        lent_by=lent_by,
        tie=tie_key(catalog, table),
        follows=lent_by[0] if lent_by else None,
        names=((f"constraint of {table.name}", called),) if called is not None else (),
    )


def is_named(catalog: Catalog) -> bool:
    """Whether NOT NULL is a constraint with a name, which heirs have as long as they are heirs."""
    return catalog.server_version >= NAMED_NOT_NULL_SINCE


def rules_of_heirs(catalog: Catalog, table: Table, column: Column) -> list[Key]:
    """Rules for the column that heirs have as their own: one that comes from above with another name bars them."""
    if not column.not_null or column.identity or table.oid not in catalog.parent_oids or not is_named(catalog):
        return []
    found = [(heir, its) for heir in catalog.heirs_of(table) if (its := catalog.column_named(heir.oid, column.name))]
    own = [not_null_key(heir, its) for heir, its in found if states_not_null_apart(catalog, its)]
    return own + [key for heir, its in found for key in rules_of_heirs(catalog, heir, its)]


def brought_rules(catalog: Catalog, column: Column) -> tuple[Key, ...]:
    """The rules of parents that a new heir gets with the column."""
    return tuple(not_null_key(parent, its) for parent, its in demanding_parents(catalog, column))


def _lent_by(catalog: Catalog, table: Table, column: Column) -> tuple[Key, ...]:
    """The rules of parents that alone make this one."""
    shared = is_named(catalog) or table.partition_of is not None
    return brought_rules(catalog, column) if shared and column.not_null_inherited else ()


def _made_with(catalog: Catalog, table: Table, column: Column) -> tuple[Key, ...]:
    """What makes this one when it is made: what states it, or what brings the column with the parent's rule."""
    if states_not_null_apart(catalog, column):
        return (table_key(table.name),)
    brought = is_written(table, column) or brought_rules(catalog, column)
    return (column_key(table, column),) if brought else ()


def _alter(catalog: Catalog, table: Table) -> str:
    """ALTER TABLE, which without names would mark heirs as well, even those that are to be without."""
    alone = "" if is_named(catalog) or table.oid not in catalog.parent_oids else "ONLY "
    return f"ALTER TABLE {alone}{table.name}"


def _create(catalog: Catalog, table: Table, column: Column) -> str:
    alter, name = _alter(catalog, table), identifier(column.name)
    if stated_not_null_name(catalog, column) or column.not_null_no_inherit:
        rule = f"NOT NULL {name}{' NO INHERIT' if column.not_null_no_inherit else ''}"
        return f"{alter} ADD CONSTRAINT {identifier(not_null_name(table, column))} {rule}"
    return f"{alter} ALTER COLUMN {name} SET NOT NULL"
