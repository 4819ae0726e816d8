"""What is wrong is refused in words that name it, state the fact and give the remedy; and nothing is left behind."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from mcp import Client
from mcp.server import MCPServer
from mcp.types import CallToolResult, TextContent

from knowledge.store import open_store
from server.app import build_server
from server.configuration import load_configuration

pytestmark = pytest.mark.anyio

Production = Callable[..., Awaitable[str]]

SPEC = Path(__file__).parents[2] / "server" / "demo" / "shop" / "schema.sql"
SECRET = "hunter2&s3cr3t"
LONGEST_MESSAGE = 2_000

DATABASES = f"""
[databases.shop]
schema = "spec.sql"
[databases.gone]
schema = "gone.sql"
[databases.folder]
schema = "folder"
[databases.silent]
url = "postgresql://me:{quote(SECRET, safe="")}@127.0.0.1:1/shop"
[databases.nowhere]
url = "${{NOWHERE}}"
[databases.guarded]
url = "${{GUARDED}}"
[databases.absent]
url = "${{ABSENT}}"
[memory]
store = "sqlite:///graph.sqlite"
"""


@pytest.fixture
async def project(tmp_path: Path) -> Path:
    """A project with good and bad schema files."""
    (tmp_path / "spec.sql").write_text(SPEC.read_text())
    (tmp_path / "migration-planner.toml").write_text(DATABASES)
    (tmp_path / "broken.sql").write_text("CREATE TABLE t (id int);\n\nCREATE TABLE u (\n  id int,\n  x nosuchtype);")
    (tmp_path / "unfinished.sql").write_text("-- é\nCREATE TABLE t (id int);\nCREAT TABLE u (id int);")
    (tmp_path / "latin.sql").write_bytes(b"-- \xe9\nCREATE TABLE t (id int);")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "1.sql").write_text("CREATE TABLE t (id int);\n\n")
    (tmp_path / "folder" / "2.sql").write_text("CREATE TABLE u (id int);\nCREATE TABLE v (id int REFERENCES w);\n")
    return tmp_path


@pytest.fixture(scope="module")
async def environment(production: Production) -> Mapping[str, str]:
    """Addresses at which nobody answers, nobody is let in or nothing of that name is."""
    login, _, place = (await production("guarded again")).rpartition("@")
    return {
        "NOWHERE": f"postgresql://me:{quote(SECRET, safe='')}@no-such-host.invalid/shop",
        "GUARDED": f"postgresql://owner:{quote(SECRET, safe='')}@{place}",
        "ABSENT": f"{login}@{place.rpartition('/')[0]}/no%20such%20database",
    }


@pytest.fixture
def server(project: Path, environment: Mapping[str, str]) -> MCPServer[None]:
    """The server as it is wired, in the project."""
    return build_server(load_configuration(path=None, environment=environment, working_directory=project))


@pytest.fixture
async def client(server: MCPServer[None]) -> AsyncIterator[Client]:
    """A client of the server."""
    async with Client(server) as connected:
        yield connected


def text(result: CallToolResult) -> str:
    """The text a host shows to the model."""
    (block,) = result.content
    assert isinstance(block, TextContent)
    return block.text


async def refused(client: Client, tool: str, **arguments: Any) -> str:
    """The refusal of a call that must be refused, in words a host shows and without a secret."""
    result = await client.call_tool(tool, arguments)
    what = (tool, str(arguments)[:300])
    assert result.is_error, what
    message = text(result)
    assert "unexpectedly" not in message, what
    assert len(message) < LONGEST_MESSAGE, what
    assert SECRET not in message and quote(SECRET, safe="") not in message, what
    return message


def assert_nothing_written(project: Path) -> None:
    """No plan on disk and nothing in the graph."""
    assert not (project / "migrations").exists()
    store = project / "graph.sqlite"
    assert not store.exists() or not open_store(f"sqlite:///{store}").read_graph().entities


UNREADABLE: list[tuple[str, list[str]]] = [
    ("", ["there is no change"]),
    (" \n\t ", ["there is no change"]),
    ("-- add a column", ["no statement", "write the SQL"]),
    ("/* ALTER /* nested */ TABLE */ ;;", ["no statement"]),
    ("ALTER TABLE products\n  ADD COLUM x int y", ["line 2, column 15", "  ADD COLUM x int y\n              ^"]),
    ("commit", ["COMMIT at line 1 is refused", "no BEGIN stands before it"]),
    ("ALTER TABLE products ADD a int;\n/* done */ -- so\n\tEnd ;", ["COMMIT at line 3 is refused"]),
    ("rollback", ["ROLLBACK at line 1"]),
    ("Begin; ALTER TABLE products ADD a int", ["BEGIN at line 1", "no COMMIT follows"]),
    ("Begin; ALTER TABLE products ADD a int; abort", ["ROLLBACK at line 1", "takes back"]),
    ("SAVEPOINT s", ["SAVEPOINT at line 1"]),
    ("PREPARE TRANSACTION 'x'", ["PREPARE TRANSACTION"]),
    ("\\i other.sql", ["line 1", "command of psql", "leave it out"]),
    ("ALTER TABLE products ADD a int;\n\\copy products from 'x.csv'", ["line 2", "command of psql"]),
    ("COPY products FROM STDIN", ["COPY at line 1", "INSERT"]),
    ("COPY products (sku) FROM STDIN;\nabc\n\\.\n", ["line 2", "INSERT"]),
    ("ALTER TABLE products\nADD a\0 int", ["NUL byte in line 2"]),
    ("ALTER TABLE products ADD \ud800 int", ["not valid Unicode at character 26", "UTF-8"]),
    (f"SELECT '{'x' * 1_000_000}'", ["1,000,009 bytes", "1,000,000"]),
    ("missing.sql", ['no SQL file "missing.sql"', "give the SQL itself"]),
    ("../../etc/passwd.sql", ["no SQL file", "inside the project"]),
    (f'ALTER TABLE products ADD "{"x" * 64}" int', ["line 1", "64 bytes", "63", f'"{"x" * 63}"', "shorter"]),
    (f'CREATE TABLE "{"é" * 32}" (id int)', ["64 bytes", f'"{"é" * 31}"']),
    (f"\n\nALTER TABLE products ADD {'x' * 200} int", ["line 3", "200 bytes"]),
]


async def test_a_change_that_cannot_be_read_says_where_and_what_to_write_instead(client: Client, project: Path) -> None:
    """An agent repairs its SQL from the message alone; psql's habits are the most frequent mistake."""
    for change, fragments in UNREADABLE:
        for tool in ("analyze_impact", "generate_migration"):
            message = await refused(client, tool, database="shop", change=change)
            for fragment in fragments:
                assert fragment in message, (change[:100], message)
    assert_nothing_written(project)


async def test_a_mistake_in_a_very_long_line_is_shown_by_itself(client: Client) -> None:
    """Generated SQL comes in lines of a megabyte; an answer of that length drowns the agent."""
    change = f"SELECT {'1 + ' * 20_000}1 FROM FROM products{', 1' * 20_000}"
    message = await refused(client, "analyze_impact", database="shop", change=change)
    _, excerpt, pointer = message.splitlines()
    assert excerpt.startswith("…") and excerpt.endswith("…")
    assert excerpt[pointer.index("^") :].startswith("FROM products")
    assert len(excerpt) < 150
    rejected = await refused(client, "analyze_impact", database="shop", change=f"SELECT nope, '{'x' * 50_000}'")
    assert '"nope" does not exist' in rejected


REJECTED: list[tuple[str, list[str]]] = [
    ("ALTER TABLE nowhere ADD x int", ['"nowhere" does not exist', "42P01", "line 1"]),
    ("SELECT 1;\n\nALTER TABLE products DROP COLUMN nope", ['"nope" of relation "products"', "statement 2 (line 3)"]),
    ("ALTER TABLE products ADD x nosuchtype", ['type "nosuchtype" does not exist']),
    ("ALTER TABLE products ALTER COLUMN name SET NOT NULL", ["does nothing"]),
    ("ALTER TABLE products ADD COLUMN IF NOT EXISTS name text", ["does nothing"]),
    ("SELECT 1", ["does nothing"]),
    ("SET lock_timeout = 0", ["does nothing"]),
    ("DO $$ BEGIN COMMIT; END $$", ["does nothing"]),
    ("DO $$ BEGIN EXECUTE 'COMMIT'; END $$", ["EXECUTE of transaction commands"]),
    ("CREATE EXTENSION postgis", ['"postgis" is not available']),
]


async def test_a_change_postgresql_refuses_is_refused_in_its_words(client: Client, project: Path) -> None:
    """The shadow is the judge; its message names the object, and a change without effect is no plan."""
    for change, fragments in REJECTED:
        message = await refused(client, "generate_migration", database="shop", change=change)
        for fragment in fragments:
            assert fragment in message, (change, message)
    assert_nothing_written(project)


HIDDEN: list[str] = [
    "ALTER TABLE products ADD a int; DO $$ BEGIN UPDATE products SET a = 1; END $$",
    "ALTER TABLE products ADD a int; DO $$ BEGIN UPDATE products SET a = 1; COMMIT; END $$",
    "DO $$ DECLARE r record; BEGIN FOR r IN SELECT id FROM products LOOP"
    " UPDATE ONLY public.products AS p SET stock = 1 WHERE id = r.id; END LOOP; CREATE TABLE t (id int); END $$",
    "CREATE TABLE t (id int); DO $$ BEGIN EXECUTE format('DELETE FROM %I', 'products'); END $$",
    "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'UPDATE products SET stock = 0'; SELECT f()",
    "CREATE PROCEDURE p() LANGUAGE sql AS 'TRUNCATE products; DELETE FROM processing_jobs'; CALL p()",
]


async def test_rows_written_out_of_sight_are_refused_and_not_forgotten(client: Client, project: Path) -> None:
    """On empty tables a block writes nothing, so its rows would be missing from a plan that looks proven."""
    for change in HIDDEN:
        message = await refused(client, "generate_migration", database="shop", change=change)
        assert "writes rows from inside" in message and "statement of its own" in message, (change, message)
    assert_nothing_written(project)
    checked = """
        DO $$ BEGIN
            IF NOT EXISTS (SELECT 1 FROM information_schema.tables WHERE table_name = 'products') THEN
                RAISE EXCEPTION 'Required table products does not exist';
            END IF;
        END $$;
        ALTER TABLE products ADD COLUMN tag text REFERENCES processing_jobs_of_tags (tag) ON UPDATE CASCADE;
    """
    made = await client.call_tool(
        "generate_migration",
        {"database": "shop", "change": f"CREATE TABLE processing_jobs_of_tags (tag text PRIMARY KEY);{checked}"},
    )
    assert not made.is_error, text(made)


ESCAPES: list[tuple[str, str]] = [
    ("COPY products TO PROGRAM 'id'", "file or program"),
    ("COPY products FROM '/etc/passwd'", "file or program"),
    ("SELECT pg_read_file('/etc/passwd')", "permission denied"),
    ("SELECT lo_import('/etc/passwd')", "permission denied"),
    ("CREATE EXTENSION file_fdw", "administrator"),
    ("CREATE EXTENSION dblink", "administrator"),
    ("CREATE FUNCTION f() RETURNS int LANGUAGE c AS 'libc', 'getpid'", "permission denied"),
    ("SET ROLE shadow_admin", "keeps the role"),
    ("set local role postgres", "keeps the role"),
    ("RESET ROLE", "keeps the role"),
    ("SET SESSION AUTHORIZATION shadow_admin", "keeps the role"),
    ("RESET SESSION AUTHORIZATION", "keeps the role"),
    ("SELECT set_config('role', 'shadow_admin', false)", "permission denied to set role"),
    ("DO $$ BEGIN SET ROLE shadow_admin; END $$", "permission denied to set role"),
    ("DO $$ BEGIN EXECUTE 'COPY products TO PROGRAM ''id'''; END $$", "permission denied to COPY"),
    ("ALTER SYSTEM SET fsync = on", "whole server"),
    ("DROP DATABASE shop", "whole server"),
    ("CREATE ROLE me SUPERUSER", "roles belong to the whole server"),
    ("CREATE SUBSCRIPTION s CONNECTION 'host=elsewhere' PUBLICATION p", "reach the network"),
    ("UPDATE pg_catalog.pg_authid SET rolsuper = true", "permission denied"),
    ("SELECT pg_terminate_backend(pg_backend_pid())", "42501"),
]


async def test_a_change_cannot_leave_the_shadow(client: Client, project: Path) -> None:
    """A change is somebody's text: no file, no program, no other server, no other role; and the next call works."""
    for change, fragment in ESCAPES:
        message = await refused(client, "generate_migration", database="shop", change=change)
        assert fragment in message, (change, message)
    assert_nothing_written(project)
    assert not (await client.call_tool("inspect_schema", {"database": "shop"})).is_error


DATABASE_REFUSALS: list[tuple[str, list[str]]] = [
    ("shpo", ['"shpo"', 'did you mean "shop"?']),
    ("", ["no database is named", '"shop"']),
    ("x" * 5_000, ["no database", "configured"]),
    ("a\0b.sql", ["no database"]),
    ("../spec.sql", ["no database", "lies in the project"]),
    ("/etc/passwd", ["no database"]),
    ("gone", ['"gone.sql"', "does not exist", "correct its path"]),
    ("broken.sql", ['line 5 of "broken.sql"', 'type "nosuchtype" does not exist', "correct"]),
    ("unfinished.sql", ['line 3 of "unfinished.sql"', "syntax error", '"CREAT"']),
    ("folder", ['line 2 of "folder/2.sql"', '"w" does not exist']),
    ("latin.sql", ['"latin.sql" is not UTF-8 at byte 3', "save it as UTF-8"]),
    ("silent", ['"silent" does not answer', '"127.0.0.1"', "port 1", "check that it runs"]),
    ("nowhere", ['"nowhere" does not answer', "no-such-host.invalid"]),
    ("guarded", ["password authentication failed", 'host "127.0.0.1"', "may connect"]),
    ("absent", ['database "no such database" does not exist']),
]


async def test_a_database_that_cannot_be_read_is_named_without_its_password(
    client: Client, project: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """File and line for a schema, host and port for a server; a password neither in the answer nor in the log."""
    caplog.set_level(logging.DEBUG)
    for database, fragments in DATABASE_REFUSALS:
        change = "ALTER TABLE products ADD a int"
        message = await refused(client, "generate_migration", database=database, change=change)
        for fragment in fragments:
            assert fragment in message, (database[:100], message)
    assert SECRET not in caplog.text and quote(SECRET, safe="") not in caplog.text
    assert_nothing_written(project)


async def test_a_desired_schema_that_is_wrong_or_empty_is_refused(client: Client, project: Path) -> None:
    """An empty file would be read as the wish to drop everything."""
    cases = [
        ("CREATE TABLE t (id int);\n\nCREAT x", ["line 3", "syntax error"]),
        ("CREATE TABLE t (id int);\nCREATE TABLE u (x nosuch);", ["line 2", '"nosuch"']),
        ("-- nothing yet", ["holds no table", "drop all of them"]),
        ("missing.sql", ['no SQL file "missing.sql"']),
        ("spec.sql", ["already is as desired"]),
    ]
    for desired, fragments in cases:
        message = await refused(client, "generate_migration", database="shop", desired_schema=desired)
        for fragment in fragments:
            assert fragment in message, (desired, message)
    assert_nothing_written(project)


async def test_a_plan_that_was_edited_by_hand_is_refused_by_every_tool(client: Client, project: Path) -> None:
    """What was proven is the plan as written; a reader must learn which file differs."""
    change = {"database": "shop", "change": "ALTER TABLE products ADD COLUMN tag text", "name": "add tag"}
    made = (await client.call_tool("generate_migration", change)).structured_content
    assert made is not None
    folder = project / made["folder"]
    graph = open_store(f"sqlite:///{project}/graph.sqlite").read_graph()

    async def refuse(*fragments: str) -> None:
        for plan in (made["plan"], str(folder)):
            for tool, more in (("dry_run", {}), ("generate_rollback", {}), ("record_outcome", {"status": "failed"})):
                message = await refused(client, tool, plan=plan, **more)
                assert all(fragment in message for fragment in (folder.name, *fragments)), message
                assert "generate the plan again" in message

    manifest = folder / "plan.json"
    good = manifest.read_bytes()
    spoilt: list[tuple[bytes, str]] = [
        (good.replace(b"tag text", b"tog text"), "was changed by hand"),
        (good[:100], "is not JSON"),
        (b"", "is not JSON"),
        (b"\xff\xfe", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b"[]", "is not an object"),
        (b"{}", "is not a plan of this version"),
        (good.replace(b'"lock_timeout_ms"', b'"x"'), "unknown key 'x'"),
    ]
    for content, fragment in spoilt:
        assert content != good
        manifest.write_bytes(content)
        await refuse(fragment)
    manifest.write_bytes(good)
    for name in made["files"]:
        file = folder / name
        if name == manifest.name:
            continue
        kept = file.read_bytes()
        file.write_bytes(kept + b" ")
        await refuse(f'"{name}"', "was changed after it was written")
        file.unlink()
        await refuse(f'"{name}"', "is missing")
        file.symlink_to("/etc/passwd")
        await refuse(f'"{name}"', "is missing")
        file.unlink()
        file.write_bytes(kept)
    assert open_store(f"sqlite:///{project}/graph.sqlite").read_graph() == graph
    assert not (await client.call_tool("generate_rollback", {"plan": made["plan"]})).is_error


@pytest.mark.parametrize(
    ("plan", "fragment"),
    [
        ("../../etc", "lies outside the folder"),
        ("/etc/passwd", "lies outside the folder"),
        ("migrations/../..", "lies outside the folder"),
        ("~", 'no plan "~"'),
        (".", 'no plan "."'),
        ("a\0b", "no plan"),
        ("x" * 5_000, "no plan"),
        ("0" * 64, "run generate_migration first"),
    ],
)
async def test_a_plan_that_is_not_there_is_not_looked_for_elsewhere(client: Client, plan: str, fragment: str) -> None:
    """A path from an agent must not lead out of the project, nor crash the server."""
    for tool in ("dry_run", "generate_rollback", "recall"):
        assert fragment in await refused(client, tool, plan=plan)


async def test_a_name_of_63_bytes_is_taken_as_it_is(client: Client) -> None:
    """The longest name PostgreSQL keeps is no mistake, whatever its script, and derived names stay apart."""
    for name in ("x" * 63, "é" * 31 + "x", 'with "quotes" and spaces', "日本語の列"):
        spelt = '"' + name.replace('"', '""') + '"'
        change = f"ALTER TABLE products ADD COLUMN {spelt} integer DEFAULT 0 NOT NULL CHECK ({spelt} >= 0)"
        result = await client.call_tool("generate_migration", {"database": "shop", "change": change})
        assert not result.is_error, text(result)
        assert result.structured_content is not None
        assert result.structured_content["verdict"]["status"] == "proven"
