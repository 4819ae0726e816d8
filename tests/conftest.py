"""Shared fixtures: shadows on both supported ends of PostgreSQL, and databases that play production."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import pytest

from server.postgres.binaries import identify
from server.postgres.engine import Cluster
from server.postgres.shadow import Shadow
from tests.postgres_majors import folder_of

Production = Callable[..., Awaitable[str]]
"""``await production("name", major=15)`` gives the URL of a new empty database named so."""


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
