"""The server as an agent drives it: over stdio through the console script, with a schema file as database."""

import json
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import anyio
import psutil
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.types import CallToolResult, PromptReference, TextContent, TextResourceContents

from server.configuration import load_configuration
from server.memory import Memory
from server.model.answer import Rehearsed
from server.pipeline import Services
from server.postgres.binaries import VARIABLE
from server.postgres.shadow import Shadow
from server.tools.desk import Desk
from server.tools.every_tool import all_tools
from server.tools.pipeline_planner import PipelinePlanner
from server.tools.planner import Progress
from server.tools.registration import PlannerServer
from tests.postgres_majors import folder_of

pytestmark = pytest.mark.anyio

SCHEMAS = Path(__file__).parent / "schemas"
SPEC = Path(__file__).parents[2] / "server" / "demo" / "shop" / "schema.sql"
SECRET = "hunter2"
HOSTILE_TABLE = '"we""ird Schéma"."Order ON table"'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with two schema files, one of them configured."""
    (tmp_path / "spec.sql").write_text(SPEC.read_text())
    (tmp_path / "hostile.sql").write_text((SCHEMAS / "hostile.sql").read_text())
    (tmp_path / "migration-planner.toml").write_text(
        '[databases.shop]\nschema = "spec.sql"\nenvironment = "production"\n'
        '[memory]\nstore = "sqlite:///graph.sqlite"\n'
    )
    return tmp_path


@pytest.fixture(params=["auto", "legacy"])
async def client(request: pytest.FixtureRequest, project: Path) -> AsyncIterator[Client]:
    """A client of the console script in the project, in both protocol eras."""
    script = Path(sys.executable).with_name("migration-planner")
    parameters = StdioServerParameters(command=str(script), args=["serve"], cwd=project)
    async with Client(stdio_client(parameters), mode=request.param) as connected:
        yield connected


def text(result: CallToolResult) -> str:
    """The text a host shows to the model."""
    block = result.content[0]
    assert isinstance(block, TextContent)
    return block.text


async def succeed(client: Client, tool: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The reply of a call that must succeed."""
    result = await client.call_tool(tool, dict(arguments))
    assert not result.is_error, text(result)
    reply: dict[str, Any] = result.structured_content
    assert reply["next"]
    return reply


async def test_a_change_goes_all_the_way(client: Client, project: Path) -> None:
    """Inspect, analyse, plan, decide, rehearse, undo, record, recall: with no step an agent would have to guess."""
    change = {"database": "shop", "change": "ALTER TABLE products ALTER COLUMN sku SET NOT NULL"}
    inspected = await succeed(client, "inspect_schema", {"database": "shop", "pattern": "products"})
    assert inspected["target"]["environment"] == "production"
    assert {"name": "sku", "type": "character varying(100)"} in inspected["tables"][0]["columns"]

    impact = await succeed(client, "analyze_impact", change)
    assert impact["statements"][0]["locks"] == ["ACCESS EXCLUSIVE on public.products"]
    assert impact["statements"][0]["scanned"] == ["public.products"]
    assert impact["checklist"]

    wanted = {**change, "name": "sku required", "reason": "imports need it"}
    asked = await succeed(client, "generate_migration", wanted)
    (decision,) = asked["open_decisions"]
    assert decision["key"] in asked["next"]
    decided = await succeed(client, "generate_migration", {**wanted, "decisions": {decision["key"]: "'unknown'"}})
    assert "open_decisions" not in decided and decided["verdict"]["status"] == "proven"
    assert all((project / decided["folder"] / name).is_file() for name in decided["files"])
    assert decided["target"] == inspected["target"]

    plan = {"plan": decided["plan"]}
    rehearsed = await succeed(client, "dry_run", {**plan, "rows": 50})
    assert rehearsed["verdict"]["status"] == "proven"
    assert rehearsed["rows"]["public.products"] == 50
    assert (project / rehearsed["report"]).is_file()

    rollback = await succeed(client, "generate_rollback", plan)
    assert all((project / rollback["folder"] / step["file"]).is_file() for step in rollback["steps"])
    assert rollback["emergency"] and rollback["triggers"]

    measured = {"status": "succeeded", "notes": "took a minute", "measurements": {"duration_s": 61}}
    recorded = await succeed(client, "record_outcome", {**plan, **measured})
    recalled = await succeed(client, "recall", {"query": "took a minute"})
    assert recorded["entity"] in [entity["name"] for entity in recalled["remembered"]]


async def test_plans_and_schemas_can_be_read_and_their_names_completed(client: Client) -> None:
    """A host shows documents and offers names without a tool call."""
    made = await succeed(
        client,
        "generate_migration",
        {"database": "shop", "change": "ALTER TABLE products ADD COLUMN tag text", "name": "add tag"},
    )
    (listed,) = (await client.list_resources()).resources
    assert str(listed.uri) == f"plan://{made['plan']}"
    (document,) = (await client.read_resource(str(listed.uri))).contents
    assert isinstance(document, TextResourceContents) and "add tag" in document.text
    (schema,) = (await client.read_resource("schema://shop")).contents
    assert isinstance(schema, TextResourceContents) and '"public.processing_jobs"' in schema.text

    prompt = PromptReference(type="ref/prompt", name="plan_a_change")
    tables = await client.complete(prompt, {"name": "table", "value": "proc"}, context_arguments={"database": "shop"})
    assert tables.completion.values == ["public.processing_issues", "public.processing_jobs"]
    undo = PromptReference(type="ref/prompt", name="roll_back_now")
    plans = await client.complete(undo, {"name": "plan", "value": "add"})
    assert plans.completion.values == ["add tag"]


async def test_hostile_names_pass_through_every_tool(client: Client) -> None:
    """Quotes, spaces, keywords, accents and 63 bytes are legal in names, and arrive in SQL, files and replies."""
    change = {"database": "hostile.sql", "change": f'ALTER TABLE {HOSTILE_TABLE} ADD COLUMN "a ""b"" ; --" text'}
    inspected = await succeed(client, "inspect_schema", {"database": "hostile.sql", "pattern": "*ORDER on*"})
    assert inspected["total_tables"] == 1
    await succeed(client, "analyze_impact", change)
    made = await succeed(client, "generate_migration", {**change, "name": '../../"; rm -rf /\n'})
    assert Path(made["folder"]).parent == Path("migrations")
    assert made["verdict"]["status"] == "proven"
    assert (await succeed(client, "generate_rollback", {"plan": made["plan"]}))["steps"]
    assert (await succeed(client, "dry_run", {"plan": made["plan"], "rows": 5}))["verdict"]["status"] == "proven"


async def test_a_rename_is_asked_decided_and_planned(client: Client, project: Path) -> None:
    """With a folder as the desired schema, and a name only quotes can hold: no step an agent would have to guess."""
    (project / "wanted").mkdir()
    schema = (project / "spec.sql").read_text()
    (project / "wanted" / "1.sql").write_text(schema.replace("sku", '"stock ""code"""'))
    drift = await succeed(client, "inspect_schema", {"database": "shop", "compare_to": "wanted"})
    assert drift["comparison"]["equal"] is False
    wanted = {"database": "shop", "desired_schema": "wanted", "name": "stock code"}
    asked = await succeed(client, "generate_migration", wanted)
    assert asked.keys() == {"target", "open_decisions", "next"}
    assert drift["comparison"]["possible_renames"] == asked["open_decisions"]
    (question,) = asked["open_decisions"]
    assert question["key"] == "rename:public.products.sku"
    assert question["candidates"][0]["answer"] == question["example"] == '"stock ""code"""'
    assert json.dumps({question["key"]: question["example"]}) in asked["next"]
    assert not (project / "migrations").exists()

    wrong = await client.call_tool("generate_migration", {**wanted, "decisions": {question["key"]: "stock"}})
    assert wrong.is_error and 'possible: "stock ""code""", drop' in text(wrong)
    decided = {**wanted, "decisions": {question["key"]: question["example"]}}
    made = await succeed(client, "generate_migration", decided)
    assert made["verdict"]["status"] == "proven"
    assert any(text.startswith("rename column public.products.sku") for text in made["operations"])


REFUSALS: list[tuple[str, dict[str, Any], list[str]]] = [
    ("inspect_schema", {"database": "shpo"}, ['"shpo"', 'did you mean "shop"?']),
    ("inspect_schema", {"database": f"postgresql://me:{SECRET}@host/db"}, ["connection string", "url ="]),
    ("inspect_schema", {"database": "../../etc/passwd"}, ["../../etc/passwd"]),
    ("inspect_schema", {"database": "shop", "pattern": "product"}, ["product", "did you mean", "products"]),
    ("inspect_schema", {"database": "shop", "compare_to": "shpo"}, ['"shpo"', 'did you mean "shop"?']),
    ("inspect_schema", {"database": "shop", "compare_to": f"postgresql://me:{SECRET}@host/db"}, ["connection string"]),
    ("inspect_schema", {"database": "shop", "limit": 0}, ['"limit"', "greater than or equal to 1"]),
    ("analyze_impact", {"database": "shop", "change": "ALTER TABLE products\n  ADD COLUM x int y"}, ["line 2"]),
    ("analyze_impact", {"database": "shop", "change": "ALTER TABLE nowhere ADD x int"}, ["nowhere", "42P01"]),
    ("analyze_impact", {"database": "shop", "change": "SELECT 1; COMMIT"}, ["COMMIT", "refused"]),
    ("analyze_impact", {"database": "shop", "change": "-- nothing"}, ["no statement"]),
    ("generate_migration", {"database": "shop", "change": "SELECT 1"}, ["does nothing"]),
    ("generate_migration", {"database": "shop"}, ['"change"', '"desired_schema"']),
    (
        "generate_migration",
        {"database": "shop", "change": "ALTER TABLE products ADD x int", "decisions": {"colour": "red"}},
        ["colour"],
    ),
    ("generate_migration", {"database": "shop", "desired_schema": "shop"}, ["already is as desired"]),
    ("generate_migration", {"database": "shop", "desired_schema": "nowhere"}, ['no SQL file "nowhere"', "no database"]),
    ("generate_migration", {"database": "shop", "desired_schema": f"postgres://me:{SECRET}@host/db"}, ["connection"]),
    ("generate_rollback", {"plan": "deadbeef"}, ["deadbeef"]),
    ("dry_run", {}, ['"plan"', '"change"']),
    ("dry_run", {"plan": "x", "database": "shop", "change": "SELECT 1"}, ['"plan"', '"change"']),
    ("record_outcome", {"plan": "x", "status": "great"}, ['"status"', "succeeded"]),
    ("recall", {}, ['"query"', '"plan"']),
    ("recall", {"query": "a", "plan": "b"}, ['"query"', '"plan"', "not both"]),
    ("generate_migration", {"change": "SELECT 1", "name": "n" * 121}, ['"name" has 121 characters', '"reason"']),
]


async def test_wrong_arguments_are_refused_with_the_remedy_and_change_nothing(client: Client, project: Path) -> None:
    """An agent repairs its call from the text alone; no refusal may leave a plan behind or show a password."""
    for tool, arguments, fragments in REFUSALS:
        result = await client.call_tool(tool, arguments)
        assert result.is_error, (tool, arguments)
        for fragment in fragments:
            assert fragment in text(result), (tool, arguments)
        assert SECRET not in text(result) and "unexpectedly" not in text(result), (tool, arguments)
    assert not (project / "migrations").exists()


async def test_a_plan_is_refused_when_it_or_its_schema_has_changed(client: Client, project: Path) -> None:
    """What was proven is the plan as written for the schema as it was; nothing else is."""
    change = {"database": "shop", "change": "ALTER TABLE products ADD COLUMN tag text", "name": "add tag"}
    made = await succeed(client, "generate_migration", change)
    schema = project / "spec.sql"
    schema.write_text(schema.read_text() + "\nCREATE TABLE brands (id bigint PRIMARY KEY);\n")
    stale = await client.call_tool("dry_run", {"plan": made["plan"]})
    assert stale.is_error and "generate the plan again" in text(stale)

    script = next((project / made["folder"]).glob("*.up.sql"))
    script.write_text(script.read_text() + "DROP TABLE products;\n")
    edited = await client.call_tool("generate_rollback", {"plan": made["plan"]})
    assert edited.is_error and script.name in text(edited) and "was changed" in text(edited)


async def test_a_caller_that_asks_hears_how_far_it_is(client: Client) -> None:
    """Hosts give up on calls that are silent for long."""
    heard: list[tuple[float, str | None]] = []

    async def hear(progress: float, total: float | None, message: str | None) -> None:
        assert total == 1.0
        heard.append((progress, message))

    change = {"database": "shop", "change": "ALTER TABLE products ADD COLUMN tag text"}
    await client.call_tool("dry_run", change, progress_callback=hear)
    fractions = [fraction for fraction, _ in heard]
    assert len(heard) > 2 and all(message for _, message in heard)
    assert all(0 <= fraction <= 1 for fraction in fractions)


async def test_nothing_runs_on_when_the_client_has_left(project: Path) -> None:
    """The shadow's processes end with the server, and the server with its client."""
    script = Path(sys.executable).with_name("migration-planner")
    others = set(psutil.Process().children(recursive=True))
    with tempfile.TemporaryDirectory() as own:
        # a server of other programs is shared with no test that runs beside this one
        Path(own).chmod(0o755)
        await anyio.to_thread.run_sync(
            lambda: shutil.copytree(folder_of(18).parent, Path(own) / "install", symlinks=True)
        )
        parameters = StdioServerParameters(
            command=str(script), args=["serve"], cwd=project, env={VARIABLE: str(Path(own) / "install" / "bin")}
        )
        async with Client(stdio_client(parameters)) as client:
            await succeed(client, "inspect_schema", {"database": "shop"})
            started = set(psutil.Process().children(recursive=True)) - others
            assert len(started) > 1
        _, alive = await anyio.to_thread.run_sync(lambda: psutil.wait_procs(started, timeout=20))
        assert not alive


class Watched(PipelinePlanner):
    """The planner, telling when a rehearsal began and when it was cleaned up."""

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.rehearsing = anyio.Event()
        self.ended = anyio.Event()

    async def dry_run(self, *, plan: str, database: str, change: str, rows: int, progress: Progress) -> Rehearsed:
        """As the planner's."""

        async def watch(fraction: float, doing: str) -> None:
            await progress(fraction, doing)
            self.rehearsing.set()

        try:
            return await super().dry_run(plan=plan, database=database, change=change, rows=rows, progress=watch)
        finally:
            self.ended.set()


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_a_cancelled_dry_run_leaves_no_clone_behind(project: Path, shadow_18: Shadow, mode: Any) -> None:
    """Agents give up on calls; each clone that stayed would take disk until the server ends."""
    configuration = load_configuration(path=None, environment={}, working_directory=project)
    memory = Memory(configuration.store_url)
    services = Services(
        configuration=configuration, shadow=shadow_18, memory=memory, today=lambda: "2026-01-02", now=lambda: "now"
    )
    planner = Watched(services)
    server = PlannerServer("test", tools=all_tools(Desk(lambda: planner), project))
    change = {"database": "shop", "change": "UPDATE products SET sku = pg_sleep(60)::text || 'x'", "rows": 50}
    async with Client(server, mode=mode) as client:
        async with anyio.create_task_group() as calls:
            calls.start_soon(client.call_tool, "dry_run", change)
            with anyio.fail_after(30):
                await planner.rehearsing.wait()
            calls.cancel_scope.cancel()
        with anyio.fail_after(30):
            await planner.ended.wait()
    async with shadow_18.clone(await shadow_18.empty()) as clone:
        session = await clone.connect_admin()
        cursor = await session.execute("SELECT datname FROM pg_catalog.pg_database WHERE datname LIKE 'c\\_%'")
        assert [name for (name,) in await cursor.fetchall()] == [clone.name]


async def test_with_nothing_configured_both_servers_share_one_graph(tmp_path: Path) -> None:
    """What the planner wrote is what an agent finds with kg-memory, as both start from ``.mcp.json``."""
    (tmp_path / "shop.sql").write_text("CREATE TABLE offers (id bigint PRIMARY KEY);")
    environment = {"XDG_DATA_HOME": str(tmp_path / "data")}

    def server(script: str, *arguments: str) -> StdioServerParameters:
        program = str(Path(sys.executable).with_name(script))
        return StdioServerParameters(command=program, args=list(arguments), cwd=tmp_path, env=environment)

    async with Client(stdio_client(server("migration-planner", "serve"))) as planner:
        change = {"database": "shop.sql", "change": "ALTER TABLE offers ADD COLUMN label text"}
        made = await succeed(planner, "generate_migration", change)
    async with Client(stdio_client(server("kg-memory"))) as memory:
        found = await memory.call_tool("search_nodes", {"query": "label"})
    assert found.structured_content is not None
    assert f"migration:{made['plan'][:12]}" in [entity["name"] for entity in found.structured_content["entities"]]
