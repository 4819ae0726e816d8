"""Columns of tables in both schemas, paired by name, as ALTER TABLE statements."""

from collections.abc import Iterator

from server.diff.definitions import IDENTITIES, column_definition, identity_of, owner_of, type_of
from server.model.catalog import Catalog, Column, Table
from server.model.names import identifier, literal

_STORAGES = {"p": "PLAIN", "e": "EXTERNAL", "m": "MAIN", "x": "EXTENDED"}


def column_statements(before: Catalog, desired: Catalog) -> list[str]:
    """Statements that add, alter and drop columns; those of partitions follow their parent."""
    statements: list[str] = []
    for table in sorted(desired.tables.values(), key=lambda table: table.oid):
        one = before.table_named(table.name)
        if one is not None and table.partition_of is None:
            statements += _table(before, desired, one, table)
    return statements


def drop_identities(before: Catalog, desired: Catalog) -> Iterator[str]:
    """Columns that stop counting by themselves; a sequence of their own may take the name that frees."""
    for column in before.columns.values():
        table = before.tables[column.table_oid]
        other = desired.table_named(table.name)
        successor = other and desired.column_named(other.oid, column.name)
        if column.identity and successor and not successor.identity and table.partition_of is None:
            yield f"ALTER TABLE {table.name} ALTER COLUMN {identifier(column.name)} DROP IDENTITY"


def _table(before: Catalog, desired: Catalog, one: Table, other: Table) -> Iterator[str]:
    alter = f"ALTER TABLE {other.name}"
    for column in desired.columns_of(other.oid):
        predecessor = before.column_named(one.oid, column.name)
        if predecessor is None:
            yield f"{alter} ADD COLUMN {column_definition(desired, column)}"
        else:
            yield from _column(before, desired, alter, predecessor, column)
    for column in before.columns_of(one.oid):
        if desired.column_named(other.oid, column.name) is None:
            yield f"{alter} DROP COLUMN {identifier(column.name)}"


def _column(before: Catalog, desired: Catalog, alter: str, one: Column, other: Column) -> Iterator[str]:
    column = f"{alter} ALTER COLUMN {identifier(other.name)}"
    retyped = type_of(one) != type_of(other)
    default = None if one.generated else one.default
    if one.generated and not other.generated:
        yield f"{column} DROP EXPRESSION"
    # A default that cannot be cast to the new type by itself would stop the type change.
    if default is not None and default != other.default and (retyped or other.default is None):
        yield f"{column} DROP DEFAULT"
        default = None
    if retyped:
        convert = "" if one.base_type == other.base_type else f" USING {identifier(other.name)}::{other.type}"
        yield f"{column} TYPE {type_of(other)}{convert}"
    if other.default is not None and not other.generated and default != other.default:
        yield f"{column} SET DEFAULT {other.default}"
    if one.not_null != other.not_null:
        yield f"{column} {'SET' if other.not_null else 'DROP'} NOT NULL"
    yield from _identity(before, desired, column, one, other)
    yield from _settings(column, one, other, retyped=retyped)


def _identity(before: Catalog, desired: Catalog, column: str, one: Column, other: Column) -> Iterator[str]:
    if other.identity and not one.identity:
        # The sequence of a serial column often has the very name the identity's will have.
        for sequence in before.sequences.values():
            if sequence.owned_by == one.key:
                yield f"DROP SEQUENCE {sequence.name}"
        yield f"{column} ADD {identity_of(desired, other)}"
    elif other.identity != one.identity and other.identity:
        yield f"{column} SET GENERATED {IDENTITIES[other.identity]}"


def becomes_identity(before: Catalog, desired: Catalog) -> set[int]:
    """OIDs of the sequences dropped because their column counts by itself from now on."""
    identities = {
        (desired.tables[column.table_oid].name, column.name) for column in desired.columns.values() if column.identity
    }
    return {s.oid for s in before.sequences.values() if not s.identity and owner_of(before, s) in identities}


def _settings(column: str, one: Column, other: Column, *, retyped: bool) -> Iterator[str]:
    if one.storage != other.storage and not retyped:
        yield f"{column} SET STORAGE {_STORAGES[other.storage]}"
    if one.statistics_target != other.statistics_target:
        yield f"{column} SET STATISTICS {other.statistics_target}"
    if one.compression != other.compression and not retyped:
        yield f"{column} SET COMPRESSION {({'p': 'pglz', 'l': 'lz4'}).get(other.compression, 'DEFAULT')}"
    new = [text.partition("=") for text in other.options if text not in one.options]
    if new:
        yield f"{column} SET ({', '.join(f'{name} = {literal(value).strip()}' for name, _, value in new)})"
    kept = {text.partition("=")[0] for text in other.options}
    lost = [name for name in (text.partition("=")[0] for text in one.options) if name not in kept]
    if lost:
        yield f"{column} RESET ({', '.join(lost)})"
