"""A table that another takes the place of loses nothing that sessions write at any moment, there and back."""

import random
from dataclasses import replace
from pathlib import Path

import anyio
import psycopg
import pytest

from server import pipeline
from server.postgres.shadow import Shadow
from tests.cases_runner import CASES, Hosts, down_files, plan_in, services_in, told, up_files
from tests.conftest import Production
from tests.postgres_majors import folder_of

pytestmark = pytest.mark.anyio

SCHEMA = """
CREATE TABLE notes (id int PRIMARY KEY, at date NOT NULL, body text);
"""
ROWS = "INSERT INTO notes SELECT n, date '2024-01-01' + n % 700, 'first' FROM generate_series(1, 600) AS n;"
CHANGE = """
ALTER TABLE notes RENAME TO notes_old;
CREATE TABLE notes (LIKE notes_old, PRIMARY KEY (at, id)) PARTITION BY RANGE (at);
CREATE TABLE notes_2024 PARTITION OF notes FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE notes_rest PARTITION OF notes DEFAULT;
INSERT INTO notes SELECT * FROM notes_old;
DROP TABLE notes_old;
"""


class Writer:
    """One session that writes rows nobody else writes, and knows what they must be."""

    def __init__(self, number: int, of: int, isolation: psycopg.IsolationLevel) -> None:
        self._random = random.Random(number)
        self._isolation = isolation
        self._own = [row for row in range(1, 901) if row % of == number]
        self.rows: dict[int, tuple[str, str]] = {}
        self.errors: list[str] = []
        self.written = 0
        self.refused = 0

    async def read(self, url: str) -> None:
        """What is there at first."""
        async with await psycopg.AsyncConnection.connect(url) as session:
            cursor = await session.execute("SELECT id, at::text, body FROM notes WHERE id = ANY (%s)", (self._own,))
            self.rows = {row: (at, body) async for row, at, body in cursor}

    async def work(self, url: str, done: anyio.Event) -> None:
        """One transaction after the other until all is done."""
        async with await psycopg.AsyncConnection.connect(url) as session:
            await session.set_isolation_level(self._isolation)
            session.prepare_threshold = None
            while not done.is_set():
                row = self._random.choice(self._own)
                at = f"202{self._random.randint(4, 5)}-0{self._random.randint(1, 9)}-01"
                body = str(self._random.random())
                try:
                    # the snapshot of a transaction that keeps one is taken here, maybe before the row is copied
                    await session.execute("SELECT count(*) FROM pg_catalog.pg_class")
                    await anyio.sleep(self._random.random() / 50)
                    later = await self._write(session, row, at, body)
                    await session.commit()
                except psycopg.errors.SerializationFailure:
                    await session.rollback()
                    self.refused += 1
                except psycopg.Error as error:
                    await session.rollback()
                    self.errors.append(str(error))
                else:
                    self.rows = later
                    self.written += 1

    async def _write(
        self, session: psycopg.AsyncConnection[tuple[object, ...]], row: int, at: str, body: str
    ) -> dict[int, tuple[str, str]]:
        rows = dict(self.rows)
        if row not in rows:
            await session.execute("INSERT INTO notes VALUES (%s, %s, %s)", (row, at, body))
            rows[row] = (at, body)
            return rows
        match self._random.randrange(4):
            case 0:
                await session.execute("DELETE FROM notes WHERE id = %s", (row,))
                del rows[row]
            case 1:
                await session.execute("UPDATE notes SET at = %s WHERE id = %s", (at, row))
                rows[row] = (at, rows[row][1])
            case 2 if (other := self._random.choice(self._own)) not in rows:
                await session.execute("UPDATE notes SET id = %s WHERE id = %s", (other, row))
                rows[other] = rows.pop(row)
            case _:
                await session.execute("UPDATE notes SET body = %s WHERE id = %s", (body, row))
                rows[row] = (rows[row][0], body)
        return rows


ALTERED = """
ALTER TABLE notes ADD COLUMN size int GENERATED ALWAYS AS (length(body)) STORED, ADD EXCLUDE USING btree (id WITH =);
"""


@pytest.mark.parametrize(
    ("change", "operation"), [(CHANGE, "partition_a_table"), (ALTERED, "rebuild_a_table")], ids=["another", "anew"]
)
async def test_nothing_is_lost_that_is_written_while_it_goes_there_and_back(
    change: str, operation: str, shadow_18: Shadow, production: Production, tmp_path: Path
) -> None:
    """Every transaction that was committed is there in the end, whichever table it met and however it is isolated."""
    generated = await plan_in(tmp_path, shadow_18, schema=SCHEMA, change=change, name="live")
    assert {step.operation for step in generated.plan.steps} == {operation}
    levels = [psycopg.IsolationLevel.READ_COMMITTED] * 3 + [psycopg.IsolationLevel.REPEATABLE_READ] * 2
    writers = [Writer(number, len(levels), level) for number, level in enumerate(levels)]
    async with Hosts(production, {18: folder_of(18) / "psql"}).database(18, tmp_path) as live:
        await live.run(SCHEMA, ROWS)
        for writer in writers:
            await writer.read(live.url)
        for files in (up_files, down_files, up_files):
            done = anyio.Event()
            async with anyio.create_task_group() as group:
                for writer in writers:
                    group.start_soon(writer.work, live.url, done)
                for file in files(generated.plan, generated.folder):
                    await live.run_files(file)
                done.set()
            found = [row[:3] for row in (await live.state()).rows["public.notes"]]
            wanted = sorted([(at, body, str(row)) for w in writers for row, (at, body) in w.rows.items()], key=repr)
            assert found == wanted
            assert not [error for writer in writers for error in writer.errors]
    assert all(writer.written > 5 for writer in writers)


KEEPING = CHANGE.replace("DROP TABLE notes_old;", "")


async def test_rows_that_code_writes_into_the_kept_table_are_kept_apart_on_the_way_back(
    shadow_15: Shadow, production: Production, tmp_path: Path
) -> None:
    """The table gets the rows of the one in its place again; what else was in it is JSON beside, as the plan says."""
    generated = await plan_in(tmp_path, shadow_15, schema=SCHEMA, change=KEEPING, name="keeping")
    assert [(loss.object, loss.preserved) for loss in generated.plan.losses] == [
        ("public.notes_old", "migration_planner.rescued_rows")
    ]
    async with Hosts(production, {15: folder_of(15) / "psql"}).database(15, tmp_path) as live:
        await live.run(SCHEMA, ROWS)
        await live.run_files(*up_files(generated.plan, generated.folder))
        await live.run(
            "UPDATE notes_old SET body = 'of the kept' WHERE id IN (7, 8); DELETE FROM notes_old WHERE id = 9;",
            "INSERT INTO notes_old VALUES (1001, '2024-05-05', 'added to the kept');",
            "UPDATE notes SET body = 'newest' WHERE id = 7; DELETE FROM notes WHERE id = 10;",
        )
        wanted = (await live.state()).rows["public.notes"]
        await live.run_files(*down_files(generated.plan, generated.folder))
        assert (await live.state()).rows["public.notes"] == wanted
        found = await live.connection.execute(
            "SELECT object, row_data->>'id', row_data->>'body' FROM migration_planner.rescued_rows ORDER BY 2"
        )
        assert await found.fetchall() == [
            ("public.notes_old", "10", "first"),
            ("public.notes_old", "1001", "added to the kept"),
            ("public.notes_old", "7", "of the kept"),
            ("public.notes_old", "8", "of the kept"),
        ]


async def test_rows_in_the_kept_table_that_a_write_overtakes_on_the_way_back_are_kept_apart_too(
    shadow_15: Shadow, production: Production, tmp_path: Path
) -> None:
    """Between the trigger's start and the batch that comes to a row, code may write the same row of the new table."""
    generated = await plan_in(tmp_path, shadow_15, schema=SCHEMA, change=KEEPING, name="overtaken")
    async with Hosts(production, {15: folder_of(15) / "psql"}).database(15, tmp_path) as live:
        await live.run(SCHEMA, ROWS)
        await live.run_files(*up_files(generated.plan, generated.folder))
        await live.run(
            "UPDATE notes_old SET body = 'of the kept' WHERE id IN (7, 8, 9);",
            "INSERT INTO notes_old VALUES (1001, '2024-05-05', 'added to the kept');",
        )
        contract, *others = down_files(generated.plan, generated.folder)
        text = contract.read_text()
        await live.run(text[: text.index("CREATE TABLE IF NOT EXISTS migration_planner.notes")])
        await live.run(
            "UPDATE notes SET body = 'newest' WHERE id = 7; DELETE FROM notes WHERE id = 8;",
            "UPDATE notes SET at = '2025-06-06' WHERE id = 9; INSERT INTO notes VALUES (1001, '2024-05-05', 'added');",
        )
        wanted = (await live.state()).rows["public.notes"]
        await live.run_files(contract, *others)
        assert (await live.state()).rows["public.notes"] == wanted
        found = await live.connection.execute(
            "SELECT row_data->>'id', row_data->>'body' FROM migration_planner.rescued_rows ORDER BY 1"
        )
        assert await found.fetchall() == [
            ("1001", "added to the kept"),
            ("7", "of the kept"),
            ("8", "of the kept"),
            ("9", "of the kept"),
        ]


async def test_a_row_for_which_there_is_no_partition_stops_the_change_and_not_the_code(
    shadow_18: Shadow, production: Production, tmp_path: Path
) -> None:
    """Old code does not know of partitions: it writes on, and what has no place is told before tables change over."""
    folder = CASES / "partition_a_table" / "list_with_new_table_first"
    schema = (folder / "schema.sql").read_text()
    change = (folder / "change.sql").read_text()
    generated = await plan_in(tmp_path, shadow_18, schema=schema, change=change, name="no_place")
    astray = "INSERT INTO orders (region) VALUES ('east'), (NULL);"
    async with Hosts(production, {18: folder_of(18) / "psql"}).database(18, tmp_path) as live:
        await live.run(schema, astray)
        expand, migrate, contract = up_files(generated.plan, generated.folder)
        assert "no place" in str(await live.file_refusal(expand))
        await live.run("DELETE FROM orders")
        await live.run_files(expand)
        await live.run(astray)
        await live.run_files(migrate)
        await live.run(astray)
        before = (await live.state()).rows
        assert "no place" in str(await live.file_refusal(contract))
        assert (await live.state()).rows == before
        await live.run(astray, "UPDATE orders SET region = 'south'")
        await live.run_files(contract)
        state = await live.state()
        assert len(state.rows["public.orders"]) == 6
        orders = state.catalog.table_spelled("public.orders")
        assert orders is not None and orders.kind == "partitioned table"


async def test_partitions_made_after_the_swap_are_no_reason_not_to_go_back(
    shadow_18: Shadow, production: Production, tmp_path: Path
) -> None:
    """The table before takes their rows; what else was done to the new table since is told."""
    generated = await plan_in(tmp_path, shadow_18, schema=SCHEMA, change=CHANGE, name="grown")
    async with Hosts(production, {18: folder_of(18) / "psql"}).database(18, tmp_path) as live:
        await live.run(SCHEMA, ROWS)
        await live.run_files(*up_files(generated.plan, generated.folder))
        await live.run(
            "CREATE TABLE notes_2026 PARTITION OF notes FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');",
            "INSERT INTO notes VALUES (1000, '2026-05-05', 'late'); CREATE INDEX late ON notes_2024 (body);",
        )
        back = down_files(generated.plan, generated.folder)
        assert "index late of public.notes_2024 is new" in str(await live.file_refusal(back[0]))
        await live.run("DROP INDEX late")
        await live.run_files(*back)
        state = await live.state()
        assert ("2026-05-05", "late", "1000") in state.rows["public.notes"]
        assert {table.name.name for table in state.catalog.tables.values()} == {"notes"}


async def test_a_row_that_is_being_deleted_does_not_come_back(
    shadow_18: Shadow, production: Production, tmp_path: Path
) -> None:
    """Whoever copies it waits for the DELETE, which could not find the copy made from what it has yet to commit."""
    generated = await plan_in(tmp_path, shadow_18, schema=SCHEMA, change=CHANGE, name="deleting")
    async with Hosts(production, {18: folder_of(18) / "psql"}).database(18, tmp_path) as live:
        await live.run(SCHEMA, ROWS)
        expand, migrate, contract = up_files(generated.plan, generated.folder)
        await live.run_files(expand)
        async with await psycopg.AsyncConnection.connect(live.url) as deleting:
            await deleting.execute("DELETE FROM notes WHERE id = 5")
            async with anyio.create_task_group() as group:
                group.start_soon(live.run_files, migrate)
                await _until_somebody_waits_for(deleting)
                await deleting.commit()
        await live.run_files(contract)
        assert [row for row in (await live.state()).rows["public.notes"] if row[2] == "5"] == []


TABLE = """
CREATE TABLE kinds (id int PRIMARY KEY);
CREATE TABLE events (
    id serial, at date NOT NULL, kind int REFERENCES kinds, what text DEFAULT 'x',
    CONSTRAINT events_pkey PRIMARY KEY (id)
);
CREATE INDEX by_what ON events (what);
CREATE STATISTICS at_what ON at, what FROM events;
"""
PARTITIONED = TABLE.replace("(id)\n);", "(id, at)\n) PARTITION BY RANGE (at);").replace(
    "CREATE INDEX",
    """
    CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
    CREATE TABLE events_rest PARTITION OF events DEFAULT;
    CREATE INDEX""",
)


@pytest.mark.parametrize(("before", "after"), [(TABLE, PARTITIONED), (PARTITIONED, TABLE)], ids=["there", "back"])
async def test_a_desired_schema_with_the_table_partitioned_keeps_its_rows(
    before: str, after: str, shadow_18: Shadow, production: Production, tmp_path: Path
) -> None:
    """The same table with the same columns is wanted, so nobody means that its rows go."""
    (tmp_path / "schema.sql").write_text(before)
    generated = await pipeline.generate_migration(
        services_in(tmp_path, shadow_18),
        database="schema.sql",
        change="",
        desired_schema=after,
        name="desired",
        reason="",
        decisions={},
        progress=told,
    )
    assert {step.operation for step in generated.plan.steps} == {"partition_a_table"}
    rows = "INSERT INTO events (at) SELECT date '2024-12-01' + n FROM generate_series(1, 60) AS n;"
    hosts = Hosts(production, {18: folder_of(18) / "psql"})
    async with hosts.database(18, tmp_path) as live, hosts.database(18, tmp_path) as wanted:
        await live.run(before, rows)
        await wanted.run(after, rows)
        await live.run_files(*up_files(generated.plan, generated.folder))
        assert await live.dump() == await wanted.dump()
        found, other = await live.state(), await wanted.state()
        assert (found.rows, found.sequences) == (other.rows, other.sequences)


@pytest.mark.parametrize(
    ("case", "operation"),
    [
        ("partition_a_table/range_by_date", "partition_a_table"),
        pytest.param("add_column/generated_stored_and_indexed", "rebuild_a_table", marks=pytest.mark.more),
    ],
    ids=["another", "anew"],
)
async def test_a_table_that_is_not_archived_comes_back_all_the_same(
    case: str, operation: str, shadow_18: Shadow, production: Production, tmp_path: Path
) -> None:
    """Its rows are all in the table in its place, so that nothing is lost with it."""
    folder = CASES / case
    schema, rows, since = [(folder / f"{name}.sql").read_text() for name in ("schema", "rows", "since")]
    (tmp_path / "schema.sql").write_text(schema)
    services = services_in(tmp_path, shadow_18)
    policy = replace(services.configuration.policy, archive=False)
    generated = await pipeline.generate_migration(
        replace(services, configuration=replace(services.configuration, policy=policy)),
        database="schema.sql",
        change=(folder / "change.sql").read_text(),
        desired_schema="",
        name="dropped",
        reason="",
        decisions={},
        progress=told,
    )
    assert {step.operation for step in generated.plan.steps} == {operation}
    hosts = Hosts(production, {18: folder_of(18) / "psql"})
    async with hosts.database(18, tmp_path) as live, hosts.database(18, tmp_path) as wanted:
        await live.run(schema, rows)
        await wanted.run(schema, rows, (folder / "as_if.sql").read_text())
        await live.run_files(*up_files(generated.plan, generated.folder))
        kept = "SELECT 1 / count(*) FROM pg_catalog.pg_namespace WHERE nspname = 'migration_planner'"
        assert "division by zero" in str(await live.refusal(kept))
        await live.run(since)
        await live.run_files(*down_files(generated.plan, generated.folder))
        assert await live.dump() == await wanted.dump()
        found, other = await live.state(), await wanted.state()
        assert found.rows == other.rows


@pytest.mark.parametrize(
    ("more", "change", "reason"),
    [
        (
            "CREATE VIEW newest AS SELECT max(at) FROM notes;",
            CHANGE.replace("TABLE notes_old;", "TABLE notes_old CASCADE;"),
            "view",
        ),
        ("CREATE PUBLICATION news FOR TABLE notes;", CHANGE, "publication"),
        ("ALTER TABLE notes ADD CHECK (id > 0);", CHANGE, "rules for rows differ"),
        ("", CHANGE.replace("PRIMARY KEY (at, id)", "CHECK (id > 0)"), "no key in common"),
        ("", CHANGE.replace("SELECT * FROM", "SELECT id + 1, at, body FROM"), ""),
        ("", CHANGE.replace("FROM notes_old;", "FROM notes_old WHERE id < 9;"), ""),
    ],
    ids=["view", "publication", "check", "no key", "computed", "chosen"],
)
async def test_what_cannot_be_had_online_is_carried_out_as_written(
    more: str, change: str, reason: str, shadow_18: Shadow, tmp_path: Path
) -> None:
    """And the plan says why, where the rows were meant to be kept as they are."""
    generated = await plan_in(tmp_path, shadow_18, schema=SCHEMA + more, change=change, name="as_written")
    assert {step.operation for step in generated.plan.steps} == {"as_written"}
    said = [hazard.effect for hazard in generated.plan.hazards if hazard.object == "public.notes"]
    assert not reason or any(reason in effect for effect in said), said


async def _until_somebody_waits_for(session: psycopg.AsyncConnection[tuple[object, ...]]) -> None:
    waiting = "SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
    with anyio.fail_after(60):
        while (await session.execute(waiting)).rowcount == 0:
            await anyio.sleep(0.01)
