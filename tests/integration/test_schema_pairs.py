"""From either of two schemas SQL leads to the other, on both ends of PostgreSQL, whatever the two differ in.

Each is also written out in full and made from nothing, the one before on the pair's older end and the one after on the
newer. That schemas agree is judged twice: by our fingerprint, and by what ``pg_dump`` writes.
"""

import itertools
import re
from collections.abc import AsyncIterator, Container, Iterable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Self

import anyio
import psycopg
import pytest
from anyio.abc import TaskGroup
from psycopg import sql

from server.diff.by_name import statements_between, statements_towards
from server.diff.renames.statements import renaming_statements
from server.errors import ChangeError
from server.model.catalog import Catalog
from server.model.fingerprint import differences, fingerprint
from server.model.names import identifier
from server.postgres.binaries import identify
from server.postgres.catalog import read_catalog
from server.postgres.data import ADMIN
from server.postgres.engine import Cluster
from server.postgres.loading import split
from tests.conftest import is_short
from tests.postgres_majors import folder_of
from tests.schema_pairs import MAJORS, Pair, State, Way, all_pairs

pytestmark = pytest.mark.anyio

_OWNER = "owner"
_EMPTY = "empty"
_AT_ONCE = 3
# Planning is most of what a new session that reads the catalogs does: to join tables as written takes a quarter less.
_PLANNING = "-c join_collapse_limit=1 -c from_collapse_limit=1"
_SETTINGS = f"{_PLANNING} -c client_min_messages=error -c lock_timeout=20s -c statement_timeout=60s"
_STATES: Mapping[Way, State] = {"there": "after", "back": "before"}
"""Where each way leads to."""
_ABOUT_ROWS = ("22", "23")
"""Classes of SQLSTATE: data exceptions and violated constraints."""
_OPTIONS = re.compile(r"\bWITH \(([^()]*)\)")
_NOISE = ("--", "SET ", "\\", "SELECT pg_")

Dump = list[str]
"""What pg_dump writes of each object, in no order of its own."""
Rows = dict[str, list[dict[str, str | None]]]
"""By table, each row's values as text by column."""


class Database:
    """A database and the one session at work in it, as the role that the pair is for."""

    def __init__(self, arena: "Arena", name: str, *, superuser: bool) -> None:
        self.name = name
        self._arena = arena
        self._superuser = superuser
        self._session: psycopg.AsyncConnection[Any] | None = None

    async def run(self, statements: Iterable[str]) -> None:
        """Statement after statement, each committed by itself, in a session that is as new."""
        session = await self._as_superuser()
        if not self._superuser:
            await session.execute(f"SET SESSION AUTHORIZATION {_OWNER}")
        for statement in statements:
            try:
                await session.execute(statement.encode(), prepare=False)
            except psycopg.Error as error:
                error.add_note(f"It is the answer to: {statement}")
                raise

    async def catalog(self) -> Catalog:
        """What is there, of which nothing may be unknown to us."""
        session = await self._as_superuser()
        if not self._superuser:
            await session.execute(f"SET SESSION AUTHORIZATION {_OWNER}")
        catalog = await read_catalog(session)
        assert catalog.not_covered == ()
        return catalog

    async def rows(self, tables: Catalog) -> Rows:
        """Rows of the catalog's tables; no row security hides any."""
        queries = []
        for table in tables.tables.values():
            # A partitioned table has none of its own, a foreign one has them elsewhere.
            if table.kind == "table":
                columns = [sql.SQL("{}::text").format(sql.Identifier(name)) for name in _columns(tables, table.oid)]
                name = sql.Identifier(table.name.schema, table.name.name)
                query = sql.SQL("SELECT {}::oid, ARRAY[{}]::text[] FROM ONLY {}")
                queries.append(query.format(table.oid, sql.SQL(", ").join(columns), name))
        found: Rows = {}
        if queries:
            session = await self._as_superuser()
            cursor = await session.execute(sql.SQL(" UNION ALL ").join(queries), prepare=False)
            for oid, values in await cursor.fetchall():
                table = tables.tables[oid]
                row = dict(zip(_columns(tables, oid), values, strict=True))
                found.setdefault(str(table.name), []).append(row)
        return found

    async def empty(self, tables: Catalog) -> None:
        """Remove every row of the catalog's tables, unseen by triggers."""
        names = [sql.Identifier(t.name.schema, t.name.name) for t in tables.tables.values() if t.kind == "table"]
        session = await self._as_superuser()
        await session.execute("SET session_replication_role = replica")
        await session.execute(sql.SQL("TRUNCATE {} CASCADE").format(sql.SQL(", ").join(names)), prepare=False)

    async def dump(self) -> Dump:
        """The schema as pg_dump writes it, whatever the order of objects and columns."""
        return _normalised(await self._arena.dump(self.name))

    async def close(self) -> None:
        """End the session; the next one begins by itself."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _as_superuser(self) -> psycopg.AsyncConnection[Any]:
        if self._session is None:
            conninfo = self._arena.cluster.conninfo(database=self.name, user=ADMIN, options=_SETTINGS)
            self._session = await psycopg.AsyncConnection.connect(conninfo, autocommit=True)
        else:
            await self._session.execute("RESET SESSION AUTHORIZATION")
            await self._session.execute("RESET ALL")
        return self._session


@dataclass(slots=True)
class Outcome:
    """What became of a pair, once it is done."""

    done: anyio.Event = field(default_factory=anyio.Event)
    failure: Exception | None = None


class Arena:
    """A server on which pairs are tried, a few at a time, ahead of the tests that ask what became of them."""

    def __init__(self, cluster: Cluster, lobby: psycopg.AsyncConnection[Any], *, major: int, nothing: Catalog) -> None:
        self.cluster = cluster
        self.major = major
        self.nothing = nothing
        # It dumps older servers as well, and starts faster than theirs.
        self._pg_dump = str(folder_of(max(MAJORS)) / "pg_dump")
        self._lobby = lobby
        self._numbers = itertools.count(1)
        self._outcomes: dict[str, Outcome] = {}

    @classmethod
    @asynccontextmanager
    async def open(cls, major: int, roles: Iterable[str]) -> AsyncIterator[Self]:
        """A running server with those roles, to each of which the owner belongs."""
        async with Cluster(role=_OWNER, binaries=identify(folder_of(major)), loopback=True) as cluster:
            conninfo = cluster.conninfo(database="postgres", user=ADMIN)
            async with await psycopg.AsyncConnection.connect(conninfo, autocommit=True) as lobby:
                for role in map(sql.Identifier, roles):
                    await lobby.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(role))
                    await lobby.execute(sql.SQL("GRANT {} TO {}").format(role, sql.Identifier(_OWNER)))
                await cluster.create_database(_EMPTY)
                # The first session in a database writes a file that makes the start of all others faster.
                conninfo = cluster.conninfo(database=_EMPTY, user=ADMIN)
                async with await psycopg.AsyncConnection.connect(conninfo, autocommit=True) as session:
                    nothing = await read_catalog(session)
                yield cls(cluster, lobby, major=major, nothing=nothing)

    def begin(self, pairs: Iterable[Pair], group: TaskGroup, *, dumped: Container[str]) -> None:
        """Try the pairs in their order while the event loop goes on, those that are named with pg_dump as well."""
        pending = list(pairs)
        self._outcomes = {pair.name: Outcome() for pair in pending}
        queue = iter(pending)
        for _ in range(_AT_ONCE):
            group.start_soon(self._work, queue, dumped)

    async def outcome(self, pair: Pair) -> Exception | None:
        """What does not hold of the pair, if anything."""
        outcome = self._outcomes[pair.name]
        await outcome.done.wait()
        return outcome.failure

    async def dump(self, name: str) -> str:
        """The text that pg_dump writes of a database's schema."""
        conninfo = self.cluster.conninfo(database=name, user=ADMIN, options=_PLANNING)
        ended = await anyio.run_process([self._pg_dump, "--schema-only", f"--dbname={conninfo}"])
        return ended.stdout.decode()

    @asynccontextmanager
    async def database(self, *, superuser: bool, template: str = _EMPTY) -> AsyncIterator[Database]:
        """A database as the template is; it goes with all that stands in the way of that."""
        database = Database(self, f"pair_{next(self._numbers)}", superuser=superuser)
        name, owner, source = map(sql.Identifier, (database.name, _OWNER, template))
        create = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY FILE_COPY")
        await self._lobby.execute(create.format(name, owner, source))
        try:
            yield database
        finally:
            with anyio.CancelScope(shield=True):
                await self._drop_subscriptions(database)
                await database.close()
                await self._lobby.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))

    async def _drop_subscriptions(self, database: Database) -> None:
        listed = "SELECT subname FROM pg_subscription JOIN pg_database AS d ON d.oid = subdbid WHERE datname = %s"
        names = [name for (name,) in await (await self._lobby.execute(listed, [database.name])).fetchall()]
        if names:
            conninfo = self.cluster.conninfo(database=database.name, user=ADMIN)
            async with await psycopg.AsyncConnection.connect(conninfo, autocommit=True) as session:
                for name in map(sql.Identifier, names):
                    # Its slot is on a server that does not exist.
                    await session.execute(sql.SQL("ALTER SUBSCRIPTION {} DISABLE").format(name))
                    await session.execute(sql.SQL("ALTER SUBSCRIPTION {} SET (slot_name = NONE)").format(name))
                    await session.execute(sql.SQL("DROP SUBSCRIPTION {}").format(name))

    async def _work(self, pairs: Iterator[Pair], dumped: Container[str]) -> None:
        for pair in pairs:
            outcome = self._outcomes[pair.name]
            try:
                await Rehearsal(self, pair, dumped=pair.name in dumped).run()
            except Exception as failure:  # noqa: BLE001 (it is raised again in the pair's test)
                outcome.failure = failure
            outcome.done.set()


@dataclass(frozen=True, slots=True)
class Schema:
    """A schema as both witnesses see it."""

    catalog: Catalog
    dump: Dump


class Rehearsal:
    """One pair, carried out as it is written and then by the SQL that we derive from its two schemas."""

    def __init__(self, arena: Arena, pair: Pair, *, dumped: bool) -> None:
        self._arena = arena
        self._dumped = dumped
        self._pair = pair
        self._expect = pair.expect

    async def run(self) -> None:
        """Raise an error unless everything holds."""
        superuser = self._expect.superuser
        async with self._arena.database(superuser=superuser) as one:
            await self._build(one)
            # A copy has the OIDs of what it copies, but subscriptions belong to one database and are not copied.
            template = one.name if "SUBSCRIPTION" not in self._pair.before else _EMPTY
            async with self._arena.database(superuser=superuser, template=template) as two:
                if template == _EMPTY:
                    await self._build(two)
                before = Schema(await two.catalog(), await self._dump(two))
                rows = await two.rows(before.catalog)
                await one.run(_statements(self._pair.change))
                after = Schema(await one.catalog(), await self._dump(one))
                assert statements_between(after.catalog, after.catalog) == ()
                same = fingerprint(before.catalog) == fingerprint(after.catalog)
                dumps_same = before.dump == after.dump
                assert not self._dumped or (same != dumps_same) == ("direct" in self._expect.dump_apart), (
                    f"our fingerprint says that the schemas are {'the same' if same else 'two'}, "
                    f"and pg_dump that they are {'the same' if dumps_same else 'two'}"
                )
                known = _names(before.catalog) | _names(after.catalog)
                assert known >= {*self._expect.rows_lost}, "rows are said to be lost of what there is not"
                if self._expect.read_only:
                    return
                await self._lead("there", two, before, after)
                await self._write_out("there", two, after)
                if await self._lead("back", one, after, before):
                    _compare_rows(rows, await one.rows(before.catalog), self._expect.rows_lost)
                await self._write_out("back", one, before)

    async def _dump(self, database: Database) -> Dump:
        return await database.dump() if self._dumped else []

    async def _build(self, database: Database) -> None:
        await database.run(_statements(self._pair.before))
        await database.run(_statements(self._pair.rows))
        await database.close()

    async def _lead(self, way: Way, database: Database, start: Schema, goal: Schema) -> bool:
        """From one schema to the other, and say whether the rows were still there to go along."""
        if words := self._expect.refused.get(way):
            with pytest.raises((psycopg.Error, ChangeError), match=re.escape(words)):
                await _go(database, start.catalog, goal.catalog)
            return False
        if way in self._expect.rows_stop:
            await database.close()
            async with self._arena.database(superuser=self._expect.superuser, template=database.name) as copy:
                with pytest.raises(psycopg.Error) as stopped:
                    await _go(copy, start.catalog, goal.catalog)
                assert str(stopped.value.sqlstate)[:2] in _ABOUT_ROWS, f"the way {way}: {stopped.value}"
            await database.empty(start.catalog)
        try:
            statements, reached = await _go(database, start.catalog, goal.catalog)
        except (psycopg.Error, ChangeError) as error:
            error.add_note(f"It is on the way {way}.")
            raise
        listed = "\n".join(f"{statement};" for statement in statements)
        assert differences(goal.catalog, reached) == (), f"the way {way} leads elsewhere:\n{listed}"
        assert fingerprint(goal.catalog) == fingerprint(reached), f"the way {way} leads elsewhere:\n{listed}"
        assert statements_between(reached, goal.catalog) == (), f"the way {way} does not end:\n{listed}"
        apart = _apart(goal.dump, await self._dump(database))
        if way in self._expect.dump_apart:
            assert apart, f"pg_dump agrees on the way {way}, so there is no need to expect otherwise"
        else:
            assert not apart, f"pg_dump says that the way {way} leads elsewhere:\n{apart}\nby\n{listed}"
        return way not in self._expect.rows_stop

    async def _write_out(self, way: Way, database: Database, goal: Schema) -> None:
        """Make the whole schema that the way led to from nothing, where it can be in place of what is there."""
        state = _STATES[way]
        ends = {"before": min(self._expect.majors), "after": max(self._expect.majors)}
        if self._arena.major != ends[state]:
            return
        if state in self._expect.not_from_nothing:
            async with self._arena.database(superuser=self._expect.superuser) as fresh:
                with pytest.raises((AssertionError, psycopg.Error)):
                    await self._make(state, fresh, goal)
            return
        # A subscription with a slot goes only where its publisher answers.
        if way in self._expect.refused or "SUBSCRIPTION" in self._pair.before + self._pair.change:
            async with self._arena.database(superuser=self._expect.superuser) as fresh:
                await self._make(state, fresh, goal)
        else:
            await database.run(statements_towards(goal.catalog, self._arena.nothing))
            await self._make(state, database, goal)

    async def _make(self, state: State, database: Database, goal: Schema) -> None:
        """The schema, all of it, in a database in which nothing is."""
        statements = statements_towards(self._arena.nothing, goal.catalog)
        await database.run(statements)
        made = await database.catalog()
        listed = "\n".join(f"{statement};" for statement in statements)
        if fingerprint(goal.catalog) != fingerprint(made):
            told = "\n".join(differences(goal.catalog, made))
            raise AssertionError(f"the schema {state}, written out in full, is another:\n{told}\nby\n{listed}")
        apart = _apart(goal.dump, await self._dump(database))
        if state in self._expect.dump_apart:
            assert apart, f"pg_dump agrees on what is written out of {state}, so there is no need to expect otherwise"
        else:
            assert not apart, f"pg_dump says that the schema {state}, written out, is another:\n{apart}\nby\n{listed}"


async def _go(database: Database, start: Catalog, goal: Catalog) -> tuple[tuple[str, ...], Catalog]:
    """Statements that led from one schema towards the other, and where they led to."""
    renaming = renaming_statements(start, goal)
    await database.run(renaming)
    # Names of what came with the renamed differ too: the server chose them.
    renamed = await database.catalog() if renaming else start
    statements = statements_towards(renamed, goal)
    assert statements == statements_between(renamed, goal), "what differs tells something else than everything"
    await database.run(statements)
    return (*renaming, *statements), await database.catalog()


def _statements(text: str) -> list[str]:
    return [statement.text for statement in split(text)]


def _columns(catalog: Catalog, table_oid: int) -> list[str]:
    return [column.name for column in catalog.columns_of(table_oid)]


def _names(catalog: Catalog) -> set[str]:
    """Tables and columns as rows that are lost are told of."""
    tables = {str(table.name) for table in catalog.tables.values()}
    return tables | {f"{catalog.tables[c.table_oid].name}.{identifier(c.name)}" for c in catalog.columns.values()}


def _compare_rows(expected: Rows, found: Rows, lost: tuple[str, ...]) -> None:
    """Whether every value is back that is not lost, and whether each of those really is."""
    assert _without(found, lost) == _without(expected, lost)
    for one in lost:
        others = [name for name in lost if name != one]
        # A partitioned table has no rows but those of its partitions.
        had_any = _without(expected, others) != _without(expected, lost)
        assert not had_any or _without(found, others) != _without(expected, others), f"{one} is not lost at all"


def _without(rows: Rows, left_out: Container[str]) -> dict[str, list[str]]:
    return {
        table: sorted(
            str(sorted((name, value) for name, value in row.items() if f"{table}.{identifier(name)}" not in left_out))
            for row in found
        )
        for table, found in sorted(rows.items())
        if table not in left_out
    }


def _apart(expected: Dump, found: Dump) -> str:
    """What only one of two dumps has, a line each marked as in a diff."""
    sections = [*((section, "-") for section in expected), *((section, "+") for section in found)]
    return "\n".join(
        f"{mark} {line}"
        for section, mark in sections
        if (section in expected) != (section in found) or expected.count(section) != found.count(section)
        for line in section.splitlines()
    )


def _normalised(text: str) -> Dump:
    """The sections of a dump, sorted, without what depends on the order in which things were made."""
    sections = []
    for section in re.split(r"^--\n-- Name: .*\n--\n", text, flags=re.MULTILINE):
        # Blank lines and settings belong to no object, \restrict has another word each time.
        lines = [line for line in section.splitlines() if line and not line.startswith(_NOISE)]
        if lines:
            sections.append(_OPTIONS.sub(_sorted_options, "\n".join(_in_order(lines))))
    return sorted(sections)


def _sorted_options(found: re.Match[str]) -> str:
    return f"WITH ({', '.join(sorted(found[1].split(', ')))})"


def _in_order(lines: list[str]) -> list[str]:
    """The lines of one object, those of its columns or members sorted."""
    first = lines[0]
    if statistics := re.fullmatch(r"(CREATE STATISTICS .* ON )(.*)( FROM .*)", first):
        # A set, which the server keeps in order of the columns' numbers.
        start, columns, end = statistics.groups()
        return [f"{start}{', '.join(sorted(columns.split(', ')))}{end}", *lines[1:]]
    if re.match(r"CREATE (UNLOGGED |FOREIGN )?TABLE ", first) or re.fullmatch(r"CREATE TYPE .* AS \(", first):
        end_of_list = ")"
    elif first.startswith("CREATE OPERATOR FAMILY "):
        end_of_list = "ALTER OPERATOR FAMILY "
    else:
        return lines
    start_at = 2 if end_of_list != ")" else 1
    end_at = next((n for n, line in enumerate(lines) if n >= start_at and line.startswith(end_of_list)), len(lines))
    return [first, *sorted(line.rstrip(",; ") for line in lines[1:end_at]), *lines[end_at:]]


@pytest.fixture(scope="module")
async def arenas(anyio_backend: str, request: pytest.FixtureRequest) -> AsyncIterator[Mapping[int, Arena]]:
    """An arena for each major, at work on the pairs whose tests are chosen."""
    chosen: dict[int, list[Pair]] = {}
    short = is_short(request.config)
    for item in request.session.items:
        if isinstance(item, pytest.Function) and item.function is test_both_ways_between_the_schemas:
            pair, major = item.callspec.params["pair"], item.callspec.params["major"]
            assert isinstance(pair, Pair)
            assert isinstance(major, int)
            chosen.setdefault(major, []).append(pair)
    async with AsyncExitStack() as stack:
        opened = {}
        for major, pairs in chosen.items():
            roles = sorted({role for pair in pairs for role in pair.expect.roles})
            opened[major] = await stack.enter_async_context(Arena.open(major, roles))
        group = await stack.enter_async_context(anyio.create_task_group())
        for major, pairs in chosen.items():
            # It takes long: a short run has it where the two are known to disagree, and for a fifth of the others.
            dumped = {p.name for p in pairs if p.expect.dump_apart or p.turn % 5 == 0 or not short}
            opened[major].begin(pairs, group, dumped=dumped)
        yield opened
        group.cancel_scope.cancel()


@pytest.mark.parametrize(
    ("pair", "major"),
    [
        pytest.param(pair, major, id=f"{pair.name}-pg{major}")
        for major in MAJORS
        for pair in all_pairs()
        if major in pair.expect.majors
    ],
)
async def test_both_ways_between_the_schemas(pair: Pair, major: int, arenas: Mapping[int, Arena]) -> None:
    """What the change did, SQL derived from the two schemas does and undoes; done twice there is nothing left to do."""
    failure = await arenas[major].outcome(pair)
    if failure is not None:
        raise failure
