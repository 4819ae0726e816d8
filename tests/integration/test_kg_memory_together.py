"""Many calls, clients and processes at once: every acknowledged write is there.

``MIGRATION_PLANNER_EXAMPLES=500`` writes as much in each of eight processes; a test run does with less.
"""

import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client

from knowledge.model import Entity, Graph, Search
from knowledge.store import open_store
from tests.http_server import serving_http
from tests.stdio_server import Stdio, serving

EXAMPLES = int(os.environ.get("MIGRATION_PLANNER_EXAMPLES", "0"))
PROCESSES, WRITES = (8, EXAMPLES) if EXAMPLES else (3, 20)
GRAPH = "memory://knowledge-graph"
PROGRAM = Path(sys.executable).with_name("kg-memory")


def entity(name: str, *observations: str) -> dict[str, Any]:
    """An entity as the tools take it."""
    return {"name": name, "entityType": "Thing", "observations": list(observations)}


def graph(folder: Path) -> Graph:
    """What the store of a test holds."""
    return open_store(f"sqlite:///{folder}/graph.sqlite").read_graph()


def environment(folder: Path) -> dict[str, str]:
    """Variables of a server over the store of a test."""
    return {**os.environ, "KG_STORE": f"sqlite:///{folder}/graph.sqlite"}


def test_two_hundred_calls_in_flight_on_one_connection_are_all_answered(tmp_path: Path) -> None:
    """An agent calls tools in parallel; the reference server then loses nearly all of what it acknowledged.

    Who subscribed is told of the change meanwhile.
    """
    with serving([PROGRAM], environment(tmp_path), tmp_path) as session:
        session.call("create_entities", {"entities": [entity("shared")]})
        session.request("resources/subscribe", {"uri": GRAPH})
        asked: dict[int, str] = {}
        for number in range(50):
            added = {"observations": [{"entityName": "shared", "contents": [f"o{number}"]}]}
            related = {"relations": [{"from": "shared", "to": f"e{number}", "relationType": "has"}]}
            for tool, arguments in (
                ("create_entities", {"entities": [entity(f"e{number}", "x")]}),
                ("add_observations", added),
                ("create_relations", related),
                ("search_nodes", {"query": "shared"}),
            ):
                asked[session.send("tools/call", session.asked(tool, arguments))] = tool
        assert len(asked) == 200
        told = False
        while asked or not told:
            message = session.receive()
            if "method" in message:
                assert message["method"] == "notifications/resources/updated"
                assert message["params"] == {"uri": GRAPH}
                told = True
            else:
                assert not message["result"].get("isError"), message
                asked.pop(message["id"])
    there = graph(tmp_path)
    assert {found.name for found in there.entities} == {"shared", *(f"e{number}" for number in range(50))}
    assert set(there.entities[0].observations) == {f"o{number}" for number in range(50)}
    assert len(there.relations) == 50


def test_every_write_of_several_processes_is_there(tmp_path: Path) -> None:
    """Each agent starts a server of its own over the same graph; one more reads meanwhile."""
    store = open_store(f"sqlite:///{tmp_path}/graph.sqlite")
    store.create_entities([Entity(name="shared", entity_type="Thing")])
    with ExitStack() as stack, ThreadPoolExecutor(PROCESSES) as pool:
        writers = [stack.enter_context(serving([PROGRAM], environment(tmp_path), tmp_path)) for _ in range(PROCESSES)]
        writing = [pool.submit(write, session, number) for number, session in enumerate(writers)]
        while wait(writing, timeout=0.05).not_done:
            assert store.search(Search(query="shared", limit=1)).entities[0].name == "shared"
        acknowledged = [name for future in writing for name in future.result()]
    assert len(acknowledged) == PROCESSES * WRITES
    there = graph(tmp_path)
    assert {found.name for found in there.entities} == {"shared", *acknowledged}
    assert set(there.entities[0].observations) == set(acknowledged)


def write(session: Stdio, writer: int) -> list[str]:
    """Names of what was acknowledged: each an entity of its own and an observation of what all share."""
    names = [f"w{writer}-{number}" for number in range(WRITES)]
    for name in names:
        for tool, arguments in (
            ("create_entities", {"entities": [entity(name)]}),
            ("add_observations", {"observations": [{"entityName": "shared", "contents": [name]}]}),
        ):
            reply = session.call(tool, arguments)
            assert not reply["result"].get("isError"), reply
    return names


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """Address of a server over HTTP."""
    with serving_http(tmp_path, "kg-memory", "serve") as address:
        yield address


@pytest.mark.anyio
async def test_several_clients_over_http_lose_nothing(url: str, tmp_path: Path) -> None:
    """One server for all agents of a machine, in both eras of the protocol; a large observation passes too."""

    async def use(number: int, mode: Any) -> None:
        async with Client(url, mode=mode) as client, anyio.create_task_group() as calls:
            for one in range(10):
                calls.start_soon(client.call_tool, "create_entities", {"entities": [entity(f"{number}-{one}")]})

    with anyio.fail_after(120):
        async with anyio.create_task_group() as clients:
            for number in range(4):
                clients.start_soon(use, number, "auto" if number % 2 else "legacy")
        async with Client(url) as client:
            large = entity("large", "x" * 5_000_000)
            assert not (await client.call_tool("create_entities", {"entities": [large]})).is_error
            opened = await client.call_tool("open_nodes", {"names": ["large"]})
            assert opened.structured_content == {"entities": [large], "relations": []}
    names = {f"{number}-{one}" for number in range(4) for one in range(10)}
    assert {found.name for found in graph(tmp_path).entities} == {*names, "large"}
