"""A live database as target: inspected, planned for and rehearsed for, and never written."""

import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest
from mcp import Client
from mcp.types import CallToolResult, TextContent

from server.configuration import load_configuration
from server.memory import Memory
from server.model.catalog import Catalog
from server.model.fingerprint import fingerprint
from server.pipeline import Services
from server.postgres import shadow as shadows
from server.postgres.binaries import identify
from server.postgres.catalog import read_catalog
from server.postgres.data import ADMIN
from server.postgres.engine import Cluster
from server.postgres.row_digest import digest_rows
from server.postgres.shadow import Shadow
from server.postgres.target import read_target
from server.tools.desk import Desk
from server.tools.every_tool import all_tools
from server.tools.pipeline_planner import PipelinePlanner
from server.tools.registration import PlannerServer
from tests.postgres_majors import folder_of

pytestmark = pytest.mark.anyio

LIVE = Path(__file__).parent / "schemas" / "live.sql"
CONFIGURATION = """
[databases.live]
url = "${SHOP_URL}"
environment = "production"
[memory]
store = "sqlite:///graph.sqlite"
"""
REQUIRED = {
    "database": "live",
    "change": "ALTER TABLE shop.orders ALTER COLUMN note SET NOT NULL",
    "name": "note required",
    "decisions": {"backfill:shop.orders.note": "'none'"},
}


class Live:
    """A database with rows that plays production, and what an observer sees of it."""

    def __init__(self, major: int, url: str) -> None:
        self.major = major
        self.url = url

    async def run(self, sql: str) -> None:
        """Run SQL as the application would."""
        async with await psycopg.AsyncConnection.connect(self.url, autocommit=True) as session:
            await session.execute(sql.encode())

    async def state(self) -> tuple[Catalog, dict[str, str], object]:
        """Schema, rows, and the transaction id to come: whatever writes anywhere in the server takes one."""
        async with await psycopg.AsyncConnection.connect(self.url) as session:
            await session.set_read_only(True)
            catalog = await read_catalog(session)
            rows = await digest_rows(session, catalog)
            cursor = await session.execute("SELECT pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot())")
            return catalog, rows, await cursor.fetchone()


@pytest.fixture(scope="module", params=[15, 18], ids=["live15", "live18"])
async def production_server(request: pytest.FixtureRequest) -> AsyncIterator[tuple[int, Cluster]]:
    """A server with roles the shadow has never heard of."""
    binaries = identify(folder_of(request.param))
    async with Cluster(role="owner", binaries=binaries, loopback=True) as cluster:
        conninfo = cluster.conninfo(database="postgres", user=ADMIN)
        async with await psycopg.AsyncConnection.connect(conninfo, autocommit=True) as admin:
            await admin.execute('CREATE ROLE app_reader; CREATE ROLE "the tenant"; GRANT "the tenant" TO owner')
        yield request.param, cluster


@pytest.fixture
async def live(production_server: tuple[int, Cluster], request: pytest.FixtureRequest) -> Live:
    """A database of its own for each test."""
    major, cluster = production_server
    found = Live(major, await cluster.create_database(f"shop of {request.node.originalname}"[:60]))
    await found.run(LIVE.read_text())
    return found


@pytest.fixture
def matching(live: Live, shadow_15: Shadow, shadow_18: Shadow) -> Shadow:
    """The shadow of the target's major."""
    return shadow_15 if live.major == 15 else shadow_18


def connect(project: Path, live: Live, shadow: Shadow) -> Client:
    """A client of a planner for the live database."""
    (project / "migration-planner.toml").write_text(CONFIGURATION)
    configuration = load_configuration(path=None, environment={"SHOP_URL": live.url}, working_directory=project)
    memory = Memory(configuration.store_url)
    services = Services(
        configuration=configuration, shadow=shadow, memory=memory, today=lambda: "2026-01-02", now=lambda: "now"
    )
    return Client(PlannerServer("test", tools=all_tools(Desk(lambda: PipelinePlanner(services)), project)))


def text(result: CallToolResult) -> str:
    """The text a host shows to the model."""
    block = result.content[0]
    assert isinstance(block, TextContent)
    return block.text


async def succeed(client: Client, tool: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """The reply of a call that must succeed."""
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, text(result)
    reply: dict[str, Any] = result.structured_content
    return reply


def psql(live: Live, file: Path) -> None:
    """Run a file as its first lines say."""
    command = [str(folder_of(18) / "psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", live.url, "-f", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


async def test_a_live_database_goes_all_the_way_and_is_only_read(live: Live, tmp_path: Path, matching: Shadow) -> None:
    """Sizes and findings are the target's; schema, rows and even the transaction counter stay as they were."""
    catalog, rows, counter = await live.state()
    async with connect(tmp_path, live, matching) as client:
        inspected = await succeed(client, "inspect_schema", {"database": "live", "pattern": "shop.orders"})
        assert inspected["target"]["version"].startswith(f"{live.major}.")
        assert inspected["target"]["environment"] == "production"
        assert inspected["target"]["source"] == "live database"
        (table,) = inspected["tables"]
        assert table["rows_estimate"] == 5000 and table["size_bytes"] > 100_000
        assert "foreign-key-without-index" in [finding["code"] for finding in inspected["findings"]]
        assert {"view shop.open_orders", "materialized view shop.totals"} <= set(table["dependents"])

        await succeed(client, "analyze_impact", {"database": "live", "change": REQUIRED["change"]})
        made = await succeed(client, "generate_migration", REQUIRED)
        assert made["verdict"]["status"] == "proven", made["verdict"]
        rehearsed = await succeed(client, "dry_run", {"plan": made["plan"], "rows": 50})
        assert rehearsed["verdict"]["status"] == "proven", rehearsed["verdict"]
        assert rehearsed["server"].startswith(f"{live.major}.")
        assert rehearsed["rows"]["shop.orders"] == 50
        assert "findings" not in rehearsed["verdict"]
        assert (await succeed(client, "generate_migration", REQUIRED))["plan"] == made["plan"]
    after, rows_after, counter_after = await live.state()
    assert fingerprint(after) == fingerprint(catalog)
    assert rows_after == rows and {"shop.events", "shop.customers", "shop.orders"} < rows.keys()
    assert counter_after == counter
    kept = "".join(path.read_bytes().decode(errors="replace") for path in tmp_path.rglob("*") if path.is_file())
    assert live.url.rpartition("@")[0].rpartition(":")[2] not in kept.replace(CONFIGURATION, "")


async def test_the_files_of_a_plan_run_on_the_database_they_were_made_for(
    live: Live, tmp_path: Path, matching: Shadow
) -> None:
    """The last proof: psql, the real server, real rows; up, down and up again."""
    before, rows, _ = await live.state()
    async with connect(tmp_path, live, matching) as client:
        made = await succeed(client, "generate_migration", REQUIRED)
    folder = tmp_path / made["folder"]
    ups, downs = sorted(folder.glob("*.up.sql")), sorted(folder.glob("*.down.sql"), reverse=True)
    assert len(ups) == len(downs) == 2
    for file in ups:
        psql(live, file)
    (required,) = [column for column in (await live.state())[0].columns.values() if column.name == "note"][:1]
    assert required.not_null
    for file in downs:
        psql(live, file)
    undone, rows_undone, _ = await live.state()
    assert fingerprint(undone) == fingerprint(before)
    assert rows_undone == rows
    for file in ups:
        psql(live, file)


async def test_a_schema_that_changed_behind_our_back_makes_the_plan_stale(
    live: Live, tmp_path: Path, matching: Shadow
) -> None:
    """Somebody else deploys too; a plan proven for yesterday's schema says nothing of today's."""
    async with connect(tmp_path, live, matching) as client:
        made = await succeed(client, "generate_migration", REQUIRED)
        await live.run("ALTER TABLE shop.orders ADD COLUMN colour text")
        stale = await client.call_tool("dry_run", {"plan": made["plan"]})
        assert stale.is_error
        for fragment in ('the schema of "live"', made["target"]["fingerprint"][:12], "generate the plan again"):
            assert fragment in text(stale)
        again = await succeed(client, "generate_migration", REQUIRED)
        assert again["plan"] != made["plan"]
        await live.run("ALTER TABLE shop.orders DROP COLUMN colour")


async def test_who_follows_the_database_is_told(live: Live, tmp_path: Path, matching: Shadow) -> None:
    """A subscriber without the column stops, and the dump that the shadow is loaded from says nothing of it."""
    found = {}
    async with connect(tmp_path, live, matching) as client:
        for table in ("shop.orders", "shop.customers"):
            change = {"database": "live", "change": f"ALTER TABLE {table} ADD COLUMN colour text"}
            made = await succeed(client, "generate_migration", change)
            found[table] = [(hazard["code"], hazard["object"]) for hazard in made.get("hazards_left", [])]
    assert found == {"shop.orders": [("replication-order", "shop.orders.colour")], "shop.customers": []}


async def test_a_rehearsal_on_another_major_says_so_and_its_files_still_run(
    live: Live, tmp_path: Path, shadow_15: Shadow, shadow_18: Shadow
) -> None:
    """Where the target's version is not installed the evidence is of another server: the reader must know."""
    other = shadow_18 if live.major == 15 else shadow_15
    change = (
        "ALTER TABLE shop.events ADD CONSTRAINT of_order FOREIGN KEY (order_id) REFERENCES shop.orders (id);"
        "ALTER TABLE shop.orders RENAME COLUMN note TO remark"
    )
    async with connect(tmp_path, live, other) as client:
        made = await succeed(client, "generate_migration", {"database": "live", "change": change, "name": "other"})
    (finding,) = made["verdict"]["findings"]
    assert finding.startswith("unknown: version: rehearsed on PostgreSQL ")
    assert f"the target runs {live.major}." in finding and f"install PostgreSQL {live.major}" in finding
    for file in sorted((tmp_path / made["folder"]).glob("*.up.sql")):
        psql(live, file)


async def test_each_reply_says_when_the_shadow_is_of_another_major(
    live: Live, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was observed there need not hold on the target, and a reader of one reply sees no other."""
    other = 33 - live.major
    monkeypatch.setattr(shadows, "installed_folder", lambda _major: None)
    monkeypatch.setattr(shadows, "find_binaries", lambda: identify(folder_of(other)))
    async with Shadow() as shadow, connect(tmp_path, live, shadow) as client:
        change = {"database": "live", "change": REQUIRED["change"]}
        for tool, arguments in (
            ("inspect_schema", {"database": "live"}),
            ("analyze_impact", change),
            ("generate_migration", change),
        ):
            reply = await succeed(client, tool, arguments)
            assert reply["target"]["rehearsed_on"].startswith(f"{other}."), tool
    async with Shadow(folder_of(live.major)) as shadow, connect(tmp_path, live, shadow) as client:
        assert "rehearsed_on" not in (await succeed(client, "inspect_schema", {"database": "live"}))["target"]


async def test_the_shadow_has_the_major_of_the_target_where_one_is_installed(
    live: Live, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Locks and syntax differ between majors; the newest at hand serves schema files and versions nobody has."""
    monkeypatch.setattr(shadows, "installed_folder", lambda major: folder_of(major) if major in (15, 18) else None)
    others = set(psutil.Process().children())
    async with Shadow(private=True) as shadow:
        async with connect(tmp_path, live, shadow) as client:
            made = await succeed(client, "generate_migration", REQUIRED)
            assert "findings" not in made["verdict"]
            rehearsed = await succeed(client, "dry_run", {"plan": made["plan"], "rows": 10})
            assert rehearsed["server"].startswith(f"{live.major}.")
        assert await (await shadow.of_major(live.major)).version() // 10000 == live.major
        assert await shadow.of_major(14) is shadow
        assert await shadow.of_major(live.major) is await shadow.of_major(live.major)
    assert set(psutil.Process().children()) <= others


async def test_a_dropped_view_comes_back_with_the_privileges_the_target_gave(
    live: Live, tmp_path: Path, matching: Shadow
) -> None:
    """Who may read it is part of a view; a way back without that would shut its readers out."""
    await live.run("CREATE VIEW shop.shown AS SELECT id FROM shop.orders; GRANT SELECT ON shop.shown TO PUBLIC")
    async with connect(tmp_path, live, matching) as client:
        change = {"database": "live", "change": "DROP VIEW shop.shown", "name": "hide"}
        made = await succeed(client, "generate_migration", change)
    for direction in ("up", "down"):
        for file in sorted((tmp_path / made["folder"]).glob(f"*.{direction}.sql")):
            psql(live, file)
    catalog, _, _ = await live.state()
    assert ("privilege", "SELECT ON TABLE shop.shown TO PUBLIC") in catalog.others


async def tenants_view(live: Live) -> str:
    """Make a view that belongs to another role, and tell how its owner is said."""
    await live.run(
        'GRANT CREATE, USAGE ON SCHEMA shop TO "the tenant"; GRANT SELECT ON shop.orders TO "the tenant";'
        'CREATE VIEW shop.shown AS SELECT id, note FROM shop.orders; ALTER VIEW shop.shown OWNER TO "the tenant"'
    )
    return 'ALTER VIEW shop.shown OWNER TO "the tenant"'


async def owners_said(live: Live) -> list[str]:
    """The owners of a live database that are not the usual one."""
    catalog, _, _ = await live.state()
    return [each.definition[0] for each in catalog.others.values() if each.kind == "owner"]


async def test_what_is_made_anew_belongs_to_whom_it_belonged(live: Live, tmp_path: Path, matching: Shadow) -> None:
    """A view of another's, made again by whoever migrates, would read its tables with that one's rights."""
    owner = await tenants_view(live)
    async with connect(tmp_path, live, matching) as client:
        change = {"database": "live", "change": "DROP VIEW shop.shown", "name": "hide"}
        made = await succeed(client, "generate_migration", change)
    folder = tmp_path / made["folder"]
    for direction in ("up", "down"):
        for file in sorted(folder.glob(f"*.{direction}.sql")):
            psql(live, file)
    assert await owners_said(live) == [owner]


async def test_a_desired_schema_that_names_no_owners_wants_no_others(
    live: Live, tmp_path: Path, matching: Shadow
) -> None:
    """Few schema files tell them; what goes and comes back around a change of type keeps its owner all the same."""
    owner = await tenants_view(live)
    dumped = (await read_target(live.url, name="live")).schema.splitlines()
    assert owner + ";" in dumped
    unowned = "\n".join(line for line in dumped if "OWNER TO" not in line)
    desired = unowned.replace("note text", "note character varying(500)")
    async with connect(tmp_path, live, matching) as client:
        change = {"database": "live", "desired_schema": desired, "name": "shorter note"}
        made = await succeed(client, "generate_migration", change)
    folder = tmp_path / made["folder"]
    for direction in ("up", "down"):
        for file in sorted(folder.glob(f"*.{direction}.sql")):
            psql(live, file)
        assert await owners_said(live) == [owner], direction
