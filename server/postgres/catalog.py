"""Reads everything known of a schema from PostgreSQL 14 to 18, one query an object kind."""

import gc
import re
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from functools import cache, partial
from importlib import resources
from typing import Any

from psycopg import AsyncConnection, AsyncCursor
from psycopg.pq import TransactionStatus
from psycopg.rows import dict_row, tuple_row

from server.model.catalog import RESERVED_SCHEMA, Catalog, Other
from server.model.later import Later
from server.postgres import catalog_rows as rows_to
from server.postgres.catalog_coverage import unknown_objects
from server.postgres.catalog_dependencies import BY_TEXT, Named, Object, dependencies, unnamed
from server.postgres.catalog_rows import Answer, Row

__all__ = ["BY_TEXT", "read_catalog"]

NOUNS = (
    "indexes",
    "columns",
    "constraints",
    "tables",
    "sequences",
    "views",
    "functions",
    "triggers",
    "edges",
)
"""Queries of what a schema has many of: each can be held to some OIDs."""
REST = ("schemas", "enums", "descriptions", "measures")
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

_ONLY = re.compile(rb"-- only ([a-z.]+)$", re.MULTILINE)
"""Where a query can be held to some OIDs."""


async def read_catalog(connection: AsyncConnection[Any]) -> Catalog:
    """The schema as the connection sees it now.

    Inside a transaction it sees what the transaction changed, and leaves its settings as they were; outside of one it
    reads everything in one read-only snapshot. Left out: the system's schemas, the reserved one, temporary tables,
    and members of extensions.
    """
    async with settled(connection):
        answers = await ask(connection, ["present", *NOUNS, *REST])
        answers |= await ask(connection, other_kinds(connection, answers["present"]))
        return await finished(connection, _catalog(connection.info.server_version, answers))


@asynccontextmanager
async def settled(connection: AsyncConnection[Any]) -> AsyncIterator[None]:
    """Read in one snapshot and under settings that print alike everywhere; a transaction keeps its own."""
    with _uncollected():
        async with _one_snapshot(connection):
            yield


@contextmanager
def _uncollected() -> Iterator[None]:
    """Leave the garbage be: of a hundred thousand new objects none is, and each round would look through them all."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@asynccontextmanager
async def _one_snapshot(connection: AsyncConnection[Any]) -> AsyncIterator[None]:
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


async def ask(
    connection: AsyncConnection[Any],
    names: Iterable[str],
    parameters: Mapping[str, Any] | None = None,
    *,
    only: Mapping[str, list[int]] | None = None,
) -> dict[str, Answer]:
    """What the named queries give.

    Args:
        connection: With the settings of ``settled``.
        names: Files in the folder ``queries``.
        parameters: Of the queries, beside the reserved schema.
        only: OIDs to hold a query to, by its name.
    """
    held = only or {}
    async with connection.pipeline():
        cursors = {name: connection.cursor(binary=True, row_factory=tuple_row) for name in names}
        for name, cursor in cursors.items():
            given = {"reserved": RESERVED_SCHEMA, "oids": held.get(name), **(parameters or {})}
            await cursor.execute(_query(name, held=name in held), given, prepare=True)
        return {name: await _answer(cursor) for name, cursor in cursors.items()}


def other_kinds(connection: AsyncConnection[Any], present: Answer) -> list[str]:
    """Queries of the kinds that are no nouns of the model, as far as there are any."""
    found = {name for (name,) in present.rows}
    return [name for name, first in _OTHERS.items() if name in found and connection.info.server_version >= first]


def others_of(answers: Mapping[str, Answer]) -> dict[tuple[str, str], Other]:
    """The objects those queries gave."""
    found = (other for name in _OTHERS if name in answers for other in rows_to.others(answers[name]))
    return {(other.kind, other.identity): other for other in found}


async def finished(connection: AsyncConnection[Any], catalog: Catalog) -> Catalog:
    """The catalog with what follows from its objects and edges.

    Args:
        connection: With the settings of ``settled``.
        catalog: With everything but that.
    """
    names = await _identities(connection, unnamed(catalog))
    return replace(
        catalog,
        dependencies=Later(partial(dependencies, catalog, names)),
        not_covered=await _not_covered(connection, unknown_objects(catalog)),
    )


async def _answer(cursor: AsyncCursor[Any]) -> Answer:
    rows = await cursor.fetchall()
    return Answer(names=tuple(column.name for column in cursor.description or ()), rows=rows)


@cache
def _query(name: str, *, held: bool = False) -> bytes:
    # Bytes, because the driver's type for text accepts literals only, as a guard against assembled SQL.
    text = resources.files("server.postgres").joinpath("queries", f"{name}.sql").read_bytes()
    return _ONLY.sub(rb"AND \1 = ANY (%(oids)s::pg_catalog.oid[])", text) if held else text


def _catalog(version: int, answers: Mapping[str, Answer]) -> Catalog:
    apart = rows_to.apart(answers["descriptions"], answers["measures"])
    tables = rows_to.tables(answers["tables"], apart)
    return Catalog(
        server_version=version,
        schemas=dict(answers["schemas"].rows),
        tables=tables,
        columns=rows_to.columns(answers["columns"], apart, tables),
        constraints=rows_to.constraints(answers["constraints"], apart),
        indexes=rows_to.indexes(answers["indexes"], apart),
        sequences=rows_to.sequences(answers["sequences"], apart),
        views=rows_to.views(answers["views"], apart),
        enums=rows_to.enums(answers["enums"], apart),
        functions=rows_to.functions(answers["functions"], apart),
        triggers=rows_to.triggers(answers["triggers"], apart),
        others=others_of(answers),
        dependencies=(),
        edges=rows_to.edges(answers["edges"]),
        not_covered=(),
    )


async def _identities(connection: AsyncConnection[Any], objects: list[Object]) -> dict[Object, Named]:
    rows = await _of_objects(connection, "identities", objects)
    return {(class_oid, oid): (kind, identity) for class_oid, oid, kind, identity in rows}


async def _not_covered(connection: AsyncConnection[Any], objects: list[Object]) -> tuple[str, ...]:
    """The objects as the server calls them."""
    return tuple(description for (description,) in await _of_objects(connection, "not_covered", objects))


async def _of_objects(connection: AsyncConnection[Any], name: str, objects: list[Object]) -> list[Row]:
    if not objects:
        return []
    classes, oids = [class_oid for class_oid, _ in objects], [oid for _, oid in objects]
    cursor = connection.cursor(binary=True, row_factory=tuple_row)
    await cursor.execute(_query(name), {"reserved": RESERVED_SCHEMA, "classes": classes, "oids": oids}, prepare=True)
    return await cursor.fetchall()
