"""A server that is given by URL serves as shadow, is left as it was found, and is never one that is only to be read."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from server import pipeline
from server.configuration import load_configuration
from server.errors import ConfigurationError, RejectedStatement, ShadowError
from server.memory import Memory
from server.pipeline import Services
from server.postgres import shadow as shadows
from server.postgres.binaries import identify
from server.postgres.data import ADMIN
from server.postgres.engine import Cluster
from server.postgres.given_server import GivenUrl, spare_server
from server.postgres.limits import Limits
from server.postgres.roles import SANDBOX
from server.postgres.shadow import Shadow
from tests.postgres_majors import folder_of

pytestmark = pytest.mark.anyio

KEPT = "CREATE TABLE kept (word text); INSERT INTO kept VALUES ('kept');"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A server of somebody else."""

    cluster: Cluster
    major: int

    @property
    def url(self) -> str:
        """Of its superuser."""
        host = quote(str(self.cluster.folder / "s"), safe="")
        return f"postgresql://{ADMIN}:{self.cluster._passwords[ADMIN]}@/postgres?host={host}&port={self.cluster._port}"


@pytest.fixture(scope="module", params=[15, 18], ids=["pg15", "pg18"])
async def given(request: pytest.FixtureRequest) -> AsyncIterator[Given]:
    """A server on which the sandbox role may log in, as on any that trusts its password."""
    programs = identify(folder_of(request.param))
    async with Cluster(role=SANDBOX, binaries=programs, loopback=True) as cluster:
        yield Given(cluster=cluster, major=request.param)


def configured(folder: Path, text: str) -> Services:
    """What a planner needs, as the file configures it."""
    (folder / "migration-planner.toml").write_text(text + '[memory]\nstore = "sqlite:///graph.sqlite"\n')
    configuration = load_configuration(path=None, environment={}, working_directory=folder)
    return Services(
        configuration=configuration,
        shadow=Shadow(spare=spare_server(configuration)),
        memory=Memory(configuration.store_url),
        today=lambda: "2026-01-02",
        now=lambda: "now",
    )


async def told(_fraction: float, _doing: str) -> None:
    """Nobody looks."""


async def plan(services: Services, change: str) -> pipeline.Generated:
    """The plan of a change."""
    return await pipeline.generate_migration(
        services,
        database="shop",
        change=change,
        desired_schema="",
        name="",
        reason="",
        decisions={},
        progress=told,
    )


async def found_on(given: Given) -> tuple[set[str], set[str]]:
    """Databases and roles of the server."""
    conninfo = given.cluster.conninfo(database="postgres", user=ADMIN)
    async with await psycopg.AsyncConnection.connect(conninfo) as session:
        databases = await (await session.execute("SELECT datname::text FROM pg_database")).fetchall()
        roles = await (await session.execute("SELECT rolname::text FROM pg_roles")).fetchall()
        return {name for (name,) in databases}, {name for (name,) in roles}


async def test_plans_are_rehearsed_on_it_where_nothing_is_installed(
    given: Given, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A container in CI has PostgreSQL beside it, not inside."""

    def nothing() -> None:
        raise ShadowError("none is installed")

    monkeypatch.setattr(shadows, "find_binaries", nothing)
    monkeypatch.setattr(shadows, "installed_folder", lambda _major: None)
    (tmp_path / "shop.sql").write_text(KEPT)
    services = configured(tmp_path, f'shadow_url = "{given.url}"\n[databases.shop]\nschema = "shop.sql"\n')
    async with services.shadow:
        made = await plan(services, "ALTER TABLE kept ADD COLUMN tag text NOT NULL DEFAULT 'none'")
        assert made.verdict.status == "proven"
        assert made.plan.target.version.startswith(f"{given.major}.")
    databases, roles = await found_on(given)
    assert not any(name.startswith(("c_", "l_")) for name in databases)
    assert {name for name in roles if name.startswith(SANDBOX)} == {SANDBOX}


async def test_it_is_used_for_the_targets_major_only_where_none_of_that_is_installed(
    given: Given, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its version is what counts: locks and syntax differ between majors."""
    monkeypatch.setattr(shadows, "installed_folder", lambda _major: None)
    other = 33 - given.major
    monkeypatch.setattr(shadows, "find_binaries", lambda: identify(folder_of(other)))
    async with Shadow(spare=GivenUrl(url=given.url, databases=())) as shadow:
        assert await shadow.version() // 10000 == other
        assert await (await shadow.of_major(given.major)).version() // 10000 == given.major
        assert await shadow.of_major(other) is shadow
        assert await shadow.of_major(16) is shadow


@pytest.mark.parametrize("by", ["the same address", "another address"])
async def test_the_server_of_a_configured_database_is_refused(given: Given, tmp_path: Path, by: str) -> None:
    """A superuser that creates and drops databases has no business on production."""
    url = given.url if by == "the same address" else given.cluster.url("postgres")
    if by == "another address":
        # Sessions of the two roles need not have the same time zone.
        url = f"{await given.cluster.create_database('prod')}?options=-c%20timezone%3DAsia%2FTokyo"
    services = configured(tmp_path, f'shadow_url = "{given.url}"\n[databases.prod]\nurl = "{url}"\n')
    spare = spare_server(services.configuration)
    assert spare is not None
    before = await found_on(given)
    async with Shadow(spare) as shadow:
        with pytest.raises(ConfigurationError, match='"shadow_url" leads to the server of database "prod"'):
            await shadow.version()
    assert await found_on(given) == before


async def test_an_ordinary_role_is_refused_and_no_password_is_told(given: Given) -> None:
    """It could create neither databases nor roles; what is wrong is said without the secret."""
    async with Shadow(GivenUrl(url=given.cluster.url("postgres"), databases=())) as shadow:
        with pytest.raises((ConfigurationError, ShadowError)) as refusal:
            await shadow.version()
    assert "shadow_url" in str(refusal.value)
    assert given.cluster._passwords[SANDBOX] not in str(refusal.value)
    wrong = given.url.replace(given.cluster._passwords[ADMIN], "wr0ng-secret")
    async with Shadow(GivenUrl(url=wrong, databases=())) as shadow:
        with pytest.raises(ShadowError, match="password authentication failed") as refusal:
            await shadow.version()
    assert "wr0ng-secret" not in str(refusal.value)


async def test_a_role_with_rights_does_not_become_the_sandbox(given: Given) -> None:
    """Whatever is rehearsed would have them."""
    admin = given.cluster.conninfo(database="postgres", user=ADMIN)
    async with await psycopg.AsyncConnection.connect(admin, autocommit=True) as session:
        await session.execute(f"ALTER ROLE {SANDBOX} CREATEROLE")
        try:
            async with Shadow(GivenUrl(url=given.url, databases=())) as shadow:
                with pytest.raises(ConfigurationError, match="has rights"):
                    await shadow.version()
        finally:
            await session.execute(f"ALTER ROLE {SANDBOX} NOCREATEROLE")


async def test_what_runs_too_long_is_ended_there_too(given: Given, tmp_path: Path) -> None:
    """The guard asks the server, wherever it is."""
    limits = Limits(statement_seconds=1, load_seconds=20)
    (tmp_path / "shop.sql").write_text(KEPT)
    services = configured(tmp_path, f'shadow_url = "{given.url}"\n[databases.shop]\nschema = "shop.sql"\n')
    spare = spare_server(services.configuration)
    async with Shadow(spare, limits=limits) as shadow:
        small = Services(
            configuration=services.configuration,
            shadow=shadow,
            memory=services.memory,
            today=services.today,
            now=services.now,
        )
        endless = "DO $$ BEGIN SET LOCAL statement_timeout = 0; PERFORM pg_sleep(60); END $$"
        with pytest.raises(RejectedStatement):
            await plan(small, endless)
        async with shadow.clone(await shadow.template(KEPT)) as clone:
            session = await clone.connect()
            assert await (await session.execute("SELECT word FROM kept")).fetchall() == [("kept",)]
