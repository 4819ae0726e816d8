"""Reads everything known of a schema from PostgreSQL 14 to 18, one query an object kind."""

import re
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import Any

from psycopg import AsyncConnection
from psycopg.pq import TransactionStatus
from psycopg.rows import DictRow, dict_row

from server.model.catalog import (
    PG_AMOP,
    PG_AMPROC,
    PG_ATTRDEF,
    PG_CLASS,
    PG_CONSTRAINT,
    PG_NAMESPACE,
    PG_PROC,
    PG_TRIGGER,
    PG_TYPE,
    RESERVED_SCHEMA,
    Address,
    Catalog,
    Column,
    Constraint,
    Dependency,
    Edge,
    Enum,
    Function,
    Index,
    Other,
    Sequence,
    Table,
    Trigger,
    View,
)
from server.model.names import QualifiedName, chosen_name

BY_TEXT = "function (by its text)"
"""Kind of a dependency found only because a function's source names the table: PostgreSQL records none for it."""

_MODELLED = (
    "schemas",
    "tables",
    "columns",
    "constraints",
    "indexes",
    "sequences",
    "views",
    "enums",
    "functions",
    "triggers",
    "dependencies",
    "edges",
)
# Each with the first server version that has the catalogs it reads.
_OTHERS = {
    "domains": 0,
    "composite_types": 0,
    "range_types": 0,
    "base_types": 0,
    "aggregates": 0,
    "operators": 0,
    "operator_classes": 0,
    "casts": 0,
    "conversions": 0,
    "collations": 0,
    "text_search": 0,
    "languages": 0,
    "access_methods": 0,
    "statistics": 0,
    "extensions": 0,
    "extension_dependencies": 0,
    "policies": 0,
    "rules": 0,
    "relation_traits": 0,
    "view_columns": 0,
    "publications": 0,
    "publication_schemas": 150000,
    "subscriptions": 0,
    "event_triggers": 0,
    "foreign_servers": 0,
    "comments": 0,
    "owners": 0,
    "privileges": 0,
    "default_privileges": 0,
    "security_labels": 0,
}

# Only under this path do printed definitions qualify every name outside pg_catalog, and only with that setting do they
# quote alike. JIT would spend more time on compiling these queries than they run, and to plan them takes as long as to
# run them: a session that reads several times plans once.
_SETTINGS = {
    "search_path": "pg_catalog, pg_temp",
    "quote_all_identifiers": "off",
    "jit": "off",
    "plan_cache_mode": "force_generic_plan",
}

_FIRST_USER_OID = 16384
"""FirstNormalObjectId in PostgreSQL's access/transam.h: what is below came with the server."""
_DEEPEST_PART = 5
_PARTS = (PG_ATTRDEF, PG_CLASS, PG_CONSTRAINT, PG_AMOP, PG_AMPROC)
"""Catalogs whose rows are parts of what they automatically go with, such as a loose operator of an operator family."""

_WORD = re.compile(r'"((?:[^"]|"")+)"|([^\W\d][\w$]*)')

_Rows = dict[str, list[DictRow]]


async def read_catalog(connection: AsyncConnection[Any]) -> Catalog:
    """The schema as the connection sees it now.

    Inside a transaction it sees what the transaction changed, and leaves its settings as they were; outside of one it
    reads everything in one read-only snapshot. Left out: the system's schemas, the reserved one, temporary tables,
    and members of extensions.
    """
    version = connection.info.server_version
    async with _settled(connection):
        present = {row["name"] for row in (await _run(connection, ["present"]))["present"]}
        others = [name for name, first in _OTHERS.items() if version >= first and name in present]
        catalog = _catalog(version, await _run(connection, [*_MODELLED, *others]))
        return replace(catalog, not_covered=await _not_covered(connection, catalog))


@asynccontextmanager
async def _settled(connection: AsyncConnection[Any]) -> AsyncIterator[None]:
    if connection.info.transaction_status is TransactionStatus.IDLE:
        async with connection.transaction():
            await connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            await _set(connection, _SETTINGS)
            yield
        return
    cursor = await connection.cursor(row_factory=dict_row).execute(
        "SELECT name, pg_catalog.current_setting(name) AS value FROM pg_catalog.unnest(%s::pg_catalog.text[]) AS name",
        [list(_SETTINGS)],
    )
    before = {row["name"]: row["value"] for row in await cursor.fetchall()}
    await _set(connection, _SETTINGS)
    try:
        yield
    finally:
        if connection.info.transaction_status is TransactionStatus.INTRANS:
            await _set(connection, before)


async def _set(connection: AsyncConnection[Any], settings: dict[str, str]) -> None:
    await connection.execute(
        "SELECT pg_catalog.set_config(name, value, true)"
        " FROM unnest(%s::pg_catalog.text[], %s::pg_catalog.text[]) AS setting (name, value)",
        [list(settings), list(settings.values())],
    )


async def _run(connection: AsyncConnection[Any], queries: list[str]) -> _Rows:
    parameters = {"reserved": RESERVED_SCHEMA}
    async with connection.pipeline():
        cursors = {name: connection.cursor(row_factory=dict_row) for name in queries}
        for name, cursor in cursors.items():
            await cursor.execute(_query(name), parameters, prepare=True)
        return {name: await cursor.fetchall() for name, cursor in cursors.items()}


@cache
def _query(name: str) -> bytes:
    # Bytes, because the driver's type for text accepts literals only, as a guard against assembled SQL.
    return resources.files("server.postgres").joinpath("queries", f"{name}.sql").read_bytes()


def _catalog(version: int, rows: _Rows) -> Catalog:
    tables = {row["oid"]: Table(**_fields(row)) for row in rows["tables"]}
    columns = {(row["table_oid"], row["number"]): _column(tables, row) for row in rows["columns"]}
    functions = {row["oid"]: Function(**_fields(row)) for row in rows["functions"]}
    triggers = {row["oid"]: Trigger(**_fields(row)) for row in rows["triggers"]}
    recorded = [Dependency(**row) for row in rows["dependencies"]]
    found = _found_in_sources(tables, columns.values(), functions.values(), triggers.values())
    known = {(d.table_oid, d.column_number, d.oid) for d in recorded}
    others = (_other(row) for name in _OTHERS for row in rows.get(name, ()))
    return Catalog(
        server_version=version,
        schemas={row["oid"]: row["name"] for row in rows["schemas"]},
        tables=tables,
        columns=columns,
        constraints={row["oid"]: Constraint(**_fields(row)) for row in rows["constraints"]},
        indexes={row["oid"]: Index(**_fields(row)) for row in rows["indexes"]},
        sequences={row["oid"]: Sequence(**_fields(row)) for row in rows["sequences"]},
        views={row["oid"]: View(**_fields(row)) for row in rows["views"]},
        enums={row["oid"]: Enum(**_fields(row)) for row in rows["enums"]},
        functions=functions,
        triggers=triggers,
        others={(other.kind, other.identity): other for other in others},
        dependencies=(*recorded, *(d for d in found if (d.table_oid, d.column_number, d.oid) not in known)),
        edges=_edges(rows["edges"]),
        not_covered=(),
    )


def _column(tables: dict[int, Table], row: DictRow) -> Column:
    column = Column(**_fields(row))
    usual = chosen_name(tables[column.table_oid].name.name, column.name, "not_null")
    return replace(column, not_null_name=None) if column.not_null_name == usual else column


def _other(row: DictRow) -> Other:
    part_of = (row["part_of_class"], row["part_of_oid"], row["part_of_number"])
    return Other(
        kind=row["kind"],
        identity=row["identity"],
        definition=tuple(row["definition"]),
        removal=row["removal"],
        replaceable=row["replaceable"],
        address=(row["class_oid"], row["oid"], row["number"]),
        part_of=None if row["part_of_oid"] is None else part_of,
    )


def _edges(rows: list[DictRow]) -> dict[Address, tuple[Edge, ...]]:
    found: dict[Address, list[Edge]] = {}
    for row in rows:
        edges = found.setdefault((row["classid"], row["objid"], row["objsubid"]), [])
        # Every object needs its schema, and many one of the system's: the row is there only to say that it exists.
        if row["refobjid"] >= _FIRST_USER_OID:
            target = (row["refclassid"], row["refobjid"], row["refobjsubid"])
            edges.append(Edge(target=target, kind=row["deptype"]))
    return {address: tuple(edges) for address, edges in found.items()}


async def _not_covered(connection: AsyncConnection[Any], catalog: Catalog) -> tuple[str, ...]:
    """What pg_depend knows and the catalog does not, named by the server."""
    unknown = sorted(_unknown(catalog))
    if not unknown:
        return ()
    cursor = connection.cursor(row_factory=dict_row)
    classes, oids = [class_oid for class_oid, _ in unknown], [oid for _, oid in unknown]
    await cursor.execute(_query("not_covered"), {"reserved": RESERVED_SCHEMA, "classes": classes, "oids": oids})
    return tuple(row["description"] for row in await cursor.fetchall())


def _unknown(catalog: Catalog) -> Iterator[tuple[int, int]]:
    known = {
        *((PG_NAMESPACE, oid) for oid in catalog.schemas),
        *(
            (PG_CLASS, oid)
            for kind in (catalog.tables, catalog.indexes, catalog.sequences, catalog.views)
            for oid in kind
        ),
        *((PG_CONSTRAINT, oid) for oid in catalog.constraints),
        *((PG_PROC, oid) for oid in catalog.functions),
        *((PG_TRIGGER, oid) for oid in catalog.triggers),
        *((PG_TYPE, oid) for oid in catalog.enums),
        *(other.address[:2] for other in catalog.others.values()),
    }
    wholes: dict[tuple[int, int], set[tuple[int, int]]] = {}
    for (class_oid, oid, _), edges in catalog.edges.items():
        wholes.setdefault((class_oid, oid), set()).update(e.target[:2] for e in edges if _belongs(class_oid, e))

    def covered(address: tuple[int, int]) -> bool:
        # A part of a part, such as the index of a TOAST table; nothing goes deeper than four.
        return any(level & known for level in _levels(address, wholes))

    return (address for address in wholes if not covered(address))


def _levels(
    address: tuple[int, int], wholes: dict[tuple[int, int], set[tuple[int, int]]]
) -> Iterator[set[tuple[int, int]]]:
    level = {address}
    for _ in range(_DEEPEST_PART):
        yield level
        level = set().union(*(wholes.get(each, set()) for each in level))


def _belongs(class_oid: int, edge: Edge) -> bool:
    """Whether the edge's owner is a part of its target, or made with it."""
    return edge.kind not in ("n", "a") or (edge.kind == "a" and class_oid in _PARTS)


def _fields(row: DictRow) -> DictRow:
    values: DictRow = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    if "schema" in values:
        values["name"] = QualifiedName(schema=values.pop("schema"), name=values["name"])
    return values


def _found_in_sources(
    tables: dict[int, Table], columns: Iterable[Column], functions: Iterable[Function], triggers: Iterable[Trigger]
) -> list[Dependency]:
    """Functions whose source names a table, and its columns; a trigger function may name columns of its table only."""
    tables_by_name: dict[str, set[int]] = {}
    for table in tables.values():
        tables_by_name.setdefault(table.name.name, set()).add(table.oid)
    columns_by_table: dict[int, list[Column]] = {}
    for column in columns:
        columns_by_table.setdefault(column.table_oid, []).append(column)
    triggered: dict[int, set[int]] = {}
    for trigger in triggers:
        if trigger.table_oid in tables:
            triggered.setdefault(trigger.function_oid, set()).add(trigger.table_oid)
    found = []
    for function in functions:
        words = _words(function.source)
        near = set().union(*(tables_by_name.get(word, ()) for word in words))
        for oid in sorted(near | triggered.get(function.oid, set())):
            numbers = [0, *(c.number for c in columns_by_table.get(oid, ()) if c.name in words)]
            found += [_by_text(function, oid, number) for number in numbers]
    return found


def _by_text(function: Function, table_oid: int, column_number: int) -> Dependency:
    return Dependency(
        table_oid=table_oid,
        column_number=column_number,
        kind=BY_TEXT,
        identity=f"{function.name.sql}({function.arguments})",
        oid=function.oid,
    )


def _words(source: str) -> set[str]:
    """Names a source text could mean, as PostgreSQL folds them; words in quotes count as written and as bare words."""
    words = set()
    for quoted, _ in _WORD.findall(source):
        words.add(quoted.replace('""', '"'))
    # A double quote in a string constant would pair wrongly, so every word counts whether quoted or not.
    return words | {word.lower() for _, word in _WORD.findall(source.replace('"', " "))}
