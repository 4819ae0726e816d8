"""A label that is taken away stands in nobody's way before contract, and is lost by nobody in it."""

from pathlib import Path

import pytest

from server.model.fingerprint import fingerprint
from server.postgres.shadow import Shadow
from tests.cases_runner import Hosts, plan_in, up_files
from tests.conftest import Production
from tests.postgres_majors import folder_of

pytestmark = pytest.mark.anyio

SCHEMA = """
CREATE TYPE status AS ENUM ('new', 'paid', 'gone');
CREATE TABLE orders (id int PRIMARY KEY, status status NOT NULL DEFAULT 'gone', was status[]);
GRANT ALL ON orders TO pg_database_owner;
"""
CHANGE = """
ALTER TYPE status RENAME TO status_old;
CREATE TYPE status AS ENUM ('new', 'paid');
ALTER TABLE orders ALTER COLUMN status DROP DEFAULT;
ALTER TABLE orders ALTER COLUMN status TYPE status USING status::text::status;
ALTER TABLE orders ALTER COLUMN was TYPE status[] USING was::text::status[];
DROP TYPE status_old;
"""
DECISIONS = {"label:public.status.gone": "none"}


async def test_old_code_writes_the_label_until_contract_which_waits_for_the_last_row(
    shadow_18: Shadow, production: Production, tmp_path: Path
) -> None:
    """Also as a role that may not look into the planner's schema, with a cast that names the type."""
    generated = await plan_in(tmp_path, shadow_18, schema=SCHEMA, change=CHANGE, name="labels", decisions=DECISIONS)
    hosts = Hosts(production, {18: folder_of(18) / "psql"})
    async with hosts.database(18, tmp_path) as live:
        await live.run(SCHEMA, "INSERT INTO orders VALUES (1, 'new', NULL), (2, 'gone', '{}'), (3, 'paid', '{paid}')")
        expand, migrate, contract = up_files(generated.plan, generated.folder)
        await live.run_files(expand)
        await live.run("SET ROLE pg_database_owner; INSERT INTO orders VALUES (4, 'gone'::status, '{gone,new}');")
        await live.run_files(migrate)
        await live.run("SET ROLE pg_database_owner; UPDATE orders SET status = 'gone'::status WHERE id = 1;")

        refused = await live.file_refusal(contract)
        assert refused is not None and "hold 'gone' in status, which the type loses" in refused
        await live.run("SET ROLE pg_database_owner; UPDATE orders SET status = 'new' WHERE status = 'gone';")
        refused = await live.file_refusal(contract)
        assert refused is not None and "hold 'gone' in was" in refused
        # the first column was looked through: what would get past that look is refused from now on
        refused = await live.refusal("SET ROLE pg_database_owner; UPDATE orders SET status = 'gone' WHERE id = 1;")
        assert refused is not None and "invalid input value" in refused

        await live.run("SET ROLE pg_database_owner; UPDATE orders SET was = array_remove(was, 'gone');")
        await live.run_files(contract)
        await live.run("SET ROLE pg_database_owner; UPDATE orders SET status = 'paid'::status WHERE id = 1;")
        assert (await live.state()).rows["public.orders"] == [
            ("1", "paid", None),
            ("2", "new", "{}"),
            ("3", "paid", "{paid}"),
            ("4", "new", "{new}"),
        ]


async def test_a_label_that_rows_hold_is_refused_before_anything_runs_as_written(
    shadow_18: Shadow, production: Production, tmp_path: Path
) -> None:
    """The third statement failed when two were committed: the file could not be run again, nor undone by its down."""
    schema = """
    CREATE TYPE status AS ENUM ('new', 'paid', 'gone');
    CREATE TABLE orders (id int, status status, PRIMARY KEY (id, status));
    """
    change = """
    ALTER TYPE status RENAME TO status_old;
    CREATE TYPE status AS ENUM ('new', 'paid');
    ALTER TABLE orders ALTER COLUMN status TYPE status USING status::text::status;
    DROP TYPE status_old;
    """
    generated = await plan_in(tmp_path, shadow_18, schema=schema, change=change, name="labels")
    assert any(step.operation == "as_written" for step in generated.plan.steps)
    hosts = Hosts(production, {18: folder_of(18) / "psql"})
    up = up_files(generated.plan, generated.folder)
    async with hosts.database(18, tmp_path) as live:
        await live.run(schema, "INSERT INTO orders VALUES (1, 'new'), (2, 'gone');")
        before = (await live.state()).catalog
        refused = await live.file_refusal(*up)
        assert refused is not None and "hold 'gone' in status, which the type loses" in refused
        assert fingerprint((await live.state()).catalog) == fingerprint(before)
        await live.run("DELETE FROM orders WHERE status = 'gone';")
        await live.run_files(*up)
        assert fingerprint((await live.state()).catalog) == generated.plan.final_fingerprint


async def test_an_enum_that_runs_as_written_takes_no_strategy_from_other_tables(
    shadow_18: Shadow, tmp_path: Path
) -> None:
    """A view stands on its column: only the statements around that run as written, all of them in contract."""
    schema = (
        "CREATE TYPE state AS ENUM ('a', 'b', 'c'); CREATE TABLE orders (id int PRIMARY KEY, state state NOT NULL);"
        "CREATE VIEW states AS SELECT state FROM orders; CREATE TABLE events (id int PRIMARY KEY);"
        "CREATE TABLE others (id int PRIMARY KEY, x int);"
    )
    change = (
        "DROP VIEW states; ALTER TYPE state RENAME TO old_state; CREATE TYPE state AS ENUM ('a', 'b');"
        "ALTER TABLE orders ALTER COLUMN state TYPE state USING state::text::state; DROP TYPE old_state;"
        "CREATE VIEW states AS SELECT state FROM orders; ALTER TABLE events RENAME TO old_events;"
        "CREATE TABLE events (id int PRIMARY KEY) PARTITION BY HASH (id);"
        "CREATE TABLE events_1 PARTITION OF events FOR VALUES WITH (MODULUS 1, REMAINDER 0);"
        "INSERT INTO events SELECT * FROM old_events; DROP TABLE old_events; CREATE INDEX by_x ON others (x);"
    )
    generated = await plan_in(tmp_path, shadow_18, schema=schema, change=change, name="apart")
    assert generated.verdict.status == "proven"
    found = {(phase.name, step.operation) for phase in generated.plan.phases for step in phase.steps}
    assert {("expand", "partition_a_table"), ("expand", "create_index"), ("contract", "as_written")} <= found
    assert not {("expand", "as_written"), ("migrate", "as_written")} & found
    written = [step.title for step in generated.plan.steps if step.operation == "as_written"]
    assert len(written) == 6 and not any("events" in title or "by_x" in title for title in written)
