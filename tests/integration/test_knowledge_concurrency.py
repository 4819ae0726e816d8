"""Nothing that was acknowledged is lost: by many processes, by many calls at once, by SIGKILL, on both kinds of store.

``MIGRATION_PLANNER_EXAMPLES=50`` kills writers at more moments than a test run does.
"""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import anyio
import pytest
from mcp import Client

from knowledge.app import build_server
from knowledge.model import Entity, Relation
from knowledge.store import Store, open_store

MOMENTS = int(os.environ.get("MIGRATION_PLANNER_EXAMPLES", "5"))

WRITER = """
import sys
from concurrent.futures import ThreadPoolExecutor
from knowledge.model import Entity, Observations, Relation
from knowledge.store import open_store

url, tag, count, threads = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
store = open_store(url)

def write(number):
    name = f"{tag} {number}"
    store.create_entities([Entity(name=name, entity_type="T", observations=("first", "second"))])
    store.create_relations([Relation(source=name, target="hub", relation_type="of")])
    store.add_observations([Observations(entity_name="hub", contents=(name,))] if number % 10 == 0 else [])
    # One write, so that lines of different threads do not run into each other.
    sys.stdout.write(f"{number}\\n")
    sys.stdout.flush()

with ThreadPoolExecutor(threads) as pool:
    for done in [pool.submit(write, number) for number in range(count)]:
        done.result()
"""


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """A new store of each kind, in which one entity is everybody's."""
    store = open_store(store_url)
    store.create_entities([Entity(name="hub", entity_type="T")])
    yield store
    store.close()


def start(url: str, tag: str, count: int, threads: int) -> subprocess.Popen[str]:
    """A process that writes and tells each number that was acknowledged."""
    command = [sys.executable, "-c", WRITER, url, tag, str(count), str(threads)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def assert_all_there(store: Store, acknowledged: set[str]) -> None:
    """What was acknowledged is there in all its parts, and the store is sound."""
    graph = store.read_graph()
    entities = {entity.name: entity for entity in graph.entities}
    hub = entities.pop("hub")
    assert acknowledged <= entities.keys()
    assert acknowledged <= {relation.source for relation in graph.relations}
    assert {name for name in acknowledged if name.endswith("0")} <= {*hub.observations}
    assert {entity.observations for entity in entities.values()} <= {("first", "second")}
    assert store.check() == ()


def write_from_processes(store: Store, url: str, *, count: int, writes: int) -> None:
    """Processes write, others read: all is there afterwards, and half an entity is never seen."""
    ended = Event()

    def read() -> None:
        while not ended.is_set():
            seen = store.open_nodes(["first 1", "hub", "last 0"], depth=1)
            assert all(entity.observations for entity in seen.entities if entity.name != "hub")

    with ThreadPoolExecutor(1) as readers:
        reading = readers.submit(read)
        processes = {str(tag): start(url, str(tag), writes, 1) for tag in range(count)}
        try:
            for process in processes.values():
                _, errors = process.communicate(timeout=300)
                assert process.returncode == 0, errors
        finally:
            ended.set()
        reading.result()
    assert_all_there(store, {f"{tag} {number}" for tag in processes for number in range(writes)})


def test_processes_that_write_at_once_lose_nothing(store: Store, store_url: str) -> None:
    """The reference memory server loses a fifth of them already with two processes."""
    write_from_processes(store, store_url, count=3, writes=20)


@pytest.mark.more
def test_eight_processes_of_500_writes_lose_nothing(store: Store, store_url: str) -> None:
    """The same at length."""
    write_from_processes(store, store_url, count=8, writes=500)


@pytest.mark.anyio
async def test_200_calls_in_flight_on_one_connection_lose_nothing(store_url: str) -> None:
    """A host sends them without waiting; the reference memory server keeps the last one's."""
    server = build_server(open_store(store_url))
    failed: list[Any] = []

    async def call(number: int) -> None:
        entity = {"name": f"{number}", "entityType": "T", "observations": ["first", "second"]}
        result = await client.call_tool("create_entities", {"entities": [entity]})
        if result.is_error:
            failed.append(result.content)

    async with Client(server) as client, anyio.create_task_group() as group:
        for number in range(200):
            group.start_soon(call, number)
    assert failed == []
    assert {entity.name for entity in open_store(store_url).read_graph().entities} == {str(n) for n in range(200)}


def test_a_killed_writer_loses_nothing_acknowledged_and_breaks_nothing(store: Store, store_url: str) -> None:
    """At any moment: also in the midst of a commit, a checkpoint or the creation of the file."""
    acknowledged: set[str] = set()
    for moment in range(MOMENTS):
        with start(store_url, f"{moment}:", 10_000, 4) as process:
            assert process.stdout is not None
            for _ in range(random.randrange(1, 30)):
                acknowledged.add(f"{moment}: {int(process.stdout.readline())}")
            process.send_signal(signal.SIGKILL)
            # What was told between the last line read and the end was acknowledged too.
            acknowledged.update(f"{moment}: {int(line)}" for line in process.stdout if line.endswith("\n"))
    assert_all_there(store, acknowledged)
    store.create_relations([Relation(source="hub", target="hub", relation_type="after")])
