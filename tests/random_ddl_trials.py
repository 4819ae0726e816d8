"""For any two schemas the SQL that leads from one to the other, and back, is known: both are made up at random.

Some sequences still end in a difference, so a test run does not collect this module: name it to run it.

``MIGRATION_PLANNER_SEQUENCES=2000`` looks longer than a test run does; ``bench/random_ddl.py`` looks longest.
"""

import os
import re
import subprocess
import traceback
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

import psycopg
import pytest
from anyio import to_thread
from hypothesis import given, settings
from psycopg import sql

from server.diff.by_name import statements_towards
from server.errors import ChangeError
from server.model.catalog import Catalog, ColumnKey
from server.model.fingerprint import differences
from server.postgres.binaries import identify
from server.postgres.catalog import read_catalog
from server.postgres.data import ADMIN
from server.postgres.engine import Cluster
from tests.postgres_majors import folder_of
from tests.random_ddl import HOSTILE, MOST_CHANGES, PLAIN, ROLES, Sequenced, sequence_of, sequences, shortened

pytestmark = pytest.mark.anyio

MAJORS = (15, 18)
SEQUENCES = int(os.environ.get("MIGRATION_PLANNER_SEQUENCES", "200"))
DUMPED_EVERY = 10
MOST_ASKED = 0.4
LEAST_ACCEPTED = 0.75

_OWNER = "owner"
_TIMEOUT = "10s"
_NUMBERED = re.compile(r"\d+")
# Words of the server's own stand for themselves.
_HOSTILE = sorted((name for name in HOSTILE if not name.isalpha() or len(name) > 7), key=len, reverse=True)
_NAMED = re.compile(rf"{'|'.join(map(re.escape, _HOSTILE))}|(?<!\w)(?:{'|'.join(PLAIN)})(?!\w)")

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

Connection = psycopg.AsyncConnection[Any]
Rows = dict[int, tuple[tuple[ColumnKey, ...], list[tuple[str | None, ...]]]]
"""By the table's OID, the keys of its columns and each row as text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a sequence."""

    accepted: tuple[bool, ...] = ()
    """Whether PostgreSQL took each statement: of the schema, then of the change."""
    emptied: str = ""
    """What stands in the way of rows there were, when it was tried without any then."""
    asked: str = ""
    """What was asked instead of guessed, when something was."""
    failure: str = ""
    """What does not hold, in a few words that are alike for alike failures."""
    detail: str = ""
    """What was seen."""


class Failed(Exception):
    """Something does not hold."""

    def __init__(self, failure: str, detail: str) -> None:
        self.failure = failure
        self.detail = detail
        super().__init__(f"{failure}: {detail}")


class RowsForbid(Exception):
    """What the statements ask of rows does not hold of those there are: no comparison of schemas can know."""


class Arena:
    """A server on which sequences are tried, one after the other."""

    def __init__(self, cluster: Cluster, pg_dump: Path, lobby: Connection) -> None:
        self._cluster = cluster
        self._pg_dump = pg_dump
        self._lobby = lobby

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
            outcome = await self._run(schema, change, dump=dump, empty=True)
            return replace(outcome, emptied=str(forbidden))

    async def _run(self, schema: Sequence[str], change: Sequence[str], *, dump: bool, empty: bool) -> Outcome:
        accepted: list[bool] = []
        await self._copy("empty", "one")
        try:
            async with self._session("one") as session:
                accepted += [await _taken(session, statement) for statement in schema]
                if empty:
                    await session.execute(_EMPTY)
            await self._copy("one", "two")
            async with self._session("one") as one, self._session("two") as two:
                # A copy has the OIDs of what it copies.
                before = await _read(two)
                rows = await _rows(two, before)
                accepted += [await _taken(one, statement) for statement in change]
                after = await _read(one)
                kept = _kept(before, rows, after, await _rows(one, after))
                await self._there_and_back(two, before, after, kept, dump=dump)
        except ChangeError as asked:
            return Outcome(accepted=tuple(accepted), asked=_first_words(str(asked)), detail=str(asked))
        except Failed as failed:
            return Outcome(accepted=tuple(accepted), failure=failed.failure, detail=failed.detail)
        finally:
            await self._drop("one", "two")
        return Outcome(accepted=tuple(accepted))

    async def unseen(self, schema: Sequence[str], change: Sequence[str]) -> list[str]:
        """Statements of the change after which ``pg_dump`` writes something else and the catalog is the same."""
        unseen = []
        await self._copy("empty", "one")
        try:
            async with self._session("one") as session:
                for statement in schema:
                    await _taken(session, statement)
                catalog, dump = await read_catalog(session), await to_thread.run_sync(self._dump, "one")
                for statement in change:
                    if not await _taken(session, statement):
                        continue
                    catalog_now, dump_now = await read_catalog(session), await to_thread.run_sync(self._dump, "one")
                    if dump_now != dump and not differences(catalog, catalog_now):
                        unseen.append(statement)
                    catalog, dump = catalog_now, dump_now
        finally:
            await self._drop("one")
        return unseen

    async def _there_and_back(
        self, two: Connection, before: Catalog, after: Catalog, kept: Rows, *, dump: bool
    ) -> None:
        if statements := _towards(after, after):
            raise Failed("differs from itself", "\n".join(statements))
        up = _towards(before, after)
        await _carry_out(two, "up", up)
        reached = await _read(two)
        _compare("up", after, reached, up)
        _compare_rows("up", kept, await _rows(two, reached))
        if again := _towards(reached, after):
            raise Failed("a second time there is more to do", "\n".join([*up, "-- and then", *again]))
        if dump:
            await self._compare_dumps()
        down = _towards(reached, before)
        await _carry_out(two, "down", down)
        back = await _read(two)
        _compare("down", before, back, [*up, "-- and then", *down])
        _compare_rows("down", kept, await _rows(two, back))

    async def _compare_dumps(self) -> None:
        one, two = [await to_thread.run_sync(self._dump, name) for name in ("one", "two")]
        if one != two:
            lost, new = (one - two).elements(), (two - one).elements()
            raise Failed(
                "pg_dump disagrees", "\n".join([*(f"- {text}" for text in lost), *(f"+ {text}" for text in new)])
            )

    def _dump(self, name: str) -> Counter[str]:
        """Each object's text, its columns in order of their names."""
        conninfo = self._cluster.conninfo(database=name, user=ADMIN)
        command = [str(self._pg_dump), "--schema-only", f"--dbname={conninfo}"]
        text = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
        # What follows the last object belongs to none.
        text = text.partition("\n--\n-- PostgreSQL database dump complete\n")[0]
        sections = re.split(r"^--\n-- Name: .*\n--\n", text, flags=re.MULTILINE)
        # \restrict has another word each time.
        lines = ([line for line in section.splitlines() if not line.startswith("\\")] for section in sections)
        return Counter("\n".join(_in_order(section)).strip() for section in lines)

    @asynccontextmanager
    async def _session(self, name: str) -> AsyncIterator[Connection]:
        conninfo = self._cluster.conninfo(database=name, user=ADMIN)
        async with await psycopg.AsyncConnection.connect(conninfo, autocommit=True) as connection:
            await connection.execute(f"SET client_min_messages = error; SET lock_timeout = '{_TIMEOUT}'")
            await connection.execute(f"SET statement_timeout = '{_TIMEOUT}'; SET SESSION AUTHORIZATION {_OWNER}")
            yield connection

    async def _copy(self, template: str, name: str) -> None:
        await self._drop(name)
        statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY FILE_COPY")
        names = map(sql.Identifier, (name, _OWNER, template))
        await self._lobby.execute(statement.format(*names))

    async def _drop(self, *names: str) -> None:
        for name in names:
            await self._lobby.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


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
            await session.execute(statement.encode())
        except (psycopg.IntegrityError, psycopg.DataError) as error:
            raise RowsForbid(f"{way}: {_first_words(str(error.diag.message_primary))}") from error
        except psycopg.Error as error:
            first = _first_words(str(error.diag.message_primary or error))
            raise Failed(f"{way} is refused, {first}", f"{error}\n" + "\n".join(done)) from error


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


async def _read(connection: Connection) -> Catalog:
    with _errors_of_ours("in reading the catalog"):
        return await read_catalog(connection)


def _compare(way: str, expected: Catalog, found: Catalog, statements: Iterable[str]) -> None:
    with _errors_of_ours("in comparing"):
        different = differences(expected, found)
    if different:
        kinds = sorted({f"{one.split()[0]} {_what_differs(one)}" for one in different})
        raise Failed(f"{way} leads elsewhere, {', '.join(kinds)}", "\n".join([*different, *statements]))


def _what_differs(sentence: str) -> str:
    if sentence.endswith((" is missing", " is unexpected")):
        return sentence.rpartition(" ")[2]
    _, _, contrast = sentence.partition(" differs: ")
    return contrast.partition(" ")[0] or "differs"


def _first_words(text: str) -> str:
    """The text without what it is about, so that alike refusals count as one."""
    bare = _NAMED.sub("…", re.sub(r'"(?:[^"]|"")*"', "…", text, flags=re.DOTALL))
    # The server quotes some names without doubling the quotes in them.
    bare = re.sub(r"""\S*…\S*""", "…", bare)
    return " ".join(_NUMBERED.sub("N", bare).split()[:9])


async def _rows(connection: Connection, catalog: Catalog) -> Rows:
    """Every row of every table, seen by the superuser: row security hides none."""
    found: Rows = {}
    await connection.execute("RESET SESSION AUTHORIZATION")
    for oid, table in catalog.tables.items():
        columns = catalog.columns_of(oid)
        if table.kind != "table" or not columns:
            continue
        listed = sql.SQL(", ").join(sql.SQL("{}::pg_catalog.text").format(sql.Identifier(c.name)) for c in columns)
        name = sql.Identifier(table.name.schema, table.name.name)
        cursor = await connection.execute(sql.SQL("SELECT {} FROM ONLY {}").format(listed, name))
        found[oid] = (tuple(column.key for column in columns), await cursor.fetchall())
    await connection.execute(f"SET SESSION AUTHORIZATION {_OWNER}")
    return found


def _kept(before: Catalog, rows: Rows, after: Catalog, rows_after: Rows) -> Rows:
    """Rows of what is the same column of the same table before and after, and which the change did not write."""
    kept: Rows = {}
    for oid, (keys, _) in rows.items():
        if oid not in rows_after or before.tables[oid].name != after.tables[oid].name:
            continue
        same = [key for key in keys if key in rows_after[oid][0] and _unchanged(before, after, key)]
        same = [key for key in same if _only(rows[oid], [key]) == _only(rows_after[oid], [key])]
        # Values may have been swapped between rows.
        if same and _only(rows[oid], same) == _only(rows_after[oid], same):
            kept[oid] = (tuple(same), _only(rows[oid], same))
    return kept


def _unchanged(before: Catalog, after: Catalog, key: ColumnKey) -> bool:
    one, two = before.columns[key], after.columns[key]
    return (one.name, one.type, one.type_oid, one.generated) == (two.name, two.type, two.type_oid, two.generated)


def _only(
    table: tuple[tuple[ColumnKey, ...], list[tuple[str | None, ...]]], keys: Sequence[ColumnKey]
) -> list[tuple[str | None, ...]]:
    places = [table[0].index(key) for key in keys]
    return sorted((tuple(row[place] for place in places) for row in table[1]), key=repr)


def _compare_rows(way: str, kept: Rows, found: Rows) -> None:
    for oid, (keys, rows) in kept.items():
        lost = [key for key in keys if oid not in found or key not in found[oid][0]]
        if lost:
            raise Failed(f"{way} loses a column", f"{lost} of {keys}")
        seen = _only(found[oid], keys)
        if seen != rows:
            raise Failed(f"{way} changes rows", f"{keys}: {rows[:5]} became {seen[:5]}")


def _in_order(section: list[str]) -> list[str]:
    if not any(re.match(r"CREATE (UNLOGGED |FOREIGN )?TABLE ", line) for line in section[:2]):
        return section
    return sorted(line.rstrip(",") for line in section)


@dataclass(slots=True)
class Tally:
    """What became of many sequences."""

    tried: int
    accepted: int
    said: int
    emptied: Counter[str]
    asked: Counter[str]
    failures: dict[str, list[tuple[int, int, str]]]
    """By failure: major, seed and detail."""
    kinds: dict[str, list[int]]
    """Of each kind of statement, how many were accepted and how many said."""

    @classmethod
    def empty(cls) -> Self:
        """Before the first."""
        return cls(tried=0, accepted=0, said=0, emptied=Counter(), asked=Counter(), failures={}, kinds={})

    def add(self, major: int, tried: Sequenced, outcome: Outcome) -> None:
        """One more."""
        self.tried += 1
        for kind, accepted in zip(tried.kinds, outcome.accepted, strict=False):
            self.accepted += accepted
            self.said += 1
            counts = self.kinds.setdefault(kind, [0, 0])
            counts[0] += accepted
            counts[1] += 1
        if outcome.emptied:
            self.emptied[outcome.emptied] += 1
        if outcome.asked:
            self.asked[outcome.asked] += 1
        if outcome.failure:
            self.failures.setdefault(outcome.failure, []).append((major, tried.seed, outcome.detail))

    def told(self) -> str:
        """The failures for a person, most frequent first."""
        lines = []
        for failure, found in sorted(self.failures.items(), key=lambda pair: -len(pair[1])):
            seeds = ", ".join(f"{seed} on {major}" for major, seed, _ in found[:8])
            lines.append(f"{len(found)} x {failure}: {seeds}\n{found[0][2]}\n")
        return "\n".join(lines)


async def shrink(arena: Arena, tried: Sequenced, failure: str) -> tuple[list[str], list[str]]:
    """The fewest statements of schema and change that still fail alike."""
    known: dict[tuple[tuple[str, ...], tuple[str, ...]], bool] = {}

    async def fails(schema: Sequence[str], change: Sequence[str]) -> bool:
        key = tuple(schema), tuple(change)
        if key not in known:
            outcome = await arena.run(schema, change, dump=failure.startswith("pg_dump"))
            known[key] = outcome.failure == failure
        return known[key]

    change = await shortened(tried.change, lambda fewer: fails(tried.schema, fewer))
    schema = await shortened(tried.schema, lambda fewer: fails(fewer, change))
    change = await shortened(change, lambda fewer: fails(schema, fewer))
    return schema, change


def arguments(seed: int) -> Mapping[str, Any]:
    """Whether the seed's sequence is dumped, and the server it runs on."""
    return {"major": MAJORS[seed % len(MAJORS)], "dump": seed // len(MAJORS) % DUMPED_EVERY == 0}


async def test_sequences_of_ddl_are_known_both_ways() -> None:
    """Every difference is carried out exactly, there and back, with the rows of what stays."""
    tally = Tally.empty()
    for major in MAJORS:
        async with Arena.open(major) as arena:
            for seed in range(SEQUENCES):
                chosen = arguments(seed)
                if chosen["major"] == major:
                    tried = sequence_of(seed)
                    tally.add(major, tried, await arena.run(tried.schema, tried.change, dump=chosen["dump"]))
    assert not tally.failures, tally.told()
    assert tally.asked.total() <= MOST_ASKED * tally.tried, tally.asked
    assert tally.emptied.total() <= MOST_ASKED * tally.tried, tally.emptied
    assert tally.accepted >= LEAST_ACCEPTED * tally.said, "the generator says too much that PostgreSQL refuses"


async def test_the_catalog_sees_whatever_pg_dump_shows() -> None:
    """What the catalog does not read can be neither compared nor carried out, and nothing else would say so."""
    unseen = {}
    for major in MAJORS:
        async with Arena.open(major) as arena:
            for seed in range(SEQUENCES // DUMPED_EVERY):
                if arguments(seed)["major"] != major:
                    continue
                tried = sequence_of(seed)
                if statements := await arena.unseen(tried.schema, tried.change):
                    unseen[seed] = statements
    assert unseen == {}


@settings(max_examples=50, deadline=None)
@given(sequences())
def test_a_seed_stands_for_one_sequence(sequence: Sequenced) -> None:
    """A seed printed by a failing run must mean the same tomorrow."""
    again = sequence_of(sequence.seed)
    assert again.schema == sequence.schema
    assert again.change[: len(sequence.change)] == sequence.change
    assert 1 <= len(sequence.change) <= MOST_CHANGES


async def test_a_failing_sequence_is_shortened_to_what_it_needs() -> None:
    """Two of ten statements are the reason; nothing else may stay."""

    async def fails(statements: list[str]) -> bool:
        return "3" in statements and "8" in statements

    assert await shortened([str(number) for number in range(10)], fails) == ["3", "8"]
