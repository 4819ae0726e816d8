"""Tables of which a desired schema wants another kind under the same name: partitioned, or no longer so.

PostgreSQL cannot make one of the other. The rows are meant to stay, since the table has the name and columns it had.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from server.diff.definitions import not_null_name
from server.model.catalog import NAMED_NOT_NULL_SINCE, PG_CLASS, Catalog, Table
from server.model.names import QualifiedName, derived, identifier, identifiers, parse_qualified

_KINDS = {"table", "partitioned table"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplacedTable:
    """Statements around the creation of the table that takes its place."""

    aside: tuple[str, ...]
    """Gives it, and what has a name of its own, other names."""
    copy: str
    """Brings its rows into the new table."""
    drop: str


def replaced_tables(before: Catalog, desired: Catalog) -> tuple[ReplacedTable, ...]:
    """Those whose columns have the same names in both."""
    return tuple(
        _replaced(before, table)
        for table in before.tables.values()
        if (later := desired.table_named(table.name)) is not None
        and {table.kind, later.kind} == _KINDS
        and table.partition_of is later.partition_of is None
        and _names(before, table) == _names(desired, later)
    )


def _names(catalog: Catalog, table: Table) -> set[str]:
    return {column.name for column in catalog.columns_of(table.oid)}


def _replaced(catalog: Catalog, table: Table) -> ReplacedTable:
    old = QualifiedName(schema=table.name.schema, name=_other_name(table.name.name))
    columns = identifiers([column.name for column in catalog.columns_of(table.oid) if not column.generated])
    return ReplacedTable(
        aside=(*_not_nulls(catalog, table), *_moves(catalog, table)),
        copy=f"INSERT INTO {table.name} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM {old}",
        drop=f"DROP TABLE {old}",
    )


def _not_nulls(catalog: Catalog, table: Table) -> Iterator[str]:
    """The names PostgreSQL would choose for those of the new table, which it chooses otherwise while they are taken.

    Partitions share the names of their parent.
    """
    if catalog.server_version >= NAMED_NOT_NULL_SINCE:
        for column in catalog.columns_of(table.oid):
            if column.not_null:
                name = not_null_name(table, column)
                other = identifier(_other_name(name))
                yield f"ALTER TABLE {table.name} RENAME CONSTRAINT {identifier(name)} TO {other}"


def _moves(catalog: Catalog, table: Table) -> Iterator[str]:
    for part in catalog.partitions_of(table):
        yield from _moves(catalog, part)
    schema = table.name.schema
    for index in catalog.indexes_of(table.oid):
        yield _renaming("INDEX", QualifiedName(schema=schema, name=index.name))
    for sequence in catalog.sequences.values():
        if sequence.owned_by is not None and sequence.owned_by[0] == table.oid:
            yield _renaming("SEQUENCE", sequence.name)
    for other in catalog.others.values():
        if other.kind == "statistics object" and other.part_of == (PG_CLASS, table.oid, 0):
            yield _renaming("STATISTICS", parse_qualified(other.identity))
    yield _renaming("TABLE", table.name)


def _renaming(word: str, name: QualifiedName) -> str:
    return f"ALTER {word} {name} RENAME TO {identifier(_other_name(name.name))}"


def _other_name(name: str) -> str:
    return derived("leaving", name)
