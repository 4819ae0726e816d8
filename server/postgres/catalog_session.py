"""How a catalog is asked for: in one snapshot, under settings that print alike, several questions at once."""

import gc
import re
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from functools import cache
from importlib import resources
from typing import Any

from psycopg import AsyncConnection, AsyncCursor
from psycopg.pq import TransactionStatus
from psycopg.rows import dict_row, tuple_row

from server.model.catalog import RESERVED_SCHEMA
from server.postgres.catalog_rows import Answer

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


class Asked:
    """Questions that the server works on."""

    def __init__(self, ahead: "Ahead", cursors: Mapping[str, AsyncCursor[Any]]) -> None:
        self._ahead = ahead
        self._cursors = cursors

    async def answers(self) -> dict[str, Answer]:
        """What the queries gave, by their names."""
        await self._ahead.receive(self)
        return {name: await _answer(cursor) for name, cursor in self._cursors.items()}


class Ahead:
    """Asks the next questions before the answers to the last are taken in, so that the server is not idle meanwhile."""

    def __init__(self, connection: AsyncConnection[Any]) -> None:
        self.connection = connection
        self._asked: Asked | None = None
        self._open = AsyncExitStack()

    async def __aenter__(self) -> "Ahead":
        return self

    async def __aexit__(self, *error: Any) -> None:
        await self._open.__aexit__(*error)

    async def ask(
        self,
        names: Iterable[str],
        parameters: Mapping[str, Any] | None = None,
        *,
        only: Mapping[str, list[int]] | None = None,
    ) -> Asked:
        """Send questions, once all answers to those before have arrived.

        Args:
            names: Files in the folder ``queries``.
            parameters: Of the queries, beside the reserved schema.
            only: OIDs to hold a query to, by its name.
        """
        await self._open.aclose()
        await self._open.enter_async_context(self.connection.pipeline())
        held = only or {}
        cursors = {name: self.connection.cursor(binary=True, row_factory=tuple_row) for name in names}
        for name, cursor in cursors.items():
            given = {"reserved": RESERVED_SCHEMA, "oids": held.get(name), **(parameters or {})}
            await cursor.execute(_query(name, held=name in held), given, prepare=True)
        self._asked = Asked(self, cursors)
        return self._asked

    async def receive(self, asked: Asked) -> None:
        """Wait for the answers to these questions."""
        if asked is self._asked:
            await self._open.aclose()


@asynccontextmanager
async def settled(connection: AsyncConnection[Any]) -> AsyncIterator[Ahead]:
    """Ask in one snapshot and under settings that print alike everywhere; a transaction keeps its own."""
    with _uncollected():
        async with _one_snapshot(connection), Ahead(connection) as ahead:
            yield ahead


@contextmanager
def _uncollected() -> Iterator[None]:
    """Leave the garbage be: of a hundred thousand new objects none is, and each round would look through them all."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        # Frozen and thawed, they are among the oldest objects without having been looked at even once.
        gc.freeze()
        gc.unfreeze()
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


async def _answer(cursor: AsyncCursor[Any]) -> Answer:
    rows = await cursor.fetchall()
    return Answer(names=tuple(column.name for column in cursor.description or ()), rows=rows)


@cache
def _query(name: str, *, held: bool = False) -> bytes:
    # Bytes, because the driver's type for text accepts literals only, as a guard against assembled SQL.
    text = resources.files("server.postgres").joinpath("queries", f"{name}.sql").read_bytes()
    return _ONLY.sub(rb"AND \1 = ANY (%(oids)s::pg_catalog.oid[])", text) if held else text
