"""Tables, what they inherit, and their own settings."""

from collections.abc import Iterator
from dataclasses import dataclass

from server.diff.definitions import create_table, identity_type, option, option_name, server_option, values_of
from server.diff.piece import Key, Piece
from server.diff.pieces.keys import column_key, index_key, index_name, partition_key, table_key
from server.diff.pieces.not_nulls import brought_rules, is_named
from server.model.catalog import PG_CLASS, Catalog, Constraint, Index, Table
from server.model.names import QualifiedName, identifier


@dataclass(frozen=True, slots=True, kw_only=True)
class TableValue:
    """What a table is, its columns and facets apart."""

    name: QualifiedName
    kind: str
    partition_key: str | None
    server: str | None


def table_pieces(catalog: Catalog) -> Iterator[Piece]:
    """Tables with their facets."""
    for table in catalog.tables.values():
        yield _table(catalog, table)
        yield from _persistence(catalog, table)
        yield from _options(table)
        yield from _partition(catalog, table)
        yield from _inheritance(catalog, table)
        yield from _type(table)


def _word(table: Table) -> str:
    return "FOREIGN TABLE" if table.kind == "foreign table" else "TABLE"


def _table(catalog: Catalog, table: Table) -> Piece:
    return Piece(
        kind="table",
        identity=table.name.sql,
        value=TableValue(
            name=table.name,
            kind=table.kind,
            partition_key=table.partition_key,
            server=table.server,
        ),
        create=(
            create_table(catalog, table),
            *_without_what_parents_bring(catalog, table),
            *(text for column in catalog.columns_of(table.oid) for text in identity_type(catalog, column)),
        ),
        drop=f"DROP {_word(table)} {table.name}",
        address=(PG_CLASS, table.oid, 0),
        needs=() if table.partition_of else tuple(table_key(parent.name) for parent in catalog.parents_of(table)),
        later_than=tuple(_rules_to_come(catalog, table)),
        names=(("relation", table.name.sql), ("type", table.name.sql)),
    )


def _without_what_parents_bring(catalog: Catalog, table: Table) -> Iterator[str]:
    """A column that a parent has too gets the default and NOT NULL that it has at the time, unless taken away."""
    actions = []
    for column in catalog.columns_of(table.oid) if table.partition_of is None else []:
        alter = f"ALTER COLUMN {identifier(column.name)}"
        if column.inherited and column.default is None and not column.identity:
            actions.append(f"{alter} DROP DEFAULT")
        if column.inherited and not column.not_null and not is_named(catalog):
            actions.append(f"{alter} DROP NOT NULL")
    if actions:
        yield f"ALTER TABLE ONLY {table.name} {', '.join(actions)}"


def _rules_to_come(catalog: Catalog, table: Table) -> Iterator[Key]:
    """Where heirs do not share rules, those that are there in time for the table to get them with its columns."""
    if not is_named(catalog) and table.partition_of is None:
        for column in catalog.columns_of(table.oid):
            yield from brought_rules(catalog, column)


def _persistence(catalog: Catalog, table: Table) -> Iterator[Piece]:
    """Being unlogged; as no table may refer to a less safe one, what refers becomes so first and ceases to be last."""
    if table.persistence == "unlogged":
        references = [(each.table_oid, each.referenced_table_oid) for each in _references(catalog, table)]
        yield Piece(
            kind="unlogged",
            identity=table.name.sql,
            value=None,
            create=(f"ALTER TABLE {table.name} SET UNLOGGED",),
            drop=f"ALTER TABLE {table.name} SET LOGGED",
            whole=table_key(table.name),
            later_than=tuple(_unlogged(catalog, one) for one, other in references if other == table.oid),
            leaves_after=tuple(_unlogged(catalog, other) for one, other in references if one == table.oid),
            comes_with=(table_key(table.name),),
        )


def _references(catalog: Catalog, table: Table) -> Iterator[Constraint]:
    """Foreign keys between the table and others."""
    for constraint in catalog.constraints.values():
        ends = (constraint.table_oid, constraint.referenced_table_oid)
        if constraint.kind == "foreign key" and table.oid in ends and ends[0] != ends[1] and _known(catalog, *ends):
            yield constraint


def _known(catalog: Catalog, *table_oids: int) -> bool:
    """Whether all are in the catalog; a narrowed one leaves out what does not change."""
    return all(oid in catalog.tables for oid in table_oids)


def _unlogged(catalog: Catalog, table_oid: int) -> Key:
    return ("unlogged", catalog.tables[table_oid].name.sql)


def _options(table: Table) -> Iterator[Piece]:
    whole = table_key(table.name)
    for name, value in values_of(table.options).items():
        yield Piece(
            kind="storage parameter",
            identity=f"{name} of {table.name}",
            value=value,
            create=(f"ALTER TABLE {table.name} SET ({option(f'{name}={value}')})",),
            drop=f"ALTER TABLE {table.name} RESET ({option_name(name)})",
            whole=whole,
            comes_with=(whole,),
            replaceable=True,
        )
    for name, value in values_of(table.server_options).items():
        yield Piece(
            kind="foreign table option",
            identity=f"{name} of {table.name}",
            value=value,
            create=(f"ALTER FOREIGN TABLE {table.name} OPTIONS (ADD {server_option(f'{name}={value}')})",),
            drop=f"ALTER FOREIGN TABLE {table.name} OPTIONS (DROP {identifier(name)})",
            whole=whole,
            comes_with=(whole,),
        )


def _partition(catalog: Catalog, table: Table) -> Iterator[Piece]:
    """Being a partition; its own indexes come first, or PostgreSQL would build others in their place."""
    if table.partition_of is None:
        return
    indexes = [index for index in catalog.indexes_of(table.oid) if index.partition_of is not None]
    yield Piece(
        kind="partition",
        identity=table.name.sql,
        value=(table.partition_of, table.partition_bound),
        create=(f"ALTER TABLE {table.partition_of} ATTACH PARTITION {table.name} {table.partition_bound}",),
        drop=f"ALTER TABLE {table.partition_of} DETACH PARTITION {table.name}",
        whole=table_key(table.name),
        needs=tuple(table_key(parent.name) for parent in catalog.parents_of(table)),
        later_than=(
            *(index_key(catalog, index) for index in indexes),
            *(column_key(table, column) for column in catalog.columns_of(table.oid)),
        ),
        # Bounds must not overlap at any moment: whichever are to leave leave first.
        names=(("partition", table.partition_of),),
    )
    for index in indexes:
        yield Piece(
            kind="index attachment",
            identity=index_name(catalog, index).sql,
            value=index.partition_of,
            create=(f"ALTER INDEX {index.partition_of} ATTACH PARTITION {index_name(catalog, index)}",),
            drop="",
            whole=index_key(catalog, index),
            needs=(partition_key(table), *_parent_index(catalog, table, index)),
            leaves_with=(partition_key(table),),
        )


def _parent_index(catalog: Catalog, table: Table, index: Index) -> Iterator[Key]:
    for parent in catalog.parents_of(table):
        for its in catalog.indexes_of(parent.oid):
            if index_name(catalog, its).sql == index.partition_of:
                yield index_key(catalog, its)


def _inheritance(catalog: Catalog, table: Table) -> Iterator[Piece]:
    for parent in catalog.parents_of(table) if table.partition_of is None else []:
        yield Piece(
            kind="inheritance",
            identity=f"{table.name} from {parent.name}",
            value=None,
            create=(f"ALTER TABLE {table.name} INHERIT {parent.name}",),
            drop=f"ALTER TABLE {table.name} NO INHERIT {parent.name}",
            whole=table_key(table.name),
            needs=(table_key(parent.name),),
            comes_with=(table_key(table.name),),
        )


def _type(table: Table) -> Iterator[Piece]:
    """Being of a composite type, whose attributes its columns are in the same order."""
    if table.of_type is not None:
        yield Piece(
            kind="typed table",
            identity=table.name.sql,
            value=table.of_type,
            create=(f"ALTER TABLE {table.name} OF {table.of_type}",),
            drop=f"ALTER TABLE {table.name} NOT OF",
            whole=table_key(table.name),
            comes_with=(table_key(table.name),),
        )
