"""Helpers of a plan that meet another plan's or the user's are told before anything is overwritten."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from server import pipeline
from server.configuration import load_configuration
from server.errors import OpenPlan, SchemaRejected
from server.memory import Memory
from server.model.answer import Generated
from server.pipeline import Services
from server.postgres.shadow import Shadow
from tests.cases_runner import DATE, Hosts, Live, plan_in, told, up_files
from tests.conftest import Production
from tests.postgres_majors import folder_of

pytestmark = pytest.mark.anyio

SCHEMA = """
CREATE TABLE orders (id int PRIMARY KEY, n int, note text);
CREATE TABLE users (id int PRIMARY KEY, name text);
"""
ROWS = """
INSERT INTO orders SELECT i, i, 'note ' || i FROM generate_series(1, 20) AS i;
INSERT INTO users SELECT i, 'user ' || i FROM generate_series(1, 20) AS i;
"""
TYPE = "ALTER TABLE orders ALTER COLUMN n TYPE text"
DROP = "ALTER TABLE orders DROP COLUMN note"

Planner = Callable[[str, str], Awaitable[Generated]]


@pytest.fixture
def hosts(production: Production) -> Hosts:
    """Servers that play production."""
    return Hosts(production, {18: folder_of(18) / "psql"})


def planner_for(live: Live, shadow: Shadow, folder: Path) -> Planner:
    """Plans changes for a live database by its URL."""
    (folder / "migration-planner.toml").write_text(
        '[databases.shop]\nurl = "${SHOP}"\n[memory]\nstore = "sqlite:///graph.sqlite"\n'
    )
    found = load_configuration(path=None, environment={"SHOP": live.url}, working_directory=folder)
    services = Services(
        configuration=found,
        shadow=shadow,
        memory=Memory(found.store_url),
        today=lambda: DATE,
        now=lambda: f"{DATE}T03:04:05+00:00",
    )

    async def plan(change: str, name: str) -> Generated:
        return await pipeline.generate_migration(
            services,
            database="shop",
            change=change,
            desired_schema="",
            name=name,
            reason="a test",
            decisions={},
            progress=told,
        )

    return plan


async def test_while_a_plan_is_open_only_other_tables_are_planned_for(
    shadow_18: Shadow, hosts: Hosts, tmp_path: Path
) -> None:
    """Its trigger is no part of the schema, and what it keeps in step must not be changed under it."""
    async with hosts.database(18, tmp_path) as live:
        await live.run(SCHEMA, ROWS)
        plan = planner_for(live, shadow_18, tmp_path)
        opened = await plan(TYPE, "numbers as text")
        await live.run_files(up_files(opened.plan, opened.folder)[0])
        before = await live.state()
        for change in (TYPE, "ALTER TABLE orders ADD COLUMN extra int", DROP):
            with pytest.raises(OpenPlan) as refused:
                await plan(change, "meanwhile")
            for fragment in (opened.plan.identity[:12], '"numbers as text"', "public.orders", "down files"):
                assert fragment in str(refused.value)
        assert (await plan("ALTER TABLE users ADD COLUMN extra int", "elsewhere")).verdict.status == "proven"
        assert (await live.state()).rows == before.rows
        await live.run_files(*up_files(opened.plan, opened.folder)[1:])
        assert (await plan("ALTER TABLE orders ADD COLUMN extra int", "afterwards")).verdict.status == "proven"


async def test_while_a_view_stands_for_a_table_the_remedy_is_said(
    shadow_18: Shadow, hosts: Hosts, tmp_path: Path
) -> None:
    """The table is out of sight, so nothing that stands on it can be read."""
    async with hosts.database(18, tmp_path) as live:
        await live.run(SCHEMA, ROWS)
        plan = planner_for(live, shadow_18, tmp_path)
        opened = await plan("ALTER TABLE users RENAME COLUMN name TO login", "login")
        await live.run_files(up_files(opened.plan, opened.folder)[0])
        with pytest.raises(SchemaRejected, match="a plan that is not finished keeps a table"):
            await plan(DROP, "meanwhile")


async def test_an_archive_of_the_same_change_is_never_written_into(
    shadow_18: Shadow, hosts: Hosts, tmp_path: Path
) -> None:
    """The column was dropped, came back and is dropped again: the values of then are not those of now."""
    async with hosts.database(18, tmp_path) as live:
        await live.run(SCHEMA, ROWS)
        plan = planner_for(live, shadow_18, tmp_path)
        first = await plan(DROP, "no notes")
        await live.run_files(*up_files(first.plan, first.folder))
        await live.run("ALTER TABLE orders ADD COLUMN note text;", "UPDATE orders SET note = 'newer'")
        (archive,) = {loss.preserved for loss in first.plan.losses if loss.preserved}
        with pytest.raises(OpenPlan) as refused:
            await plan(DROP, "no notes")
        for fragment in (f"DROP TABLE {archive}", first.plan.identity[:12], '"no notes"'):
            assert fragment in str(refused.value)
        before = await live.state()
        said = await live.file_refusal(up_files(first.plan, first.folder)[0])
        assert said is not None and f"{archive} is there already" in said
        assert (await live.state()).rows == before.rows
        await live.run(f"DROP TABLE {archive}; DROP SCHEMA migration_planner")
        # a name that only begins like one of the plan's is another
        await live.run(f"CREATE SCHEMA migration_planner; CREATE TABLE {archive.rpartition('_')[0]} (id int)")
        again = await plan(DROP, "no notes")
        await live.run_files(*up_files(again.plan, again.folder))


@dataclass(frozen=True, slots=True, kw_only=True)
class Collision:
    """Something with the name of a helper that the files of a change make."""

    change: str
    made: str
    """SQL that makes it, over the names of helpers."""
    said: str


COLLISIONS = {
    "archive": Collision(change=TYPE, made="CREATE TABLE {kept} (id int)", said="is there already"),
    "column": Collision(change=TYPE, made="ALTER TABLE orders ADD COLUMN {new} text", said="is not of this plan"),
    "table aside": Collision(
        change="ALTER TABLE orders RENAME COLUMN n TO amount",
        made="CREATE TABLE migration_planner.orders (id int)",
        said="that moved a table of that name aside",
    ),
    "dropped table": Collision(
        change="DROP TABLE orders", made="CREATE TABLE {kept} (id int)", said="is there already"
    ),
    "rows": Collision(
        change="ALTER TABLE users ADD COLUMN x int; DELETE FROM orders WHERE n = 3",
        made="CREATE TABLE {deleted} (id int)",
        said="is there already",
    ),
}


@pytest.mark.parametrize("collision", COLLISIONS.values(), ids=COLLISIONS)
async def test_files_stop_before_they_do_anything_where_a_helpers_name_is_taken(
    collision: Collision, shadow_18: Shadow, hosts: Hosts, tmp_path: Path
) -> None:
    """The plan was made for schema files, so that only its own files can see what the target has."""
    generated = await plan_in(tmp_path, shadow_18, schema=SCHEMA, change=collision.change, name="taken")
    kept = sorted(loss.preserved for loss in generated.plan.losses if loss.preserved)
    names = {
        "kept": next(iter(kept), ""),
        "new": next(iter(kept), "").removeprefix("migration_planner.").replace("_n_", "_n_new_"),
        "deleted": next((each for each in kept if "deleted" in each), ""),
    }
    async with hosts.database(18, tmp_path) as live:
        await live.run(SCHEMA, ROWS, "CREATE SCHEMA migration_planner;", collision.made.format(**names))
        before = await live.state()
        said = await live.file_refusal(up_files(generated.plan, generated.folder)[0])
        assert said is not None and collision.said in said, said
        after = await live.state()
        assert (after.rows, after.catalog.tables.keys()) == (before.rows, before.catalog.tables.keys())
        assert after.catalog.columns.keys() == before.catalog.columns.keys()
