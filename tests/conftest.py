"""Shared fixtures: shadows on both supported ends of PostgreSQL, and databases that play production."""

import re
import zlib
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from xdist.scheduler import LoadScopeScheduling

from knowledge.store import Store, open_store
from server.postgres.binaries import identify
from server.postgres.engine import Cluster
from server.postgres.shadow import Shadow
from tests.postgres_majors import folder_of

Production = Callable[..., Awaitable[str]]
"""``await production("name", major=15)`` gives the URL of a new empty database named so."""


_TAKING_TURNS = {
    "test_cases",
    "test_catalog_delta",
    "test_containment",
    "test_containment_bombs",
    "test_desired_schema",
    "test_diff",
    "test_drift",
    "test_observation",
    "test_other_facets",
    "test_other_types",
    "test_population",
    "test_real_schemas",
    "test_rename_decisions",
    "test_knowledge_concurrency",
    "test_knowledge_history",
    "test_knowledge_hostile",
    "test_knowledge_postgresql",
    "test_knowledge_search",
    "test_knowledge_store",
    "test_schema_pairs",
    "test_shared_server",
    "test_stand_ins",
    "test_statistics",
}
"""Modules whose tests run on one major each in a short run, half of them on either."""
_MAJOR = re.compile(r"pg(15|18)")
_LONGEST = (
    "tests/integration/test_cases.py",
    "tests/integration/test_schema_pairs.py",
    "tests/integration/test_hazards.py",
    "tests/integration/test_shared_server.py",
    "tests/integration/test_strategy_pages.py",
    "tests/integration/test_server.py",
    "tests/integration/test_live_target.py",
    "tests/integration/test_statement_forms.py",
    "tests/integration/test_containment_bombs.py",
    "tests/integration/test_demo.py",
    "tests/integration/test_real_schemas.py",
    "tests/integration/test_random_ddl.py",
    "tests/contracts/test_inspector.py",
    "tests/integration/test_catalog_delta.py",
    "tests/integration/test_properties.py",
)
"""Modules that take longest, in this order: one that is begun last is waited for."""


def is_short(config: pytest.Config) -> bool:
    """Whether tests marked ``more`` are left out."""
    return bool(config.getoption("markexpr") == "not more")


class _ByGroup(LoadScopeScheduling):
    """A process is given one group of tests after the other."""

    def _split_scope(self, nodeid: str) -> str:
        return _group(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """How tests come to the processes."""
    return _ByGroup(config, log)


def _group(nodeid: str) -> str:
    """The module, as its tests share servers; those of the longest on one major share none with the others."""
    module, _, test = nodeid.partition("::")
    major = _MAJOR.search(test) if module == _LONGEST[0] else None
    return f"{module} {major[0]}" if major else module


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None]:
    """Marks what a short run leaves out, and has what takes longest begun first."""
    _take_turns(items)
    yield
    groups = {item: _group(item.nodeid) for item in items}
    tests = Counter(groups.values())
    ranks = {module: rank for rank, module in enumerate(_LONGEST)}

    def place(item: pytest.Item) -> tuple[int, int, str]:
        group = groups[item]
        return ranks.get(group.partition(" ")[0], len(ranks)), -tests[group], group

    items.sort(key=place)


def _take_turns(items: list[pytest.Item]) -> None:
    """Marks of two tests that differ in the major alone the one whose turn it is not."""
    there = {item.nodeid for item in items}
    for item in items:
        found = _MAJOR.search(item.name)
        if found is None or item.path.stem not in _TAKING_TURNS:
            continue
        other = "pg18" if found[0] == "pg15" else "pg15"
        on_18 = zlib.crc32(_MAJOR.sub("", item.name).encode()) % 2 == 1
        if item.nodeid.replace(found[0], other) in there and on_18 != (found[0] == "pg18"):
            item.add_marker(pytest.mark.more)


@pytest.fixture(scope="session", autouse=True)
def own_data_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test writes into the user's own knowledge graph."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        patch.delenv("KG_STORE", raising=False)
        yield


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """One event loop for all tests, so that a session's server serves each of them."""
    return "asyncio"


@pytest.fixture(scope="session")
async def shadow_15(anyio_backend: str) -> AsyncIterator[Shadow]:
    """The oldest supported major."""
    async with Shadow(folder_of(15)) as shadow:
        yield shadow


@pytest.fixture(scope="session")
async def shadow_18(anyio_backend: str) -> AsyncIterator[Shadow]:
    """The newest supported major."""
    async with Shadow(folder_of(18)) as shadow:
        yield shadow


@pytest.fixture(scope="session", params=[15, 18], ids=["pg15", "pg18"])
def shadow(request: pytest.FixtureRequest) -> Shadow:
    """Each supported end in turn."""
    found: Shadow = request.getfixturevalue(f"shadow_{request.param}")
    return found


@pytest.fixture(scope="session")
async def production(anyio_backend: str) -> AsyncIterator[Production]:
    """A factory of databases reachable by URL over loopback, owned by the role ``owner``; a cluster a major."""
    clusters: dict[int, Cluster] = {}

    async def create(name: str, *, major: int = 18) -> str:
        if major not in clusters:
            clusters[major] = Cluster(role="owner", binaries=identify(folder_of(major)), loopback=True)
            await clusters[major].start()
        return await clusters[major].create_database(name)

    yield create
    for cluster in clusters.values():
        await cluster.stop()


EmptyGraph = Callable[[str], Awaitable[str]]
"""``await empty_graph("pg15")`` gives the URL of a database of that major without a knowledge graph."""


@pytest.fixture(scope="session")
async def empty_graph(production: Production) -> EmptyGraph:
    """A factory of places for a knowledge graph; one database a major, emptied each time."""
    databases: dict[str, str] = {}

    async def empty(major: str) -> str:
        if major not in databases:
            databases[major] = await production("knowledge", major=int(major.removeprefix("pg")))
        async with await psycopg.AsyncConnection.connect(databases[major], autocommit=True) as connection:
            await connection.execute("DROP SCHEMA IF EXISTS knowledge_graph CASCADE")
        return databases[major]

    return empty


@pytest.fixture(params=["pg15", "pg18"])
async def postgresql_store_url(request: pytest.FixtureRequest, empty_graph: EmptyGraph) -> str:
    """URL of an empty knowledge store in PostgreSQL, on each supported end in turn."""
    return await empty_graph(request.param)


@pytest.fixture(params=["sqlite", "pg15", "pg18"])
async def store_url(request: pytest.FixtureRequest, tmp_path: Path, empty_graph: EmptyGraph) -> str:
    """URL of an empty knowledge store of each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/folder/graph.sqlite"
    return await empty_graph(request.param)


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """A new store of each kind."""
    store = open_store(store_url)
    yield store
    store.close()
