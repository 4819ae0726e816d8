"""A database goes into a file once, and everything is planned from there: whoever plans needs no access to it."""

import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from anyio import to_thread
from mcp import Client

from server.configuration import load_configuration
from server.memory import Memory
from server.model.fingerprint import fingerprint
from server.model.snapshot import measures_of, with_measures
from server.pipeline import Services
from server.postgres.binaries import identify
from server.postgres.catalog import read_catalog
from server.postgres.catalog_measures import read_measured
from server.postgres.data import ADMIN
from server.postgres.dump_secrets import without_secrets
from server.postgres.engine import Cluster
from server.postgres.shadow import Shadow
from server.postgres.target import read_target
from server.snapshots import read_snapshot
from server.tools.desk import Desk
from server.tools.every_tool import all_tools
from server.tools.pipeline_planner import PipelinePlanner
from server.tools.registration import PlannerServer
from tests.integration.test_together import succeed, text
from tests.postgres_majors import folder_of

pytestmark = pytest.mark.anyio

SCHEMAS = Path(__file__).parent / "schemas"
CHANGE = "ALTER TABLE shop.orders ALTER COLUMN note SET NOT NULL"
SECRETS = """
CREATE SERVER elsewhere FOREIGN DATA WRAPPER dummy OPTIONS (host 'there', password 'of-the-server');
CREATE USER MAPPING FOR owner SERVER elsewhere OPTIONS (user 'me', password 'of-the-mapping');
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A database that is out of reach by now, and what was seen of it before."""

    file: Path
    major: int
    fingerprint: str
    printed: str
    rows: int


def take(project: Path, url: str, *options: str, code: int = 0) -> str:
    """What the command printed, run as a person does."""
    script = str(Path(sys.executable).with_name("migration-planner"))
    environment = {**os.environ, "SHOP_URL": url}
    done = subprocess.run(
        [script, "snapshot", *options], cwd=project, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == code, (done.stdout, done.stderr)
    return done.stdout + done.stderr


def live_project(folder: Path) -> Path:
    """A folder whose configuration names a live database."""
    (folder / "migration-planner.toml").write_text(
        '[databases.shop]\nurl = "${SHOP_URL}"\nenvironment = "production"\n'
    )
    return folder


@pytest.fixture(scope="module", params=[15, 18], ids=["live15", "live18"])
async def taken(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, shadow_15: Shadow, shadow_18: Shadow
) -> AsyncIterator[Taken]:
    """A snapshot of a server that was stopped afterwards."""
    shadow = shadow_15 if request.param == 15 else shadow_18
    project = live_project(tmp_path_factory.mktemp("taking"))
    async with Cluster(role="owner", binaries=identify(folder_of(request.param)), loopback=True) as cluster:
        url = await cluster.create_database("shop")
        conninfo = cluster.conninfo(database="shop", user=ADMIN)
        async with await psycopg.AsyncConnection.connect(conninfo, autocommit=True) as admin:
            await admin.execute('CREATE ROLE app_reader; CREATE ROLE "the tenant"; GRANT "the tenant" TO owner')
        async with await psycopg.AsyncConnection.connect(url, autocommit=True) as session:
            await session.execute((SCHEMAS / "live.sql").read_text().encode())
            await session.execute("SELECT count(*) FROM shop.orders WHERE id = 1001")
            counter = "SELECT pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot())"
            before = await (await session.execute(counter)).fetchone()
            printed = await to_thread.run_sync(take, project, url, "--output", "shop.snapshot.json")
            assert await (await session.execute(counter)).fetchone() == before
            facts = await read_target(url, name="shop")
            catalog = await shadow.catalog(await shadow.template(facts.schema))
            (rows,) = await (await session.execute("SELECT count(*)::int FROM shop.orders")).fetchone() or (0,)
    yield Taken(
        file=project / "shop.snapshot.json",
        major=request.param,
        fingerprint=fingerprint(catalog),
        printed=printed,
        rows=rows,
    )


def offline(project: Path, taken: Taken, shadow: Shadow, entry: str = 'snapshot = "shop.snapshot.json"') -> Client:
    """A client of a planner that has the snapshot and nothing else."""
    (project / "shop.snapshot.json").write_bytes(taken.file.read_bytes())
    (project / "migration-planner.toml").write_text(
        f'[databases.shop]\n{entry}\n[memory]\nstore = "sqlite:///graph.sqlite"\n'
    )
    configuration = load_configuration(path=None, environment={}, working_directory=project)
    services = Services(
        configuration=configuration,
        shadow=shadow,
        memory=Memory(configuration.store_url),
        today=lambda: "2026-01-02",
        now=lambda: "now",
    )
    desk = Desk(lambda: PipelinePlanner(services))
    return Client(PlannerServer("test", tools=all_tools(desk, project)))


@pytest.fixture
def matching(taken: Taken, shadow_15: Shadow, shadow_18: Shadow) -> Shadow:
    """The shadow of the target's major."""
    return shadow_15 if taken.major == 15 else shadow_18


async def test_every_tool_works_with_no_connection(taken: Taken, tmp_path: Path, matching: Shadow) -> None:
    """Sizes, use and the schema's fingerprint are those of the database; each reply says how old that is."""
    async with offline(tmp_path, taken, matching) as client:
        inspected = await succeed(client, "inspect_schema", {"database": "shop", "pattern": "shop.orders"})
        (table,) = inspected["tables"]
        assert table["rows_estimate"] == taken.rows and table["size_bytes"] > 100_000
        target = inspected["target"]
        assert target["fingerprint"] == taken.fingerprint
        assert target["version"].startswith(f"{taken.major}.")
        assert target["environment"] == "production"
        assert target["source"].startswith("snapshot of 20")
        await succeed(client, "analyze_impact", {"database": "shop", "change": CHANGE})
        decisions = {"backfill:shop.orders.note": "'none'"}
        made = await succeed(
            client, "generate_migration", {"database": "shop", "change": CHANGE, "name": "n", "decisions": decisions}
        )
        assert made["verdict"]["status"] == "proven"
        rehearsed = await succeed(client, "dry_run", {"plan": made["plan"], "rows": 50})
        assert rehearsed["verdict"]["status"] == "proven"
        assert rehearsed["server"].startswith(f"{taken.major}.")
        assert await succeed(client, "generate_rollback", {"plan": made["plan"]})
        drift = await succeed(client, "inspect_schema", {"database": "shop", "compare_to": "shop.snapshot.json"})
        assert drift["comparison"]["equal"]


async def test_the_path_of_a_snapshot_is_a_database_too(taken: Taken, tmp_path: Path, matching: Shadow) -> None:
    """An agent that was handed a file plans from it as it lies there."""
    async with offline(tmp_path, taken, matching, entry='schema = "none.sql"') as client:
        reply = await succeed(client, "inspect_schema", {"database": "shop.snapshot.json"})
        assert reply["target"]["fingerprint"] == taken.fingerprint


async def test_no_secret_and_no_value_is_in_the_file(taken: Taken) -> None:
    """It is made to be handed on: to an agent, into a repository."""
    content = taken.file.read_text()
    for secret in ("user1@example.com", "n4998", "postgresql://"):
        assert secret not in content
    assert "values withheld" in taken.printed
    assert taken.file.stat().st_mode & 0o777 == 0o600
    snapshot = read_snapshot(taken.file, name="shop")
    assert snapshot.statistics.values_withheld
    assert any(each.column == "note" and 0.6 < each.null_frac < 0.7 for each in snapshot.statistics.columns)
    head = content[: content.index('"digest"')]
    for said in ('"database": "shop"', '"environment": "production"', '"taken": "20', f'"postgresql": "{taken.major}.'):
        assert said in head


async def test_use_of_a_live_database_is_what_the_file_keeps(production: Any, tmp_path: Path) -> None:
    """Scans of indexes and last values of sequences are read of the database, and found again by name."""
    url = await production("use of a database", major=18)
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as session:
        await session.execute('CREATE SCHEMA "It\'s"; CREATE TABLE "It\'s"."t %s" (id serial PRIMARY KEY)')
        await session.execute('INSERT INTO "It\'s"."t %s" SELECT FROM generate_series(1, 50); ANALYZE')
        measured = await read_measured(session)
    plain = await read_again(url)
    assert measures_of(with_measures(plain, measures_of(measured))) == measures_of(measured)
    (sequence,) = measures_of(measured)[-1:]
    assert max(each.last_value or 0 for each in measures_of(measured)) == 50, sequence
    await to_thread.run_sync(take, live_project(tmp_path), url, "--output", "s.json", "--with-values")
    snapshot = read_snapshot(tmp_path / "s.json", name="shop")
    assert not snapshot.statistics.values_withheld
    assert any(each.histogram_bounds for each in snapshot.statistics.columns)


async def read_again(url: str) -> Any:
    """The schema without measures."""
    async with await psycopg.AsyncConnection.connect(url) as session:
        return await read_catalog(session)


async def test_a_file_is_written_over_only_when_that_is_asked_for(production: Any, tmp_path: Path) -> None:
    """Somebody may still plan from the old one; half a file must never be seen."""
    url = await production("written over", major=18)
    project = live_project(tmp_path)
    await to_thread.run_sync(lambda: take(project, url, "shop", "--output", "a.json"))
    first = (tmp_path / "a.json").read_bytes()
    said = await to_thread.run_sync(lambda: take(project, url, "--output", "a.json", code=1))
    assert "already" in said and "--replace" in said
    assert (tmp_path / "a.json").read_bytes() == first
    await to_thread.run_sync(lambda: take(project, url, "--output", "a.json", "--replace"))
    said = await to_thread.run_sync(lambda: take(project, url, "--output", "no/such/folder.json", code=1))
    assert "cannot be written" in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.json", "migration-planner.toml"]
    (tmp_path / "migration-planner.toml").write_text('[databases.shop]\nsnapshot = "a.json"\n')
    said = await to_thread.run_sync(lambda: take(project, url, "--output", "b.json", code=1))
    assert "no live database" in said


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda content: content.replace('"shop"', '"chop"'), "was changed since it was written"),
        (lambda content: content[:-100], "is not whole"),
        (lambda content: "{}", "is no snapshot"),
        (lambda content: json.dumps({**json.loads(content), "version": 99}), "another version"),
        (lambda content: None, "does not exist"),
    ],
)
async def test_a_file_that_is_not_what_was_written_is_refused_by_name(
    taken: Taken, tmp_path: Path, matching: Shadow, damage: Any, says: str
) -> None:
    """A plan for another schema than the database has would be worse than none."""
    async with offline(tmp_path, taken, matching) as client:
        content = damage((tmp_path / "shop.snapshot.json").read_text())
        if content is None:
            (tmp_path / "shop.snapshot.json").unlink()
        else:
            (tmp_path / "shop.snapshot.json").write_text(content)
        result = await client.call_tool("inspect_schema", {"database": "shop"})
        assert result.is_error
        assert says in text(result) and "take it again" in text(result)


def test_only_options_that_may_be_secret_are_withheld() -> None:
    """Everything else of a dump stays to the letter, whatever stands in it."""
    before = "-- it's é\nCREATE TABLE t (a text DEFAULT 'password=x;');\n"
    after = "\nCREATE FUNCTION f() RETURNS text LANGUAGE sql AS $$SELECT 'OPTIONS (password ''y'')'$$;\n"
    server = "CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (host 'h', dbname 'd');"
    assert without_secrets(before + server + after) == before + server + after
    changed = without_secrets(before + SECRETS.strip() + after)
    assert changed.startswith(before[: before.index(";")]) and changed.endswith(after)
    assert "of-the-server" not in changed and "of-the-mapping" not in changed and "'me'" not in changed
    assert "'there'" in changed and changed.count("<withheld>") == 3
