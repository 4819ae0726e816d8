"""Several servers and many calls at once share one graph and one folder of plans, and the end of one harms no other."""

import sqlite3
import sys
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import anyio
import psutil
import pytest
from anyio import to_thread
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.types import CallToolResult, TextContent

from knowledge.store import open_store
from server.configuration import load_configuration
from server.memory import Memory
from server.model.answer import Generated
from server.model.identity import identity_of
from server.pipeline import Services
from server.plans import list_plans, load
from server.postgres.roles import SANDBOX
from server.postgres.shadow import Shadow
from server.tools.desk import Desk
from server.tools.every_tool import all_tools
from server.tools.pipeline_planner import PipelinePlanner
from server.tools.planner import Progress
from server.tools.registration import PlannerServer

pytestmark = pytest.mark.anyio

SPEC = Path(__file__).parents[2] / "server" / "demo" / "shop" / "schema.sql"
CONFIGURATION = """
[databases.shop]
schema = "spec.sql"
[memory]
store = "sqlite:///graph.sqlite"
"""
DISTINCT = 16
"""Changes that differ, each asked of both servers, besides as many calls that all ask for the same."""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one database of schema files."""
    (tmp_path / "spec.sql").write_text(SPEC.read_text())
    (tmp_path / "migration-planner.toml").write_text(CONFIGURATION)
    return tmp_path


def connect(project: Path) -> Client:
    """A client of a server process of its own, over stdio."""
    script = Path(sys.executable).with_name("migration-planner")
    return Client(stdio_client(StdioServerParameters(command=str(script), args=["serve"], cwd=project)))


def text(result: CallToolResult) -> str:
    """The text a host shows to the model."""
    block = result.content[0]
    assert isinstance(block, TextContent)
    return block.text


async def succeed(client: Client, tool: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """The reply of a call that must succeed."""
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, (tool, arguments, text(result))
    reply: dict[str, Any] = result.structured_content
    return reply


async def together(calls: list[Callable[[], Awaitable[dict[str, Any]]]]) -> list[dict[str, Any]]:
    """The replies of calls made at once."""
    replies: list[dict[str, Any]] = []

    async def run(call: Callable[[], Awaitable[dict[str, Any]]]) -> None:
        replies.append(await call())

    async with anyio.create_task_group() as group:
        for call in calls:
            group.start_soon(run, call)
    return replies


def asking(client: Client, tool: str, arguments: dict[str, Any]) -> Callable[[], Awaitable[dict[str, Any]]]:
    """A call yet to be made."""
    return lambda: succeed(client, tool, arguments)


async def test_fifty_calls_of_two_servers_lose_and_spoil_nothing(project: Path) -> None:
    """Agents work in parallel: every plan is whole, equal changes are one plan, each outcome is remembered once."""
    others = set(psutil.Process().children(recursive=True))
    async with connect(project) as one, connect(project) as two:
        started = set(psutil.Process().children(recursive=True)) - others
        same = {"database": "shop", "change": "ALTER TABLE products ADD COLUMN same text", "name": "same"}
        wanted = [
            {"database": "shop", "change": f"ALTER TABLE products ADD COLUMN tag_{n} text", "name": f"tag {n}"}
            for n in range(DISTINCT)
        ]
        calls = [asking(client, "generate_migration", change) for change in wanted for client in (one, two)]
        calls += [asking(client, "generate_migration", same) for _ in range(9) for client in (one, two)]
        assert len(calls) == 50
        made = await together(calls)
        started |= set(psutil.Process().children(recursive=True)) - others

        identities = {reply["plan"] for reply in made}
        assert len(identities) == DISTINCT + 1
        assert {reply["verdict"]["status"] for reply in made} == {"proven"}
        entries = list_plans(project / "migrations")
        assert sorted(entry.identity for entry in entries) == sorted(identities)

        outcomes = [
            {"plan": plan, "status": "succeeded", "notes": f"note {number} of {plan[:12]}"}
            for plan in sorted(identities)
            for number in range(2)
        ]
        clients = [one, two]
        recorded = [asking(clients[n % 2], "record_outcome", outcome) for n, outcome in enumerate(outcomes)]
        recalled = [asking(clients[n % 2], "recall", {"plan": plan}) for n, plan in enumerate(sorted(identities))]
        await together(recorded + recalled)

    assert_whole(project, identities)
    notes = [
        observation
        for entity in open_store(f"sqlite:///{project}/graph.sqlite").read_graph().entities
        for observation in entity.observations
        if "note " in observation
    ]
    for outcome in outcomes:
        assert sum(str(outcome["notes"]) in note for note in notes) == 1
    _, alive = await to_thread.run_sync(lambda: psutil.wait_procs(started, timeout=20))
    assert not alive


def assert_whole(project: Path, identities: set[str]) -> None:
    """Every plan loads with all its files, nothing unfinished lies about, the graph is sound and free of doubles."""
    migrations = project / "migrations"
    for identity in identities:
        stored = load(identity, root=migrations, inside=project)
        assert identity_of(stored.plan) == identity == stored.plan.identity
        assert {path.name for path in stored.folder.iterdir()} == {"plan.json", *stored.files}
    assert sorted(path.name[0] for path in migrations.iterdir() if path.name.startswith(".")) == []
    assert len(list(migrations.iterdir())) == len(identities)
    with closing(sqlite3.connect(project / "graph.sqlite")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    graph = open_store(f"sqlite:///{project}/graph.sqlite").read_graph()
    names = [entity.name for entity in graph.entities]
    assert len(names) == len(set(names)) and len(graph.relations) == len(set(graph.relations))
    assert {f"migration:{identity[:12]}" for identity in identities} == {
        name for name in names if name.startswith("migration:")
    }
    for entity in graph.entities:
        assert len(entity.observations) == len(set(entity.observations))


class Watched(PipelinePlanner):
    """The planner, telling how far a migration is and when its call has ended."""

    def __init__(self, services: Services, stage: str) -> None:
        super().__init__(services)
        self._stage = stage
        self.reached = anyio.Event()
        self.ended = anyio.Event()

    async def generate_migration(self, *, progress: Progress, **arguments: Any) -> Generated:
        """As the planner's."""

        async def watch(fraction: float, doing: str) -> None:
            if doing.startswith(self._stage):
                self.reached.set()
            await progress(fraction, doing)

        try:
            return await super().generate_migration(progress=watch, **arguments)
        finally:
            self.ended.set()


def services(project: Path, shadow: Shadow) -> Services:
    """What a planner in this process needs, with a shadow that can be looked into."""
    configuration = load_configuration(path=None, environment={}, working_directory=project)
    memory = Memory(configuration.store_url)
    return Services(
        configuration=configuration, shadow=shadow, memory=memory, today=lambda: "2026-01-02", now=lambda: "now"
    )


STAGES = ["reading the schema", "running the change", "looking for uses", "checking the plan: up", "writing the files"]


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_a_cancelled_migration_leaves_nothing_half_done(
    project: Path, shadow_18: Shadow, stage: str, mode: Any
) -> None:
    """A call may be given up at any moment; its plan is whole or absent, and nothing of it runs on."""
    planner = Watched(services(project, shadow_18), stage)
    server = PlannerServer("test", tools=all_tools(Desk(lambda: planner), project))
    change = {"database": "shop", "change": "ALTER TABLE products ADD COLUMN tag text", "name": "add tag"}
    async with Client(server, mode=mode) as client:
        async with anyio.create_task_group() as calls:
            calls.start_soon(client.call_tool, "generate_migration", change)
            with anyio.fail_after(30):
                await planner.reached.wait()
            calls.cancel_scope.cancel()
        with anyio.fail_after(30):
            await planner.ended.wait()
        assert await left_on(shadow_18) == []
        migrations = project / "migrations"
        if migrations.exists():
            assert_whole(project, {entry.identity for entry in list_plans(migrations)})
        assert (await succeed(client, "generate_migration", change))["verdict"]["status"] == "proven"


async def test_a_statement_of_a_cancelled_call_runs_no_longer(project: Path, shadow_18: Shadow) -> None:
    """A forgotten backend would go on working, and its clone could not be dropped."""
    planner = Watched(services(project, shadow_18), "running the change")
    server = PlannerServer("test", tools=all_tools(Desk(lambda: planner), project))
    endless = (
        "DO $$ BEGIN LOOP BEGIN PERFORM pg_sleep(9); EXCEPTION WHEN query_canceled THEN NULL; END; END LOOP; END $$"
    )
    async with Client(server) as client:
        async with anyio.create_task_group() as calls:
            calls.start_soon(client.call_tool, "generate_migration", {"database": "shop", "change": endless})
            with anyio.fail_after(30):
                while ("active", endless) not in await left_on(shadow_18):
                    pass
            calls.cancel_scope.cancel()
        with anyio.fail_after(30):
            await planner.ended.wait()
        assert await left_on(shadow_18) == []
    assert not (project / "migrations").exists()


async def left_on(shadow: Shadow) -> list[tuple[str, str]]:
    """State and statement of each sandbox session of its process, and each clone, besides the one that looks."""
    async with shadow.clone(await shadow.empty()) as clone:
        session = await clone.connect_admin()
        own = f"^c_{clone.name.split('_')[1]}_"
        cursor = await session.execute(
            "SELECT state, query FROM pg_catalog.pg_stat_activity WHERE pg_catalog.pg_has_role(usesysid, %s, 'member')"
            " AND usename <> current_user AND datname ~ %s"
            " UNION ALL SELECT 'clone', datname FROM pg_catalog.pg_database"
            " WHERE datname ~ %s AND datname <> pg_catalog.current_database()",
            (SANDBOX, own, own),
        )
        return [(state, query) for state, query in await cursor.fetchall()]
