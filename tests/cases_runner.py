"""Cases as folders of data, and the two ways each is carried out: by rehearsal, and by hand with psql."""

import itertools
import re
import subprocess
import tomllib
import zlib
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Self

import psycopg
from anyio import to_thread
from psycopg import sql

from server import pipeline
from server.configuration import load_configuration
from server.memory import Memory
from server.model.answer import Generated
from server.model.catalog import RESERVED_SCHEMA, Catalog
from server.model.fingerprint import differences
from server.model.names import column_path
from server.model.plan import Check, Plan
from server.pipeline import Services
from server.postgres.catalog import read_catalog
from server.postgres.shadow import Shadow
from server.render.sql_files import file_name, phases_with_steps

CASES = Path(__file__).parent / "cases"
MAJORS = (15, 18)
DATE = "2026-01-02"

_NUMBERS = itertools.count(1)
"""Databases of all hosts live on the same servers."""

Rows = dict[str, list[tuple[object, ...]]]
"""Every row of each table as the text of its columns in order of their names, sorted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What ``expect.toml`` says of a case; without the file, everything ordinary."""

    reason: str = ""
    """Why anything else than the ordinary is expected; needed whenever one of the exceptions below is used."""
    majors: tuple[int, ...] = MAJORS
    """Servers whose grammar knows the syntax."""
    operations: tuple[str, ...] = ()
    """Operations of the plan's steps, each once, in the order of their first step; empty: any but ``as_written``."""
    hazards: tuple[str, ...] = ()
    """Codes that must be among the plan's hazards."""
    no_hazards: tuple[str, ...] = ()
    """Codes that must not be."""
    open_decisions: tuple[str, ...] = ()
    """Keys the plan must leave open, each of which must stop the files that need it."""
    losses: tuple[str, ...] = ()
    """Objects the plan says a rollback may not bring back, all of them."""
    rows_lost: tuple[str, ...] = ()
    """Tables whose rows do not come back."""
    one_way: bool = False
    """Whether the rehearsal sees that rows do not come back."""
    no_way_back: bool = False
    """Whether a statement has no way back, as the plan says."""
    disproven: bool = False
    """Whether a rehearsal with rows refutes the plan, as it should."""
    blocks: bool = False
    """Whether a step reads or rewrites under a lock that blocks, as its hazards say."""
    direct_fails: bool = False
    """Whether PostgreSQL refuses the change as written on these rows."""
    differs: tuple[str, ...] = ()
    """Tables or columns that no two runs fill alike, such as ``public.t.token`` with a random default."""
    counts_on: tuple[str, ...] = ()
    """Sequences that go on counting where the change as written would have them begin anew."""
    unseen: bool = False
    """Whether no definition shows the change, as where two columns of one type exchange names."""
    runs_once: bool = False
    """Whether an up file may not be run a second time over."""
    refuses_back: str = ""
    """What the way back says of rows in the new shape that the old one cannot hold; ``mend.sql`` mends them."""
    not_written: tuple[str, ...] = ()
    """Tables of the new shape that no made-up row can be written into."""
    not_kept_in_step: tuple[str, ...] = ()
    """Tables or columns of the new shape, some of whose rows miss what the old version writes between two phases."""
    stops_meanwhile: str = ""
    """What a later file says of such rows, until a person mends them."""
    not_judged: tuple[str, ...] = ()
    """Tables or columns of the old shape of whose rows, changed in the new one, ``since.sql`` says more."""

    @classmethod
    def read(cls, path: Path) -> Self:
        """The file's content; every key must be one of the fields."""
        if not path.exists():
            return cls()
        given = tomllib.loads(path.read_text())
        unknown = given.keys() - {field.name for field in fields(cls)}
        assert not unknown, f"{path} has unknown keys {sorted(unknown)}"
        exceptions = given.keys() - {"reason", "operations", "hazards", "no_hazards"}
        assert not exceptions or given.get("reason"), f"{path} says {sorted(exceptions)} and gives no reason"
        values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in given.items()}
        return cls(**values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One folder of ``tests/cases``."""

    name: str
    schema: str
    rows: str
    change: str
    decisions: Mapping[str, str]
    expect: Expectation
    since: str = ""
    """What the new version of an application writes after all phases."""
    meanwhile: str = ""
    """What the old version writes when all phases but the last are done."""
    as_if: str = ""
    """What leaves, in the old shape, the rows that a rollback must leave after that."""
    mend: str = ""
    """What a person does about rows that the way back refuses."""

    @property
    def turn(self) -> int:
        """A number of its own, by which short runs choose."""
        return zlib.crc32(self.name.encode())

    @property
    def shows_with_rows(self) -> bool:
        """Whether something is expected that a rehearsal sees only with rows."""
        expect = self.expect
        return expect.disproven or expect.one_way or expect.no_way_back or expect.blocks or bool(expect.open_decisions)

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The case in a folder."""
        known = {"schema.sql", "rows.sql", "change.sql", "decisions.toml", "expect.toml", "since.sql", "as_if.sql"}
        known |= {"meanwhile.sql", "mend.sql"}
        strange = {path.name for path in folder.iterdir()} - known
        assert not strange, f"{folder} holds {sorted(strange)}, which no case has"
        rows, decisions = folder / "rows.sql", folder / "decisions.toml"
        since, as_if = folder / "since.sql", folder / "as_if.sql"
        assert since.exists() is as_if.exists(), f"{folder} has one of since.sql and as_if.sql"
        expect, mend = Expectation.read(folder / "expect.toml"), folder / "mend.sql"
        assert bool(expect.refuses_back) is mend.exists(), f"{folder} has one of refuses_back and mend.sql"
        return cls(
            name=str(folder.relative_to(CASES)),
            schema=(folder / "schema.sql").read_text(),
            rows=rows.read_text() if rows.exists() else "",
            change=(folder / "change.sql").read_text(),
            decisions=tomllib.loads(decisions.read_text()) if decisions.exists() else {},
            expect=expect,
            mend=mend.read_text() if mend.exists() else "",
            meanwhile=meanwhile.read_text() if (meanwhile := folder / "meanwhile.sql").exists() else "",
            since=since.read_text() if since.exists() else "",
            as_if=as_if.read_text() if as_if.exists() else "",
        )


def all_cases() -> list[Case]:
    """Every case in order of its name."""
    return [Case.read(path.parent) for path in sorted(CASES.glob("*/*/change.sql"))]


def services_in(root: Path, shadow: Shadow) -> Services:
    """The product's services with their files under the folder."""
    found = load_configuration(path=None, environment={}, working_directory=root)
    # Batches far smaller than the tables, so that each case walks its key more than once.
    configuration = replace(found, policy=replace(found.policy, batch_rows=7, batch_pause_ms=0))
    memory = Memory(configuration.store_url)
    return Services(
        configuration=configuration,
        shadow=shadow,
        memory=memory,
        today=lambda: DATE,
        now=lambda: f"{DATE}T03:04:05+00:00",
    )


async def plan_in(
    root: Path, shadow: Shadow, *, schema: str, change: str, name: str, decisions: Mapping[str, str] | None = None
) -> Generated:
    """The plan of a change, with its files under the folder."""
    (root / "schema.sql").write_text(schema)
    return await pipeline.generate_migration(
        services_in(root, shadow),
        database="schema.sql",
        change=change,
        desired_schema="",
        name=name,
        reason="a test",
        decisions=decisions or {},
        progress=told,
    )


async def told(_fraction: float, _text: str) -> None:
    """Progress nobody looks at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Schema and rows of a database at one moment."""

    catalog: Catalog
    rows: Rows
    sequences: dict[str, tuple[object, ...]]

    def rows_without(self, left_out: Iterable[str]) -> Rows:
        """The rows without tables that are named."""
        return {table: rows for table, rows in self.rows.items() if table not in set(left_out)}


class Live:
    """A database that plays production, used with psql as a person would."""

    def __init__(self, url: str, psql: Path, folder: Path, connection: psycopg.AsyncConnection[Any]) -> None:
        self.url = url
        self.connection = connection
        self._psql = psql
        self._folder = folder

    async def run(self, *texts: str) -> None:
        """Run SQL with psql; it must succeed."""
        said = await self.refusal(*texts)
        assert said is None, said

    async def refusal(self, *texts: str) -> str | None:
        """Run SQL with psql and return what it says when it fails."""
        file = self._folder / f"{self.url.rpartition('/')[2]}.sql"
        await to_thread.run_sync(file.write_text, "\n".join(texts))
        return await self.file_refusal(file)

    async def run_files(self, *files: Path) -> None:
        """Run files with one psql and the options their headers give; they must succeed."""
        said = await self.file_refusal(*files)
        assert said is None, said

    async def file_refusal(self, *files: Path) -> str | None:
        """Run files with one psql and return what it says when it fails."""
        command = [str(self._psql), "-X", "-q", "-v", "ON_ERROR_STOP=1", self.url]
        command += [word for file in files for word in ("-f", str(file))]
        done = await to_thread.run_sync(
            lambda: subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
        )
        return None if done.returncode == 0 else done.stderr.replace(str(self._folder), "")

    async def unmet(self, checks: Iterable[Check]) -> list[str]:
        """What the checks say that do not hold, asked as the runbook has a person ask them."""
        told = []
        async with self.connection.transaction():
            await self.connection.execute("SET LOCAL search_path = pg_catalog")
            for check in checks:
                cursor = await self.connection.execute(f"SELECT ({check.condition}) IS TRUE".encode())
                if await cursor.fetchone() != (True,):
                    told.append(f"{check.message}: {check.condition}")
        return told

    async def dump(self) -> list[str]:
        """The schema as ``pg_dump`` writes it, which knows nothing of our catalog: one text an object, sorted.

        Columns stand in order of their names, and the planner's own schema is left out.
        """
        command = [str(self._psql.with_name("pg_dump")), "--schema-only", "--no-owner", f"--dbname={self.url}"]
        command.append(f"--exclude-schema={RESERVED_SCHEMA}")
        done = await to_thread.run_sync(
            lambda: subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
        )
        return sorted(filter(None, map(_normalised, re.split(r"^--\n-- Name: .*\n--\n", done.stdout, flags=re.M))))

    async def state(self, columns_of: Catalog | None = None, differs: Iterable[str] = ()) -> State:
        """Everything in the database.

        Args:
            columns_of: Rows are read of these tables and their columns, where they are still there.
            differs: Tables and columns left out.
        """
        # One connection for all looks: it plans the catalog's queries once.
        connection = self.connection
        catalog = await read_catalog(connection)
        rows = await _rows(connection, columns_of or catalog, catalog, set(differs))
        sequences = {}
        for sequence in catalog.sequences.values():
            name = sql.Identifier(sequence.name.schema, sequence.name.name)
            cursor = await connection.execute(sql.SQL("SELECT last_value, is_called FROM {}").format(name))
            sequences[sequence.name.sql] = await cursor.fetchone() or ()
        return State(catalog=catalog, rows=rows, sequences=sequences)


def _normalised(section: str) -> str:
    lines = [line for line in section.splitlines() if line and not line.startswith(("--", "SET ", "\\", "SELECT pg_"))]
    if not lines or not re.match(r"CREATE (UNLOGGED |FOREIGN )?TABLE ", lines[0]):
        return "\n".join(lines)
    end = next(number for number, line in enumerate(lines) if line.startswith(")"))
    return "\n".join([lines[0], *sorted(line.rstrip(",") for line in lines[1:end]), *lines[end:]])


async def _rows(connection: psycopg.AsyncConnection[Any], wanted: Catalog, now: Catalog, differs: set[str]) -> Rows:
    found: Rows = {}
    for table in wanted.tables.values():
        there = now.table_named(table.name)
        if there is None or there.kind == "foreign table" or table.name.sql in differs:
            continue
        present = {column.name for column in now.columns_of(there.oid)}
        names = sorted(column.name for column in wanted.columns_of(table.oid) if column.name in present)
        names = [name for name in names if column_path(table.name, name) not in differs]
        listed = sql.SQL(", ").join(sql.SQL("{}::text").format(sql.Identifier(name)) for name in names)
        source = sql.Identifier(table.name.schema, table.name.name)
        cursor = await connection.execute(sql.SQL("SELECT {} FROM {}").format(listed, source))
        found[table.name.sql] = sorted(await cursor.fetchall(), key=repr)
    return found


def assert_same_schema(expected: State, found: State, point: str) -> None:
    """Both have the same objects."""
    assert differences(expected.catalog, found.catalog) == (), point


def up_files(plan: Plan, folder: Path) -> list[Path]:
    """The files to run, in order."""
    return [folder / file_name(plan, phase, "up", date=DATE) for phase in phases_with_steps(plan)]


def down_files(plan: Plan, folder: Path) -> list[Path]:
    """The files to undo them, in order."""
    return [folder / file_name(plan, phase, "down", date=DATE) for phase in reversed(phases_with_steps(plan))]


class Hosts:
    """Servers that play production, one a major; each database is gone when its block ends."""

    def __init__(self, create: Any, psql: Mapping[int, Path]) -> None:
        self._create = create
        self._psql = psql
        self._lobbies: dict[int, str] = {}

    @asynccontextmanager
    async def database(self, major: int, folder: Path) -> AsyncIterator[Live]:
        """A new empty database."""
        if major not in self._lobbies:
            self._lobbies[major] = await self._create(f"lobby_{next(_NUMBERS)}", major=major)
        name = f"case_{next(_NUMBERS)}"
        url = await self._create(name, major=major)
        try:
            async with await psycopg.AsyncConnection.connect(url, autocommit=True) as looking:
                yield Live(url, self._psql[major], folder, looking)
        finally:
            async with await psycopg.AsyncConnection.connect(self._lobbies[major], autocommit=True) as connection:
                await connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
