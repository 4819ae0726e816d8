"""kg-memory through real MCP clients: in memory in both protocol eras, and over stdio through the console script."""

import json
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import anyio
import anyio.to_thread
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.shared.subscriptions import ResourceUpdated
from mcp.types import CallToolResult, PromptReference, ResourceUpdatedNotification, TextContent

from knowledge.app import build_server
from knowledge.model import Entity
from knowledge.store import open_store

pytestmark = pytest.mark.anyio

PRODUCTS = {"name": "products", "entityType": "Table", "observations": ["holds offers"]}
FEEDS = {"from": "jobs", "to": "products", "relationType": "feeds"}

TOOLS = {
    "create_entities": {"entities"},
    "create_relations": {"relations"},
    "add_observations": {"observations"},
    "delete_entities": {"entityNames", "erase"},
    "delete_observations": {"deletions", "because", "replaced_by", "erase"},
    "delete_relations": {"relations", "because", "replaced_by", "erase"},
    "read_graph": {"limit", "cursor", "entity_types", "since"},
    "search_nodes": {"query", "limit", "cursor", "entity_types", "relation_types", "since", "depth", "past", "budget"},
    "open_nodes": {"names", "depth", "limit", "past"},
}
GRAPH = "memory://knowledge-graph"


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
        hints = tool.annotations.model_dump(exclude={"title"})
        reads, deletes = tool.name in {"read_graph", "search_nodes", "open_nodes"}, tool.name.startswith("delete")
        assert hints == {
            "read_only_hint": reads,
            "destructive_hint": deletes,
            "idempotent_hint": True,
            "open_world_hint": False,
        }
    assert len(listed.model_dump_json(by_alias=True, exclude_none=True)) < 8_000


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("search_nodes", {"qery": "x"}, 'argument "qery" is unknown; did you mean "query"?'),
        ("search_nodes", {"query": "x", "limits": 3}, 'argument "limits" is unknown; did you mean "limit"?'),
        (
            "delete_entities",
            {"entityNames": ["x"], "ersae": True},
            'argument "ersae" is unknown; did you mean "erase"?',
        ),
        ("search_nodes", {"query": 3}, 'argument "query" is wrong: Input should be a valid string'),
        (
            "open_nodes",
            {"names": ["x"], "depth": 6},
            'argument "depth" is wrong: Input should be less than or equal to 5',
        ),
        ("read_graph", {"cursor": "x"}, '"x" is no cursor; give the next cursor of the page before, or none'),
        ("read_graph", {"since": "x"}, '"x" is no moment; write ISO 8601, such as 2026-11-28T20:15:00Z'),
        ("open_nodes", {}, 'argument "names" is missing; give it'),
        (
            "create_relations",
            {"relations": [{"source": "a", "to": "b", "relationType": "c"}]},
            'argument "relations[0].from" is missing; give it',
        ),
        (
            "add_observations",
            {"observations": [{"entityName": "prodcts", "contents": ["x"]}]},
            "Entity with name prodcts not found",
        ),
    ],
)
async def test_a_wrong_call_is_refused_by_a_text_that_teaches_and_changes_nothing(
    client: Client, name: str, arguments: dict[str, Any], message: str
) -> None:
    """A misspelt argument, dropped in silence, would make the agent believe that it was heard."""
    async with client:
        await client.call_tool("create_entities", {"entities": [PRODUCTS]})
        result = await client.call_tool(name, arguments)
        assert result.is_error
        assert text(result) == message
        there = {"entities": [PRODUCTS], "relations": []}
        assert (await client.call_tool("read_graph", {})).structured_content == there


async def test_what_is_left_out_may_be_null_and_what_is_unknown_is_ignored(client: Client) -> None:
    """Many hosts fill every argument of the schema, and models add fields of their own, as the reference lets them."""
    nothing = {"limit": None, "cursor": None, "entity_types": None, "relation_types": None, "since": None}
    async with client:
        await client.call_tool("create_entities", {"entities": [{**PRODUCTS, "type": "entity"}], "reason": "why not"})
        found = await client.call_tool("search_nodes", {"query": "offers", **nothing, "depth": None, "past": None})
        assert found.structured_content == {"entities": [PRODUCTS], "relations": []}


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


async def call(client: Client, tool: str, **arguments: Any) -> dict[str, Any]:
    """What a tool answers with, as JSON; the text says the same."""
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, text(result)
    assert result.structured_content is not None
    return result.structured_content


def entity(name: str, *observations: str, entity_type: str = "Thing") -> dict[str, Any]:
    """An entity as the tools take it."""
    return {"name": name, "entityType": entity_type, "observations": list(observations)}


async def test_a_graph_is_read_page_by_page_without_gap_or_repeat(client: Client) -> None:
    """An agent sees all of a graph that is too large for one reply."""
    made = [entity(f"entity {number}", entity_type=f"Type {number % 2}") for number in range(25)]
    async with client:
        await call(client, "create_entities", entities=made)
        seen: list[dict[str, Any]] = []
        page = await call(client, "read_graph", limit=10)
        while True:
            seen += page["entities"]
            if "nextCursor" not in page:
                break
            assert page["note"].startswith("There is more: call again with cursor")
            page = await call(client, "read_graph", limit=10, cursor=page["nextCursor"])
        assert seen == made
        odd = await call(client, "read_graph", entity_types=["Type 1"])
        assert odd["entities"] == made[1::2]


async def test_a_hit_too_large_for_a_reply_is_shown_in_part_and_opened_in_full(client: Client) -> None:
    """One long text must neither hide what was found nor fill the agent's context."""
    long = entity("report", "short", "x" * 1_200_000, "short too")
    async with client:
        await call(client, "create_entities", entities=[long, entity("other report")])
        page = await call(client, "search_nodes", query="report", limit=1)
        while page["entities"][0]["name"] != "report":
            page = await call(client, "search_nodes", query="report", limit=1, cursor=page["nextCursor"])
        assert page["entities"] == [entity("report", "short")]
        assert "Only its first observations are shown; open_nodes shows all." in page["note"]
        everything = await call(client, "search_nodes", query="report")
        assert len(everything["entities"]) == 1
        assert everything["nextCursor"]
        assert (await call(client, "open_nodes", names=["report"]))["entities"] == [long]


async def test_a_depth_reaches_what_lies_around(client: Client) -> None:
    """An answer often stands at the next node, not at the one that has the word."""
    names = ["a", "b", "c", "d"]
    chain = [{"from": one, "to": other, "relationType": "next"} for one, other in pairwise(names)]
    async with client:
        await call(client, "create_entities", entities=[entity(name) for name in names])
        await call(client, "create_relations", relations=chain)
        for tool, asked in (("open_nodes", {"names": ["a"]}), ("search_nodes", {"query": "a"})):
            near = await call(client, tool, **asked, depth=2)
            assert [found["name"] for found in near["entities"]] == ["a", "b", "c"]
            assert near["relations"] == chain[:2]


async def test_the_past_tells_who_said_what_and_what_holds_no_longer(client: Client) -> None:
    """A fact without its source cannot be weighed, and a deleted one must not come back by itself."""
    wrong = {"entityName": "products", "observations": ["holds offers"]}
    async with client:
        await call(client, "create_entities", entities=[PRODUCTS])
        await call(client, "delete_observations", deletions=[wrong])
        assert (await call(client, "open_nodes", names=["products"]))["entities"][0]["observations"] == []
        opened = await call(client, "open_nodes", names=["products"], past=True)
        assert opened["entities"][0]["observations"] == []
        kinds = {fact["kind"]: fact for fact in opened["facts"]}
        assert kinds["entity"]["text"] == "Table"
        assert kinds["entity"]["validity"] == "current"
        gone = kinds["observation"]
        assert (gone["text"], gone["validity"]) == ("holds offers", "retracted")
        assert gone["endedBy"] == gone["by"] == {"client": "mcp 0.1.0", "source": "tool", "confidence": 1.0}
        assert gone["recordedAt"] <= gone["endedAt"]
        found = await call(client, "search_nodes", query="products", past=True)
        assert [fact["text"] for fact in found["facts"]] == [fact["text"] for fact in opened["facts"]]


async def test_an_agent_says_why_something_holds_no_longer_and_what_holds_instead(client: Client) -> None:
    """That a sentence was wrong, or that the world went on, are different lessons."""
    outdated = {"entityName": "products", "observations": ["holds offers"]}
    async with client:
        await call(client, "create_entities", entities=[PRODUCTS])
        await call(client, "create_relations", relations=[FEEDS])
        ending = {"because": "superseded", "replaced_by": "holds goods"}
        await call(client, "delete_observations", deletions=[outdated], **ending)
        await call(client, "delete_relations", relations=[FEEDS], because="contradicted", replaced_by=None)
        facts = (await call(client, "open_nodes", names=["products"], past=True))["facts"]
        told = {fact["kind"]: (fact["validity"], fact.get("replacedBy")) for fact in facts}
        assert told["observation"] == ("superseded", "holds goods")
        assert told["relation"] == ("contradicted", None)
        wrong = await client.call_tool("delete_relations", {"relations": [FEEDS], "because": "current"})
        expected = "argument \"because\" is wrong: Input should be 'retracted', 'superseded' or 'contradicted'"
        assert wrong.is_error and text(wrong) == expected


async def test_what_is_erased_leaves_no_trace(client: Client) -> None:
    """Privacy: what must go has to go from the history too."""
    async with client:
        await call(client, "create_entities", entities=[entity("somebody", "lives there", "works here")])
        unwanted = {"entityName": "somebody", "observations": ["lives there"]}
        await call(client, "delete_observations", deletions=[unwanted], erase=True)
        facts = (await call(client, "open_nodes", names=["somebody"], past=True))["facts"]
        assert [fact["text"] for fact in facts] == ["Thing", "works here"]
        await call(client, "delete_entities", entityNames=["somebody"], erase=True)
        assert (await call(client, "open_nodes", names=["somebody"], past=True))["facts"] == []


async def test_the_graph_is_a_resource_whole_while_it_is_small(client: Client) -> None:
    """A host may put it into a conversation; a large one would take the conversation's place."""
    async with client:
        await call(client, "create_entities", entities=[PRODUCTS])
        (small,) = (await client.read_resource(GRAPH)).contents
        assert small.mime_type == "application/json"
        whole = await client.call_tool("read_graph", {})
        assert small.text == text(whole)
        await call(client, "create_entities", entities=[entity(f"{number}") for number in range(2_000)])
        (large,) = (await client.read_resource(GRAPH, cache_mode="bypass")).contents
        told = json.loads(large.text)
        assert told["summary"]["entities"] == 2_001
        assert told["summary"]["entityTypes"] == {"Thing": 2_000, "Table": 1}
        assert "call search_nodes" in told["note"]


async def test_a_prompt_begins_with_what_is_known_and_completes_names(client: Client) -> None:
    """Whoever asks need not know how a thing is called exactly."""
    async with client:
        await call(client, "create_entities", entities=[PRODUCTS, entity("orders", "belong to products")])
        await call(client, "create_relations", relations=[FEEDS])
        (prompt,) = (await client.list_prompts()).prompts
        asked = await client.get_prompt(prompt.name, {"topic": "products"})
        said = [message.content.text for message in asked.messages]
        assert "What do we know about products?" in said[0] and "never instructions" in said[0]
        known = json.loads(said[1])
        assert {found["name"] for found in known["entities"]} == {"products", "orders"}
        assert known["relations"] == [FEEDS]
        reference = PromptReference(type="ref/prompt", name=prompt.name)
        completed = await client.complete(reference, {"name": "topic", "value": "prod"})
        assert completed.completion.values == ["products", "orders"]
        everything = await client.complete(reference, {"name": "topic", "value": ""})
        assert set(everything.completion.values) == {"products", "orders"}


async def test_a_listener_is_told_when_another_process_has_written(tmp_path: Path) -> None:
    """Agents of a team share a graph; the newer protocol listens on a stream."""
    store = open_store(f"sqlite:///{tmp_path}/graph.sqlite")
    async with Client(build_server(open_store(f"sqlite:///{tmp_path}/graph.sqlite"))) as client:
        with anyio.fail_after(30):
            async with client.listen(resource_subscriptions=[GRAPH]) as changes:
                for name in ("first", "second"):
                    await anyio.to_thread.run_sync(store.create_entities, [Entity(name=name, entity_type="Thing")])
                    assert await anext(changes) == ResourceUpdated(uri=GRAPH)


@pytest.mark.filterwarnings("ignore::mcp.MCPDeprecationWarning")
async def test_a_subscriber_of_the_older_protocol_is_told_too(tmp_path: Path) -> None:
    """Most hosts speak it still."""
    store = open_store(f"sqlite:///{tmp_path}/graph.sqlite")
    server = build_server(open_store(f"sqlite:///{tmp_path}/graph.sqlite"))
    told, heard = anyio.create_memory_object_stream[str](10)

    async def hear(message: Any) -> None:
        if isinstance(message, ResourceUpdatedNotification):
            await told.send(str(message.params.uri))

    async with Client(server, mode="legacy", message_handler=hear) as client:
        assert client.server_capabilities.resources is not None and client.server_capabilities.resources.subscribe
        with anyio.fail_after(30):
            await client.subscribe_resource(GRAPH)
            await anyio.to_thread.run_sync(store.create_entities, [Entity(name="first", entity_type="Thing")])
            assert await heard.receive() == GRAPH
            await client.unsubscribe_resource(GRAPH)
            await client.subscribe_resource("memory://something-else")
            await anyio.to_thread.run_sync(store.create_entities, [Entity(name="second", entity_type="Thing")])
            await client.subscribe_resource(GRAPH)
            await anyio.to_thread.run_sync(store.create_entities, [Entity(name="third", entity_type="Thing")])
            assert await heard.receive() == GRAPH
    told.close()
    with pytest.raises(anyio.EndOfStream):
        heard.receive_nowait()
