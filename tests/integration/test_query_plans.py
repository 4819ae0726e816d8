"""The impact of a change names the queries in code that it makes worse, before anything of it was run on the target."""

from pathlib import Path

import psycopg
import pytest

from server import pipeline
from server.configuration import load_configuration
from server.memory import Memory
from server.model.impact import Impact
from server.pipeline import Services
from server.postgres.shadow import Shadow
from server.tools import replies
from tests.cases_runner import told
from tests.conftest import Production

pytestmark = pytest.mark.anyio

ORDERS = """
CREATE TABLE customers (id int PRIMARY KEY, email text UNIQUE);
CREATE TABLE "Orders" (
    id bigint PRIMARY KEY, customer_id int NOT NULL REFERENCES customers, state text NOT NULL, note text, old text
);
CREATE INDEX orders_by_customer ON "Orders" (customer_id);
INSERT INTO customers SELECT n, 'c' || n FROM generate_series(1, 5000) AS n;
INSERT INTO "Orders" SELECT n, 1 + n % 5000, CASE n % 50 WHEN 0 THEN 'open' ELSE 'sent' END, repeat('x', 60), 'y'
FROM generate_series(1, 60000) AS n;
VACUUM ANALYZE;
"""
CODE = '''
def of_customer(db, customer, state):
    return db.execute(
        """SELECT o.id, o.note FROM "Orders" AS o WHERE o.customer_id = %s AND o.state = %s ORDER BY o.id""",
        (customer, state),
    )

def rename(db):
    db.execute('UPDATE "Orders" SET old = %(old)s WHERE id = %(id)s', {})

def built(db, column):
    db.execute('SELECT * FROM "Orders" ORDER BY nosuchcolumn')

def fine(db):
    db.execute("SELECT email FROM customers WHERE id = %s")
'''


@pytest.fixture(params=[15, 18], ids=["live15", "live18"])
async def services(
    request: pytest.FixtureRequest, production: Production, tmp_path: Path, shadow_15: Shadow, shadow_18: Shadow
) -> Services:
    """A project with code, for a database that holds rows."""
    url = await production(f"plans {request.node.name}"[:60], major=request.param)
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as session:
        for statement in ORDERS.split(";\n"):
            if statement.strip():
                await session.execute(statement.encode())
    (tmp_path / "api").mkdir()
    (tmp_path / "api" / "orders.py").write_text(CODE)
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_orders.py").write_text(CODE)
    (tmp_path / "migration-planner.toml").write_text(
        '[databases.shop]\nurl = "${URL}"\n[policy]\nsmall_table_rows = 1000\n[memory]\nstore = "sqlite:///g.sqlite"\n'
    )
    configuration = load_configuration(path=None, environment={"URL": url}, working_directory=tmp_path)
    return Services(
        configuration=configuration,
        shadow=shadow_15 if request.param == 15 else shadow_18,
        memory=Memory(configuration.store_url),
        today=lambda: "2026-01-02",
        now=lambda: "now",
    )


async def impact(services: Services, change: str) -> Impact:
    """What the change touches."""
    return await pipeline.analyze_impact(services, database="shop", change=change, progress=told)


async def test_a_query_that_loses_its_index_is_named_with_its_place(services: Services) -> None:
    """On the empty shadow itself every plan is a quick one; with production's statistics this one is not."""
    found = await impact(services, "DROP INDEX orders_by_customer")
    (change,) = found.plans
    assert (change.query.path, change.query.line) == ("api/orders.py", 4)
    assert "reads all of Orders" in change.text
    assert change.cost_after is not None and change.cost_after > 20 * change.cost_before
    assert any(line.startswith("1 of 3 queries in code were not planned") for line in replies.impact_reply(found).more)
    assert replies.impact_reply(found).plans == [f"api/orders.py:4: {change.text}"]


async def test_a_query_that_postgresql_takes_no_more_is_named_first(services: Services) -> None:
    """It fails on the day of the deployment, and not before."""
    found = await impact(services, 'ALTER TABLE "Orders" DROP COLUMN old; DROP INDEX orders_by_customer')
    assert [change.query.line for change in found.plans] == [9, 4]
    assert found.plans[0].cost_after is None
    assert 'column "old" of relation "Orders" does not exist [42703]' in found.plans[0].text


async def test_what_makes_no_query_worse_names_none(services: Services) -> None:
    """A list that cries wolf is not read; nothing is left of the copies either."""
    assert (await impact(services, 'CREATE INDEX ON "Orders" (state, customer_id)')).plans == ()
    assert (await impact(services, 'ALTER TABLE "Orders" ADD COLUMN more int')).plans == ()
