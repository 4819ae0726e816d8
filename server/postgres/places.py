"""Where the relations of a database are: numbers, files and types of columns, as statistics need them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from server.model.catalog import RESERVED_SCHEMA
from server.model.names import QualifiedName
from server.postgres.roles import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnPlace:
    """A column of a table, or of an index."""

    number: int
    name: str
    type: int
    """OID of the type its statistics are of: of a domain, the type below it."""
    collation: int
    fixed_bytes: int
    """Length of each value; -1 when they differ."""
    of: int
    """Number of the table's column that an index's column is; 0 for an expression, and for a table's own column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationPlace:
    """A table, materialized view or index."""

    oid: int
    name: QualifiedName
    file: str
    """Below the data folder; empty for what has none."""
    file_number: int
    """Another after a rewrite."""
    method: str
    """Access method, such as ``btree``; empty for what has none."""
    table: int
    """OID of an index's table; 0 for what is none."""
    columns: tuple[ColumnPlace, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtendedPlace:
    """Extended statistics."""

    oid: int
    table: int
    """OID of the table they are about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Of one database at one moment; a copy of a database keeps every number."""

    relations: Mapping[int, RelationPlace]
    """By OID."""
    extended: Mapping[QualifiedName, ExtendedPlace]
    names: Mapping[QualifiedName, int]
    """OIDs of relations."""


_RELATIONS = """
    SELECT c.oid::int8, n.nspname, c.relname, coalesce(pg_relation_filepath(c.oid), ''), c.relfilenode::int8,
      coalesce(m.amname, '')::text, coalesce(x.indrelid, 0)::int8
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_am m ON m.oid = c.relam LEFT JOIN pg_index x ON x.indexrelid = c.oid
    WHERE c.relkind IN ('r', 'p', 'm', 'f', 'i', 'I') AND c.relpersistence <> 't'
      AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', %(reserved)s)
"""
# The type of an index's column may be what the index keeps, as GIN keeps elements: statistics are of what goes in.
_COLUMNS = """
    WITH RECURSIVE base (type, base) AS (
      SELECT t.oid, t.oid FROM pg_type t
      UNION ALL
      SELECT b.type, t.typbasetype FROM base b JOIN pg_type t ON t.oid = b.base WHERE t.typtype = 'd'
    ), columns AS (
      SELECT a.attrelid, a.attnum, a.attname, a.attcollation, coalesce(x.indkey[a.attnum - 1], 0) AS of,
        CASE WHEN coalesce(o.opckeytype, 0) = 0 THEN a.atttypid
          WHEN o.opcintype = 'anyarray'::regtype THEN e.typarray ELSE o.opcintype END AS type
      FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_type e ON e.oid = a.atttypid
        LEFT JOIN pg_index x ON x.indexrelid = c.oid
        LEFT JOIN pg_opclass o ON o.oid = x.indclass[a.attnum - 1]
      WHERE a.attnum > 0 AND NOT a.attisdropped
        AND c.relkind IN ('r', 'p', 'm', 'f', 'i', 'I') AND c.relpersistence <> 't'
        AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', %(reserved)s)
    )
    SELECT c.attrelid::int8, c.attnum, c.attname, t.oid::int8, c.attcollation::int8, t.typlen, c.of
    FROM columns c JOIN base b ON b.type = c.type JOIN pg_type t ON t.oid = b.base AND t.typtype <> 'd'
    ORDER BY c.attrelid, c.attnum
"""
_EXTENDED = """
    SELECT n.nspname, x.stxname, x.oid::int8, x.stxrelid::int8
    FROM pg_statistic_ext x JOIN pg_namespace n ON n.oid = x.stxnamespace
"""


async def read_places(admin: Session) -> Places:
    """Where everything is that statistics can be of.

    Args:
        admin: Autocommit session of the superuser in that database, from ``connect_admin``.
    """
    columns: dict[int, list[ColumnPlace]] = {}
    for oid, number, name, kind, collation, length, of in await _rows(admin, _COLUMNS):
        place = ColumnPlace(number=number, name=name, type=kind, collation=collation, fixed_bytes=length, of=of)
        columns.setdefault(oid, []).append(place)
    relations = {
        oid: RelationPlace(
            oid=oid,
            name=QualifiedName(schema=schema, name=name),
            file=file,
            file_number=file_number,
            method=method,
            table=table,
            columns=tuple(columns.get(oid, ())),
        )
        for oid, schema, name, file, file_number, method, table in await _rows(admin, _RELATIONS)
    }
    extended = {
        QualifiedName(schema=schema, name=name): ExtendedPlace(oid=oid, table=table)
        for schema, name, oid, table in await _rows(admin, _EXTENDED)
    }
    names = {place.name: oid for oid, place in relations.items()}
    return Places(relations=relations, extended=extended, names=names)


async def _rows(admin: Session, query: str) -> list[tuple[Any, ...]]:
    return await (await admin.execute(query.encode(), {"reserved": RESERVED_SCHEMA})).fetchall()
