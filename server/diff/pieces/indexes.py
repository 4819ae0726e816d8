"""Indexes that back no constraint."""

from collections.abc import Iterator

from server.diff.definitions import create_index
from server.diff.piece import Key, Piece
from server.diff.pieces.keys import after_attaching, index_name, table_key, tie_key, without_its_index
from server.model.catalog import PG_CLASS, Catalog


def index_pieces(catalog: Catalog) -> Iterator[Piece]:
    """Indexes of tables and materialized views."""
    for index in catalog.indexes.values():
        if index.constraint_oid:
            continue
        name = index_name(catalog, index)
        table = catalog.tables.get(index.table_oid)
        whole: Key = table_key(table.name) if table else ("view", catalog.views[index.table_oid].name.sql)
        yield Piece(
            kind="index",
            identity=name.sql,
            value=(index.unique, index.body),
            create=(create_index(index),),
            drop=f"DROP INDEX {name}",
            address=(PG_CLASS, index.oid, 0),
            whole=whole,
            tie=tie_key(catalog, table) if table else None,
            later_than=after_attaching(table, index) if table else (),
            not_before=without_its_index(catalog, table, index) if table else (),
            names=(("relation", name.sql),),
            unique=index.unique,
        )
