"""A server on which sequences of DDL are tried there and back."""

import itertools
import traceback
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Self

import psycopg
from anyio import CancelScope, to_thread
from psycopg import sql

from server.diff.by_name import statements_between, statements_towards
from server.errors import ChangeError
from server.model.catalog import Catalog
from server.model.fingerprint import differences
from server.postgres.binaries import identify
from server.postgres.catalog import read_catalog
from server.postgres.data import ADMIN
from server.postgres.engine import Cluster
from tests.postgres_majors import folder_of
from tests.random_ddl.dumps import dumped
from tests.random_ddl.kept_rows import Connection, Rows, compare_rows, kept, read_rows
from tests.random_ddl.outcome import Failed, Outcome, RowsForbid, first_words, what_differs
from tests.random_ddl.values import ROLES

_OWNER = "owner"
# Planning is most of what a new session that reads the catalog does: to join tables as written takes a quarter less.
_SETTINGS = (
    "-c join_collapse_limit=1 -c from_collapse_limit=1"
    " -c client_min_messages=error -c lock_timeout=10s -c statement_timeout=20s"
)

_EMPTY = """
DO $$
DECLARE each regclass;
BEGIN
    FOR each IN
        SELECT c.oid FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    LOOP
        EXECUTE format('TRUNCATE %s CASCADE', each);
    END LOOP;
END $$
"""


class Arena:
    """A server on which sequences are tried, several at once if need be."""

    def __init__(self, cluster: Cluster, pg_dump: Path, lobby: Connection) -> None:
        self._cluster = cluster
        self._pg_dump = pg_dump
        self._lobby = lobby
        self._numbers = itertools.count(1)

    @classmethod
    @asynccontextmanager
    async def open(cls, major: int) -> AsyncIterator[Self]:
        """A running server with the roles that sequences name."""
        folder = folder_of(major)
        async with Cluster(role=_OWNER, binaries=identify(folder), loopback=True) as cluster:
            conninfo = cluster.conninfo(database="postgres", user=ADMIN)
            async with await psycopg.AsyncConnection.connect(conninfo, autocommit=True) as lobby:
                for role in ROLES:
                    await lobby.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(role)))
                    # So that the owner may give things away and still change them.
                    grant = sql.SQL("GRANT {} TO {}").format(sql.Identifier(role), sql.Identifier(_OWNER))
                    await lobby.execute(grant)
                await lobby.execute(sql.SQL("CREATE DATABASE empty OWNER {}").format(sql.Identifier(_OWNER)))
                # The first session in a database writes a file that makes the start of all others faster.
                async with await psycopg.AsyncConnection.connect(cluster.conninfo(database="empty", user=ADMIN)):
                    pass
                yield cls(cluster, folder / "pg_dump", lobby)

    async def run(self, schema: Sequence[str], change: Sequence[str], *, dump: bool = False) -> Outcome:
        """Try one sequence: there, there again, and back.

        Args:
            schema: Statements that build the schema before.
            change: Statements that lead to the schema after; whatever PostgreSQL refuses is skipped.
            dump: Whether ``pg_dump`` must agree too.
        """
        try:
            return await self._run(schema, change, dump=dump, empty=False)
        except RowsForbid as forbidden:
            # Rows the change wrote are not among those the statements meet.
            try:
                outcome = await self._run(schema, change, dump=dump, empty=True)
            except RowsForbid as still:
                outcome = Outcome(failure=f"refused without rows too, {still}", detail=f"{still.__cause__}")
            return replace(outcome, emptied=str(forbidden))

    async def _run(self, schema: Sequence[str], change: Sequence[str], *, dump: bool, empty: bool) -> Outcome:
        accepted: list[bool] = []
        outcome = Outcome()
        try:
            async with self._database("empty") as one:
                async with self._session(one) as session:
                    accepted += [await _taken(session, statement) for statement in schema]
                    if empty:
                        await session.execute(_EMPTY)
                async with self._database(one) as two, self._session(one) as at_one, self._session(two) as at_two:
                    # A copy has the OIDs of what it copies.
                    before = await _read(at_two)
                    rows = await _rows(at_two, before)
                    accepted += [await _taken(at_one, statement) for statement in change]
                    after = await _read(at_one)
                    left = kept(before, rows, after, await _rows(at_one, after))
                    reached = await _there(at_two, before, after, left)
                    # How a column came to an heir, pg_dump shows and no ALTER TABLE can set.
                    if dump and _origins(after) == _origins(reached):
                        await self._compare_dumps(one, two)
                    await _back(at_two, reached, before, left)
        except ChangeError as asked:
            outcome = Outcome(asked=first_words(str(asked)), detail=str(asked))
        except Failed as failed:
            outcome = Outcome(failure=failed.failure, detail=failed.detail)
        return replace(outcome, accepted=tuple(accepted))

    async def unseen(self, schema: Sequence[str], change: Sequence[str]) -> list[str]:
        """Statements of the change after which ``pg_dump`` writes something else and the catalog is the same."""
        unseen = []
        async with self._database("empty") as name, self._session(name) as session:
            for statement in schema:
                await _taken(session, statement)
            catalog, dump = await read_catalog(session), await self._dump(name)
            for statement in change:
                if not await _taken(session, statement):
                    continue
                catalog_now, dump_now = await read_catalog(session), await self._dump(name)
                if dump_now != dump and not differences(catalog, catalog_now):
                    unseen.append(statement)
                catalog, dump = catalog_now, dump_now
        return unseen

    async def _compare_dumps(self, *names: str) -> None:
        one, two = [await self._dump(name) for name in names]
        if one != two:
            lost, new = (one - two).elements(), (two - one).elements()
            detail = "\n".join([*(f"- {text}" for text in lost), *(f"+ {text}" for text in new)])
            raise Failed("pg_dump disagrees", detail)

    async def _dump(self, name: str) -> Counter[str]:
        return await to_thread.run_sync(dumped, self._pg_dump, self._conninfo(name))

    def _conninfo(self, name: str) -> str:
        return self._cluster.conninfo(database=name, user=ADMIN, options=_SETTINGS)

    @asynccontextmanager
    async def _session(self, name: str) -> AsyncIterator[Connection]:
        async with await psycopg.AsyncConnection.connect(self._conninfo(name), autocommit=True) as connection:
            await connection.execute(f"SET SESSION AUTHORIZATION {_OWNER}")
            yield connection

    @asynccontextmanager
    async def _database(self, template: str) -> AsyncIterator[str]:
        """The name of a database as the template is, for a while."""
        name = f"database_{next(self._numbers)}"
        statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY FILE_COPY")
        await self._lobby.execute(statement.format(*map(sql.Identifier, (name, _OWNER, template))))
        try:
            yield name
        finally:
            with CancelScope(shield=True):
                await self._lobby.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


async def _there(two: Connection, before: Catalog, after: Catalog, left: Rows) -> Catalog:
    """What the SQL leads to that is to lead to the schema after."""
    if statements := _left(after, after):
        raise Failed("differs from itself", "\n".join(statements))
    up = _towards(before, after)
    await _carry_out(two, "up", up)
    reached = await _read(two)
    _compare("up", after, reached, up)
    compare_rows("up", left, await _rows(two, reached))
    if again := _left(reached, after):
        raise Failed("a second time there is more to do", "\n".join([*up, "-- and then", *again]))
    return reached


def _origins(catalog: Catalog) -> set[tuple[object, ...]]:
    """Which columns and rules of heirs are their own, and which their parents have brought."""
    names = {oid: table.name for oid, table in catalog.tables.items()}
    columns = {
        (names[each.table_oid], each.name, each.local, each.inherited, each.not_null_inherited)
        for each in catalog.columns.values()
    }
    rules = {(names[each.table_oid], each.name, each.inherited) for each in catalog.constraints.values()}
    return columns | rules


async def _back(two: Connection, reached: Catalog, before: Catalog, left: Rows) -> None:
    down = _towards(reached, before)
    await _carry_out(two, "down", down)
    back = await _read(two)
    _compare("down", before, back, [*_towards(before, reached), "-- and then", *down])
    compare_rows("down", left, await _rows(two, back))


async def _rows(session: Connection, catalog: Catalog) -> Rows:
    """Every row, seen by the superuser: row security hides none."""
    await session.execute("RESET SESSION AUTHORIZATION")
    found = await read_rows(session, catalog)
    await session.execute(f"SET SESSION AUTHORIZATION {_OWNER}")
    return found


async def _taken(session: Connection, statement: str) -> bool:
    try:
        await session.execute(statement.encode())
    except psycopg.Error:
        if session.closed:
            raise
        return False
    return True


async def _carry_out(session: Connection, way: str, statements: Iterable[str]) -> None:
    done = []
    for statement in statements:
        done.append(statement)
        try:
            await _execute(session, statement)
        except (psycopg.IntegrityError, psycopg.DataError, psycopg.errors.SyntaxError) as error:
            # Some types call a value that is none of theirs a syntax error.
            raise RowsForbid(f"{way}: {first_words(str(error.diag.message_primary))}") from error
        except psycopg.Error as error:
            first = first_words(str(error.diag.message_primary or error))
            raise Failed(f"{way} is refused, {first}", f"{error}\n" + "\n".join(done)) from error


async def _execute(session: Connection, statement: str) -> None:
    try:
        await session.execute(statement.encode())
    except psycopg.errors.InsufficientPrivilege:
        if not statement.startswith("ALTER EXTENSION "):
            raise
        # Whoever may create one that is trusted may not move it, as all in it belongs to the superuser.
        await session.execute("RESET SESSION AUTHORIZATION")
        await session.execute(statement.encode())
        await session.execute(f"SET SESSION AUTHORIZATION {_OWNER}")


@contextmanager
def _errors_of_ours(doing: str) -> Iterator[None]:
    try:
        yield
    except ChangeError:
        raise
    except Exception as error:
        # Whatever it is, the next sequence is to be tried all the same.
        words = "".join(traceback.format_exception(error)[-4:])
        raise Failed(f"an error of ours {doing}, {type(error).__name__}", words) from error


def _towards(before: Catalog, desired: Catalog) -> tuple[str, ...]:
    with _errors_of_ours("on the way from one to the other"):
        return statements_towards(before, desired)


def _left(before: Catalog, desired: Catalog) -> tuple[str, ...]:
    """What there is still to do, also to objects that seem to be the same."""
    with _errors_of_ours("on the way from one to the same"):
        return statements_between(before, desired)


async def _read(connection: Connection) -> Catalog:
    with _errors_of_ours("in reading the catalog"):
        return await read_catalog(connection)


def _compare(way: str, expected: Catalog, found: Catalog, statements: Iterable[str]) -> None:
    with _errors_of_ours("in comparing"):
        different = differences(expected, found)
    if different:
        kinds = sorted({f"{one.split()[0]} {what_differs(one)}" for one in different})
        raise Failed(f"{way} leads elsewhere, {', '.join(kinds)}", "\n".join([*different, *statements]))
