"""A label that is taken away stands in nobody's way before contract, and is lost by nobody in it."""

from pathlib import Path

import pytest

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
