"""While columns move to another table, each version of an application finds what the other wrote."""

from pathlib import Path

import anyio
import psycopg
import pytest

from server.model.plan import Hazard, Plan
from server.postgres.binaries import identify
from server.postgres.engine import ADMIN, Cluster
from server.postgres.shadow import Shadow
from tests.cases_runner import Hosts, Live, down_files, plan_in, up_files
from tests.conftest import Production
from tests.postgres_majors import folder_of

pytestmark = pytest.mark.anyio

SCHEMA = """
CREATE TABLE customers (id int PRIMARY KEY, name text);
CREATE TABLE orders (id int PRIMARY KEY, customer int REFERENCES customers, email text);
CREATE INDEX ON orders (customer);
"""
ROWS = """
INSERT INTO customers VALUES (1, 'a'), (2, 'b'), (3, 'c');
INSERT INTO orders VALUES (1, 1, 'one'), (2, 1, 'another'), (3, 2, 'two');
"""
CHANGE = """
ALTER TABLE customers ADD COLUMN email text;
UPDATE customers SET email = orders.email FROM orders WHERE orders.customer = customers.id;
ALTER TABLE orders DROP COLUMN email;
"""


async def test_both_versions_write_and_the_way_back_keeps_all(
    shadow_18: Shadow, production: Production, tmp_path: Path
) -> None:
    """Old code changes one order and no other; new code changes a customer, and all orders old code reads."""
    generated = await plan_in(tmp_path, shadow_18, schema=SCHEMA, change=CHANGE, name="moved")
    hosts = Hosts(production, {18: folder_of(18) / "psql"})
    async with hosts.database(18, tmp_path) as live:
        await live.run(SCHEMA, ROWS)
        expand, migrate, contract = up_files(generated.plan, generated.folder)
        await live.run_files(expand)
        await live.run("UPDATE orders SET email = 'old code' WHERE id = 2;")
        rows = (await live.state()).rows
        assert rows["public.customers"] == [("old code", "1", "a"), (None, "2", "b"), (None, "3", "c")]
        assert rows["public.orders"] == [("1", "old code", "2"), ("1", "one", "1"), ("2", "two", "3")]
        await live.run_files(migrate)
        await live.run(
            # new code, which need not know the old column: the customer first, or its order
            "UPDATE customers SET email = 'new code' WHERE id = 2;",
            "INSERT INTO customers VALUES (4, 'd', 'with it'), (5, 'e', NULL);",
            "INSERT INTO orders (id, customer) VALUES (4, 4), (5, 5);",
            "UPDATE customers SET email = 'later' WHERE id = 5;",
            # an order comes to belong to another customer: to one without address, and to one with another
            "UPDATE orders SET customer = 3 WHERE id = 1; UPDATE orders SET customer = 4 WHERE id = 2;",
            "UPDATE customers SET email = email; UPDATE orders SET email = email;",
        )
        rows = (await live.state()).rows
        written = {order: email for _, email, order in rows["public.orders"]}
        assert written == {"1": "one", "2": "old code", "3": "new code", "4": "with it", "5": "later"}
        assert {number: email for email, number, _ in rows["public.customers"]} == {
            "1": "old code",
            "2": "new code",
            "3": "one",
            "4": "with it",
            "5": "later",
        }
        before = (await live.state()).rows["public.orders"]
        await live.run_files(contract, *down_files(generated.plan, generated.folder)[:1])
        assert (await live.state()).rows["public.orders"] == before


async def test_a_value_taken_away_while_rows_are_filled_is_not_filled_in_after_all(
    shadow_18: Shadow, production: Production, tmp_path: Path
) -> None:
    """The batch waits for the transaction that empties a row, and reads the row after that."""
    generated = await plan_in(tmp_path, shadow_18, schema=SCHEMA, change=CHANGE, name="moved")
    hosts = Hosts(production, {18: folder_of(18) / "psql"})
    expand, migrate, _ = up_files(generated.plan, generated.folder)
    async with hosts.database(18, tmp_path) as live:
        await live.run(SCHEMA, ROWS)
        await live.run_files(expand)
        async with await psycopg.AsyncConnection.connect(live.url, autocommit=True) as looking:
            writer = await psycopg.AsyncConnection.connect(live.url)
            await writer.execute("UPDATE orders SET email = NULL WHERE id = 3")
            async with anyio.create_task_group() as group:
                group.start_soon(live.run_files, migrate)
                with anyio.fail_after(60):
                    waiting = "SELECT FROM pg_locks WHERE NOT granted AND pid <> pg_backend_pid()"
                    while await (await looking.execute(waiting)).fetchone() is None:
                        await anyio.sleep(0.01)
                await writer.commit()
            await writer.close()
        assert (None, "2", "b") in (await live.state()).rows["public.customers"]


async def test_rows_inserted_at_the_same_moment_are_a_hazard_where_no_foreign_key_orders_them(
    shadow_18: Shadow, production: Production, tmp_path: Path
) -> None:
    """Neither transaction sees the other's row; the plan says so, and the query it gives finds the pair."""
    ordered = await plan_in(tmp_path, shadow_18, schema=SCHEMA, change=CHANGE, name="ordered")
    assert not any(each.object == "public.orders" for each in _not_kept_in_step(ordered.plan))
    loose = SCHEMA.replace(" REFERENCES customers", "")
    generated = await plan_in(tmp_path, shadow_18, schema=loose, change=CHANGE, name="loose")
    (told,) = (each for each in _not_kept_in_step(generated.plan) if each.object == "public.orders")
    query = told.remedy.partition("SELECT")[2]
    hosts = Hosts(production, {18: folder_of(18) / "psql"})
    async with hosts.database(18, tmp_path) as live:
        await live.run(loose)
        await live.run_files(up_files(generated.plan, generated.folder)[0])
        connected = psycopg.AsyncConnection.connect
        async with await connected(live.url) as one, await connected(live.url) as other:
            await one.execute("INSERT INTO customers VALUES (9, 'i')")
            await other.execute("INSERT INTO orders VALUES (9, 9, 'nine')")
            await one.commit()
            await other.commit()
            found = await one.execute(f"SELECT {query}".encode())
            assert [row[:3] for row in await found.fetchall()] == [(9, 9, "nine")]


async def test_values_that_stay_behind_are_a_hazard_with_the_query_that_finds_them(
    shadow_18: Shadow, production: Production, tmp_path: Path
) -> None:
    """Old code deletes the row a value came from, and another comes to belong elsewhere; no trigger takes it back."""
    generated = await plan_in(tmp_path, shadow_18, schema=SCHEMA, change=CHANGE, name="behind")
    (told,) = (each for each in _not_kept_in_step(generated.plan) if each.object == "public.customers.email")
    query = told.remedy.partition(": ")[2]
    hosts = Hosts(production, {18: folder_of(18) / "psql"})
    async with hosts.database(18, tmp_path) as live:
        await live.run(SCHEMA, "INSERT INTO customers VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd')")
        await live.run("INSERT INTO orders VALUES (1, 1, 'one'), (2, 2, 'two'), (3, 3, 'three')")
        await live.run_files(*up_files(generated.plan, generated.folder)[:2])
        await live.run("DELETE FROM orders WHERE id = 1; UPDATE orders SET customer = 4 WHERE id = 2")
        found = await live.connection.execute(query.encode())
        assert sorted(await found.fetchall()) == [(1, "a", "one"), (2, "b", "two")]


async def test_who_may_write_one_table_need_not_be_allowed_to_write_the_other(
    shadow_18: Shadow, tmp_path: Path
) -> None:
    """A trigger that runs with the rights of whoever writes would refuse what was allowed before."""
    generated = await plan_in(tmp_path, shadow_18, schema=SCHEMA, change=CHANGE, name="moved")
    binaries = identify(folder_of(18))
    async with Cluster(role="owner", binaries=binaries, loopback=True) as cluster:
        conninfo = cluster.conninfo(database="postgres", user=ADMIN)
        async with await psycopg.AsyncConnection.connect(conninfo, autocommit=True) as admin:
            await admin.execute("CREATE ROLE clerk; GRANT clerk TO owner")
        url = await cluster.create_database("rights")
        async with await psycopg.AsyncConnection.connect(url, autocommit=True) as looking:
            live = Live(url, folder_of(18) / "psql", tmp_path, looking)
            await live.run(SCHEMA, ROWS, "GRANT SELECT, UPDATE ON orders TO clerk;")
            await live.run_files(up_files(generated.plan, generated.folder)[0])
            await live.run("SET ROLE clerk; UPDATE orders SET email = 'by the clerk' WHERE id = 3;")
            assert ("by the clerk", "2", "b") in (await live.state()).rows["public.customers"]


async def test_each_version_inserts_deletes_and_renumbers_rows_of_a_split_table(
    shadow_18: Shadow, production: Production, tmp_path: Path
) -> None:
    """New code inserts a row and then its details, which must not be there yet; old code deletes both."""
    schema = "CREATE TABLE users (id int PRIMARY KEY, name text, bio text);"
    change = """
    CREATE TABLE profiles (owner int PRIMARY KEY REFERENCES users, bio text, seen int DEFAULT 0);
    INSERT INTO profiles (owner, bio) SELECT id, bio FROM users;
    ALTER TABLE users DROP COLUMN bio;
    """
    generated = await plan_in(tmp_path, shadow_18, schema=schema, change=change, name="split")
    hosts = Hosts(production, {18: folder_of(18) / "psql"})
    async with hosts.database(18, tmp_path) as live:
        await live.run(schema, "INSERT INTO users VALUES (1, 'a', 'one'), (2, 'b', 'two'), (3, 'c', NULL);")
        expand, migrate, contract = up_files(generated.plan, generated.folder)
        await live.run_files(expand)
        await live.run("UPDATE users SET bio = 'old code' WHERE id = 2; UPDATE users SET name = 'x' WHERE id = 1;")
        assert (await live.state()).rows["public.profiles"] == [("old code", "2", "0")]
        await live.run_files(migrate)
        await live.run(
            # old code
            "INSERT INTO users VALUES (4, 'd', 'four'), (5, 'e', NULL); DELETE FROM users WHERE id = 2;",
            "UPDATE users SET id = 6 WHERE id = 4; UPDATE users SET bio = NULL WHERE id = 6;",
            # new code
            "INSERT INTO users (id, name) VALUES (7, 'g'); INSERT INTO profiles VALUES (7, 'seven', 70);",
            "UPDATE profiles SET bio = 'new code' WHERE owner = 1; UPDATE profiles SET owner = 5 WHERE owner = 7;",
            "DELETE FROM profiles WHERE owner = 3; UPDATE profiles SET bio = bio; UPDATE users SET bio = bio;",
        )
        rows = (await live.state()).rows
        assert {number: bio for bio, number, _ in rows["public.users"]} == {
            "1": "new code",
            "3": None,
            "5": "seven",
            "6": None,
            "7": None,
        }
        assert rows["public.profiles"] == [("new code", "1", "0"), ("seven", "5", "70"), (None, "6", "0")]
        await live.run_files(contract)
        assert [row for row in (await live.state()).rows["public.profiles"] if row[1] in "37"] == [
            (None, "3", "0"),
            (None, "7", "0"),
        ]
        await live.run_files(*down_files(generated.plan, generated.folder)[:1])
        assert (await live.state()).rows["public.users"] == rows["public.users"]


@pytest.mark.parametrize(
    ("schema", "change"),
    [
        (SCHEMA, CHANGE.replace("orders.email FROM", "lower(orders.email) FROM")),
        (SCHEMA, CHANGE.replace("email text", "email varchar(9)")),
        (SCHEMA, CHANGE.replace("email text", "email text DEFAULT ''")),
        (SCHEMA, CHANGE.replace("= customers.id", "= customers.id AND orders.id > 1")),
        (SCHEMA, CHANGE.replace("customers.id", "customers.id; UPDATE customers SET email = '' WHERE email IS NULL")),
        (SCHEMA, CHANGE.replace("DROP COLUMN email", "DROP COLUMN email, DROP COLUMN customer")),
        (SCHEMA, CHANGE.replace("DROP COLUMN email", "DROP COLUMN email, SET (fillfactor = 70)")),
        (SCHEMA.replace("CREATE INDEX ON orders (customer);", ""), CHANGE),
        (SCHEMA.replace("email text", "email text DEFAULT random()"), CHANGE),
        (SCHEMA.replace("id int PRIMARY KEY", "id int", 1).replace(" REFERENCES customers", ""), CHANGE),
    ],
    ids=["computed", "typed", "default", "condition", "twice", "key", "direct", "index", "random", "keyless"],
)
async def test_what_cannot_be_kept_in_step_is_no_move(
    schema: str, change: str, shadow_18: Shadow, tmp_path: Path
) -> None:
    """Each of these is carried out statement by statement, and the reader is told what that means."""
    generated = await plan_in(tmp_path, shadow_18, schema=schema, change=change, name="no move")
    assert not [step for step in generated.plan.steps if step.key.endswith(":keep_in_step")]
    codes = [hazard.code for hazard in generated.plan.hazards if not hazard.avoided]
    assert "rows-written-since" in codes or "one-long-transaction" in codes


def _not_kept_in_step(plan: Plan) -> list[Hazard]:
    return [each for each in plan.hazards if each.code == "rows-written-since" and each.left]
