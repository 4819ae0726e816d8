"""Columns, and what can be changed of each by itself."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from server.diff.definitions import (
    column_definition,
    comes_later,
    counts_by_itself,
    default_comes_later,
    identity_of,
    identity_type,
    is_written,
    option,
    option_name,
    sequence_options,
    server_option,
    type_of,
    undecided_heirs,
    values_of,
)
from server.diff.piece import Key, Piece
from server.diff.pieces.keys import column_key, not_null_key, only, table_key, tie_key
from server.diff.pieces.not_nulls import not_null_pieces, rules_of_heirs
from server.model.catalog import PG_ATTRDEF, PG_CLASS, Catalog, Column, Table
from server.model.names import QualifiedName, column_path, identifier

STORAGES = {"p": "PLAIN", "e": "EXTERNAL", "m": "MAIN", "x": "EXTENDED"}
_COMPRESSIONS = {"p": "pglz", "l": "lz4"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnValue:
    """What a column is, its facets apart."""

    table: QualifiedName
    name: str
    type: str
    """With the collation."""
    bare_type: str
    base_type: str
    """Of an array: its element's."""
    is_array: bool
    is_base: bool
    """Whether casts between it and other such types convert values sensibly."""
    generated: str
    expression: str | None
    """Of a generated column."""

    def has_base_of(self, other: "ColumnValue") -> bool:
        """Whether the types differ at most by what limits or names the values of one base type."""
        same = (self.base_type, self.is_array) == (other.base_type, other.is_array)
        return same and self.is_base and other.is_base


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityValue:
    """How an identity column counts."""

    alter: str
    """ALTER TABLE and ALTER COLUMN, without an action."""
    identity: str
    sequence: QualifiedName | None
    options: str


def column_pieces(catalog: Catalog) -> Iterator[Piece]:
    """Columns of tables with their facets."""
    for table in catalog.tables.values():
        for column in catalog.columns_of(table.oid):
            yield _column(catalog, table, column)
            yield from _default(catalog, table, column)
            yield from not_null_pieces(catalog, table, column)
            yield from _identity(catalog, table, column)
            yield from _settings(catalog, table, column)


def _column(catalog: Catalog, table: Table, column: Column) -> Piece:
    apart = comes_later(catalog, column)
    own, above = column_key(table, column), tuple(_parent_columns(catalog, table, column))
    lent_by = _attribute(table, column) or (() if column.local else above)
    return Piece(
        kind="column",
        identity=own[1],
        value=ColumnValue(
            table=table.name,
            name=column.name,
            type=type_of(column),
            bare_type=column.type,
            base_type=column.base_type,
            is_array=column.is_array,
            is_base=column.type_kind in ("base", "domain"),
            generated=column.generated,
            expression=column.default if column.generated else None,
        ),
        create=(*_added(catalog, table, column), *identity_type(catalog, column)),
        drop=f"ALTER TABLE {table.name} DROP COLUMN {identifier(column.name)}",
        drop_alone=f"ALTER TABLE ONLY {table.name} DROP COLUMN {identifier(column.name)}",
        address=(PG_CLASS, table.oid, column.number),
        whole=table_key(table.name),
        needs=lent_by,
        comes_with=(*(() if apart else (table_key(table.name),)), *lent_by),
        lent_by=lent_by,
        tie=tie_key(catalog, table),
        follows=next(iter((*above, *lent_by)), None),
    )


def _added(catalog: Catalog, table: Table, column: Column) -> Iterator[str]:
    """ADD COLUMN; heirs would get a column that counts by itself too, which PostgreSQL refuses."""
    add = f"ALTER TABLE {table.name} ADD COLUMN"
    if rules_of_heirs(catalog, table, column):
        column = replace(column, not_null=False)
    if counts_by_itself(catalog, column) and table.oid in catalog.parent_oids:
        yield f"{add} {column_definition(catalog, replace(column, identity=''))}"
        yield f"{_alter(catalog, table, column)} ADD {identity_of(catalog, column)}"
    else:
        yield f"{add} {column_definition(catalog, column)}"


def _attribute(table: Table, column: Column) -> tuple[Key, ...]:
    """The attribute of the composite type that a typed table's column is."""
    if table.of_type is None:
        return ()
    return (("composite type attribute", f"{table.of_type}.{identifier(column.name)}"),)


def _parent_columns(catalog: Catalog, table: Table, column: Column) -> Iterator[Key]:
    for parent in catalog.parents_of(table) if column.inherited else []:
        if (above := catalog.column_named(parent.oid, column.name)) is not None:
            yield column_key(parent, above)


def _alter(catalog: Catalog, table: Table, column: Column) -> str:
    return f"ALTER TABLE {only(catalog, table)}{table.name} ALTER COLUMN {identifier(column.name)}"


def _default(catalog: Catalog, table: Table, column: Column) -> Iterator[Piece]:
    if column.default is None or column.generated:
        return
    alter, whole = _alter(catalog, table, column), column_key(table, column)
    yield Piece(
        kind="default",
        identity=whole[1],
        value=column.default,
        create=(f"{alter} SET DEFAULT {column.default}",),
        drop=f"{alter} DROP DEFAULT",
        address=(PG_ATTRDEF, column.default_oid, 0),
        whole=whole,
        comes_with=(whole,) if is_written(table, column) else (),
        apart_from=table_key(table.name) if default_comes_later(catalog, column) else None,
        later_than=tuple(table_key(heir.name) for heir in undecided_heirs(catalog, column)),
        replaceable=True,
    )


def _identity(catalog: Catalog, table: Table, column: Column) -> Iterator[Piece]:
    if not counts_by_itself(catalog, column):
        return
    alter, whole = f"ALTER TABLE {table.name} ALTER COLUMN {identifier(column.name)}", column_key(table, column)
    sequence = catalog.identity_sequences.get(column.key)
    address = (PG_CLASS, sequence.oid, 0) if sequence else (PG_CLASS, table.oid, column.number)
    yield Piece(
        kind="identity",
        identity=whole[1],
        value=IdentityValue(
            alter=alter,
            identity=column.identity,
            sequence=sequence.name if sequence else None,
            options=sequence_options(sequence) if sequence else "",
        ),
        create=(f"{alter} ADD {identity_of(catalog, column)}", *identity_type(catalog, column)),
        drop=f"{alter} DROP IDENTITY",
        address=address,
        whole=whole,
        needs=(not_null_key(table, column),),
        comes_with=(whole,),
        names=(("relation", sequence.name.sql),) if sequence else (),
    )


def _settings(catalog: Catalog, table: Table, column: Column) -> Iterator[Piece]:
    alter = _alter(catalog, table, column)
    if column.storage:
        storage = STORAGES[column.storage]
        create, drop = f"{alter} SET STORAGE {storage}", f"{alter} SET STORAGE {STORAGES[column.type_storage]}"
        yield _setting(table, column, "storage", storage, create=create, drop=drop)
    if column.compression:
        method = _COMPRESSIONS.get(column.compression, column.compression)
        create, drop = f"{alter} SET COMPRESSION {method}", f"{alter} SET COMPRESSION DEFAULT"
        yield _setting(table, column, "compression", method, create=create, drop=drop)
    if column.statistics_target != -1:
        target = str(column.statistics_target)
        create, drop = f"{alter} SET STATISTICS {target}", f"{alter} SET STATISTICS -1"
        yield _setting(table, column, "statistics target", target, create=create, drop=drop)
    for name, value in values_of(column.options).items():
        create, drop = f"{alter} SET ({option(f'{name}={value}')})", f"{alter} RESET ({option_name(name)})"
        yield _setting(table, column, f"option {name}", value, create=create, drop=drop)
    foreign = f"ALTER FOREIGN TABLE {table.name} ALTER COLUMN {identifier(column.name)}"
    for name, value in values_of(column.server_options).items():
        create = f"{foreign} OPTIONS (ADD {server_option(f'{name}={value}')})"
        drop = f"{foreign} OPTIONS (DROP {identifier(name)})"
        yield _setting(table, column, f"foreign option {name}", value, create=create, drop=drop, comes=True)


def _setting(
    table: Table, column: Column, what: str, value: str, *, create: str, drop: str, comes: bool = False
) -> Piece:
    whole = column_key(table, column)
    return Piece(
        kind="column setting",
        identity=f"{what} of {column_path(table.name, column.name)}",
        value=value,
        create=(create,),
        drop=drop,
        whole=whole,
        comes_with=(whole,) if comes else (),
        replaceable=not comes,
    )
