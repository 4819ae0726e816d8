"""Partitions that others make or attach while a column of their table is swapped for another."""

from pathlib import Path

import pytest

from server.postgres.shadow import Shadow
from tests.cases_runner import CASES, Case, Hosts, Live, down_files, plan_in, up_files
from tests.conftest import Production
from tests.postgres_majors import folder_of

pytestmark = pytest.mark.anyio

CASE = Case.read(CASES / "change_type" / "of_a_partitioned_table")
LIKE = (
    "CREATE TABLE apart (id int NOT NULL, at date NOT NULL, level numeric(10, 2) NOT NULL CHECK (level > 0), note text)"
)
ATTACH = "ALTER TABLE readings ATTACH PARTITION {} FOR VALUES FROM ('{}') TO ('{}')"
WRITE = "INSERT INTO readings (id, at, level) VALUES ({}, '{}', {})"


@pytest.mark.parametrize("major", [15, 18])
async def test_a_new_partition_gets_all_of_its_parent_and_one_without_the_new_column_is_refused(
    major: int, shadow_15: Shadow, shadow_18: Shadow, production: Production, tmp_path: Path
) -> None:
    """Between any two phases, and the plan ends and comes back with its rows; one that lacks an index is told."""
    shadow = shadow_15 if major == 15 else shadow_18
    generated = await plan_in(tmp_path, shadow, schema=CASE.schema, change=CASE.change, name="meanwhile")
    hosts = Hosts(production, {major: folder_of(major) / "psql"})
    async with hosts.database(major, tmp_path) as live:
        await live.run(CASE.schema, CASE.rows)
        expand, migrate, contract = up_files(generated.plan, generated.folder)
        await live.run_files(expand)
        made = "CREATE TABLE readings_{0} PARTITION OF readings FOR VALUES FROM ('{0}-01-01') TO ('{1}-01-01');"
        await live.run(made.format(2030, 2031), WRITE.format(100, "2030-02-02", 6.26))
        said = await live.refusal(LIKE, ";", ATTACH.format("apart", "2032-01-01", "2033-01-01"))
        assert said is not None and "missing column" in said, said
        for _ in range(2):
            said = await live.file_refusal(migrate)
            assert said is not None and "a partition that is newer than this plan lacks its part" in said, said
            await live.run(await _part_of_the_invalid(live))
        await live.run_files(migrate)
        await live.run(made.format(2031, 2032), WRITE.format(101, "2031-02-02", 6.26))
        like = "CREATE TABLE alike (LIKE readings INCLUDING CONSTRAINTS INCLUDING DEFAULTS);"
        await live.run(
            like, ATTACH.format("alike", "2033-01-01", "2034-01-01"), ";", WRITE.format(102, "2033-02-02", 6.26)
        )
        await live.run_files(contract)

        types = "SELECT attrelid::regclass::text, format_type(atttypid, atttypmod) FROM pg_attribute"
        found = await live.connection.execute(
            f"{types} WHERE attname = 'level' AND attrelid::regclass::text ~ '20|alike'"
        )
        assert {of_type for _, of_type in await found.fetchall()} == {"numeric(10,1)"}
        parts = "SELECT count(*), bool_and(indisvalid) FROM pg_inherits JOIN pg_index ON indexrelid = inhrelid"
        found = await live.connection.execute(
            f"{parts} WHERE inhparent::regclass::text IN ('readings_level', 'readings_high')"
        )
        assert await found.fetchone() == (12, True)
        new = "SELECT level::text FROM readings WHERE id >= 100 ORDER BY id"
        assert await (await live.connection.execute(new)).fetchall() == [("6.3",)] * 3
        await live.run_files(*down_files(generated.plan, generated.folder))
        assert await (await live.connection.execute(new)).fetchall() == [("6.26",)] * 3


async def test_a_partition_that_goes_before_the_swap_does_not_stop_it(
    shadow_18: Shadow, production: Production, tmp_path: Path
) -> None:
    """Old partitions are dropped by a timetable of their own."""
    generated = await plan_in(tmp_path, shadow_18, schema=CASE.schema, change=CASE.change, name="gone")
    hosts = Hosts(production, {18: folder_of(18) / "psql"})
    async with hosts.database(18, tmp_path) as live:
        await live.run(CASE.schema, CASE.rows)
        expand, migrate, contract = up_files(generated.plan, generated.folder)
        await live.run_files(expand, migrate)
        await live.run("DROP TABLE readings_2025")
        await live.run_files(contract)
        assert await live.unmet(generated.plan.promises) == []


async def test_a_row_that_moves_to_another_partition_takes_its_old_value_along(
    shadow_18: Shadow, production: Production, tmp_path: Path
) -> None:
    """The partition it goes to sees a new row, whose old value is more exact than the new one gives."""
    generated = await plan_in(tmp_path, shadow_18, schema=CASE.schema, change=CASE.change, name="moved")
    hosts = Hosts(production, {18: folder_of(18) / "psql"})
    async with hosts.database(18, tmp_path) as live:
        await live.run(CASE.schema, CASE.rows)
        *earlier, contract = up_files(generated.plan, generated.folder)
        await live.run_files(*earlier)
        text = contract.read_text()
        await live.run(text[: text.index("-- Step 2 of ")])
        await live.run("UPDATE readings SET at = '2026-03-01' WHERE id = 3;")
        await live.run("UPDATE readings SET at = '2026-03-01', level = 7.5 WHERE id = 4;")
        await live.run("INSERT INTO readings (id, at, level) VALUES (50, '2025-05-05', 2.5)")
        await live.run_files(contract, *down_files(generated.plan, generated.folder))
        found = await live.connection.execute("SELECT id, level::text FROM readings WHERE id IN (3, 4, 50) ORDER BY id")
        assert await found.fetchall() == [(3, "3.26"), (4, "7.50"), (50, "2.50")]


async def _part_of_the_invalid(live: Live) -> str:
    """What the refusal says to run for the partition."""
    found = await live.connection.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index WHERE NOT indisvalid"
    )
    ((index, definition),) = await found.fetchall()
    tail = definition[definition.index(" USING ") :]
    return (
        f"CREATE INDEX CONCURRENTLY part ON readings_2030 {tail}; ALTER INDEX {index} ATTACH PARTITION part;"
        f"ALTER INDEX part RENAME TO {index}_2030"
    )
