"""kg-memory through real MCP clients: in memory in both protocol eras, and over stdio through the console script."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.types import CallToolResult, TextContent

from knowledge.app import build_server
from knowledge.store import open_store

pytestmark = pytest.mark.anyio

PRODUCTS = {"name": "products", "entityType": "Table", "observations": ["holds offers"]}
FEEDS = {"from": "jobs", "to": "products", "relationType": "feeds"}

TOOLS = {
    "create_entities": {"entities"},
    "create_relations": {"relations"},
    "add_observations": {"observations"},
    "delete_entities": {"entityNames"},
    "delete_observations": {"deletions"},
    "delete_relations": {"relations"},
    "read_graph": set(),
    "search_nodes": {"query"},
    "open_nodes": {"names"},
}


@pytest.fixture(params=["auto", "legacy"])
def mode(request: pytest.FixtureRequest) -> Any:
    """Stateless requests of 2026-07-28, and the handshake before it."""
    return request.param


@pytest.fixture
def client(tmp_path: Path, mode: Any) -> Client:
    """A client of a server over a new store, not yet connected."""
    return Client(build_server(open_store(f"sqlite:///{tmp_path}/graph.sqlite")), mode=mode)


def text(result: CallToolResult) -> str:
    """The text a host shows to the model."""
    (block,) = result.content
    assert isinstance(block, TextContent)
    return block.text


async def test_the_nine_tools_keep_the_reference_servers_results(client: Client) -> None:
    """A prompt written for the reference memory server works unchanged; texts are what that server answers."""
    graph = {"entities": [PRODUCTS], "relations": [FEEDS]}
    added = [{"entityName": "products", "addedObservations": ["is large"]}]
    more = {"entityName": "products", "contents": ["holds offers", "is large"]}
    less = {"entityName": "products", "observations": ["is large"]}
    calls: list[tuple[str, dict[str, Any], dict[str, Any], Any]] = [
        ("create_entities", {"entities": [PRODUCTS]}, {"entities": [PRODUCTS]}, [PRODUCTS]),
        ("create_entities", {"entities": [PRODUCTS]}, {"entities": []}, []),
        ("create_relations", {"relations": [FEEDS]}, {"relations": [FEEDS]}, [FEEDS]),
        ("add_observations", {"observations": [more]}, {"results": added}, added),
        ("delete_observations", {"deletions": [less]}, _done("Observations"), None),
        ("read_graph", {}, graph, graph),
        ("search_nodes", {"query": "offers hold"}, graph, graph),
        ("open_nodes", {"names": ["products"]}, graph, graph),
        ("delete_relations", {"relations": [FEEDS]}, _done("Relations"), None),
        ("delete_entities", {"entityNames": ["products"]}, _done("Entities"), None),
        ("read_graph", {}, {"entities": [], "relations": []}, {"entities": [], "relations": []}),
    ]
    async with client:
        for name, arguments, structured, shown in calls:
            result = await client.call_tool(name, arguments)
            assert not result.is_error, text(result)
            assert result.structured_content == structured
            assert text(result) == (json.dumps(shown, indent=2) if shown is not None else structured["message"])


def _done(what: str) -> dict[str, Any]:
    return {"success": True, "message": f"{what} deleted successfully"}


async def test_every_tool_is_described_in_full_and_the_list_is_small(client: Client) -> None:
    """Hosts decide on annotations whether to ask; what the list costs is paid in every conversation."""
    async with client:
        listed = await client.list_tools()
        assert client.instructions is not None
    assert {tool.name: {*tool.input_schema["properties"]} for tool in listed.tools} == TOOLS
    for tool in listed.tools:
        assert tool.title and tool.description and tool.annotations
        assert tool.output_schema is not None and tool.output_schema["type"] == "object"
        assert tool.input_schema["additionalProperties"] is False
        hints = tool.annotations.model_dump(exclude={"title"})
        reads, deletes = tool.name in {"read_graph", "search_nodes", "open_nodes"}, tool.name.startswith("delete")
        assert hints == {
            "read_only_hint": reads,
            "destructive_hint": deletes,
            "idempotent_hint": True,
            "open_world_hint": False,
        }
    assert len(listed.model_dump_json(by_alias=True, exclude_none=True)) < 6_000


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("search_nodes", {"qery": "x"}, '"qery" is unknown; did you mean "query"?'),
        ("search_nodes", {"query": "x", "limit": 3}, '"limit" is unknown; leave it out; accepted here: "query"'),
        ("read_graph", {"query": "x"}, '"query" is unknown; leave it out; accepted here: none'),
        ("search_nodes", {"query": 3}, '"query" is wrong: Input should be a valid string'),
        ("open_nodes", {}, '"names" is missing; give it'),
        (
            "create_entities",
            {"entities": [PRODUCTS, {"name": "x", "entity_type": "T", "observations": []}]},
            '"entities[1].entity_type" is unknown; did you mean "entities[1].entityType"?',
        ),
        (
            "create_relations",
            {"relations": [{"source": "a", "to": "b", "relationType": "c"}]},
            '"relations[0].from" is missing; give it',
        ),
        (
            "add_observations",
            {"observations": [{"entityName": "prodcts", "contents": ["x"]}]},
            'entity "prodcts" does not exist; create it with create_entities first',
        ),
    ],
)
async def test_a_wrong_call_is_refused_by_a_text_that_teaches_and_changes_nothing(
    client: Client, name: str, arguments: dict[str, Any], message: str
) -> None:
    """The SDK would drop an unknown argument in silence, and the agent would believe that it was heard."""
    async with client:
        result = await client.call_tool(name, arguments)
        assert result.is_error
        assert message in text(result)
        assert (await client.call_tool("read_graph", {})).structured_content == {"entities": [], "relations": []}


async def test_a_damaged_store_is_explained_to_the_caller(tmp_path: Path) -> None:
    """The server starts all the same, so that the agent can tell its user what to do."""
    (tmp_path / "graph.sqlite").write_bytes(b"not a database" * 1000)
    async with Client(build_server(open_store(f"sqlite:///{tmp_path}/graph.sqlite"))) as client:
        result = await client.call_tool("read_graph", {})
    assert result.is_error
    assert "is not a SQLite database or is damaged; restore it" in text(result)


async def test_the_console_script_serves_the_store_its_environment_names(tmp_path: Path, mode: Any) -> None:
    """This is how .mcp.json starts it; a relative path begins at the working directory."""
    script = Path(sys.executable).parent / "kg-memory"
    environment = {"KG_STORE": "sqlite:///made/graph.sqlite"}
    parameters = StdioServerParameters(command=str(script), args=[], env=environment, cwd=tmp_path)
    async with Client(stdio_client(parameters), mode=mode) as client:
        assert client.server_info is not None and client.server_info.name == "kg-memory"
        await client.call_tool("create_entities", {"entities": [PRODUCTS]})
        found = await client.call_tool("search_nodes", {"query": "prod"})
    assert found.structured_content == {"entities": [PRODUCTS], "relations": []}
    stored = open_store(f"sqlite:///{tmp_path}/made/graph.sqlite").read_graph()
    assert [entity.name for entity in stored.entities] == ["products"]
