"""The shadow starts, isolates, refuses and leaves nothing, on both supported ends of PostgreSQL."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

import anyio
import psutil
import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from server.errors import ConfigurationError, SchemaRejected, ShadowError
from server.model.names import identifier, literal
from server.postgres.binaries import find_binaries, identify
from server.postgres.data import ADMIN
from server.postgres.engine import Cluster
from server.postgres.roles import SANDBOX, Session
from server.postgres.scratch import servers_in
from server.postgres.shadow import Shadow
from tests.postgres_majors import folder_of

pytestmark = pytest.mark.anyio

HOSTILE = ["Robert'); DROP TABLE t;--", 'say "when"', "日本 語", "x" * 63, "back\\slash", "$$", "select", "per%cent %s"]


async def rows(connect: Callable[[], Awaitable[Session]], query: str) -> list[tuple[object, ...]]:
    session = await connect()
    return await (await session.execute(query.encode())).fetchall()


async def databases(shadow: Shadow, pattern: str) -> set[object]:
    """Names of the databases on its server that match."""
    async with shadow.clone(await shadow.empty()) as clone:
        found = await rows(clone.connect_admin, f"SELECT datname FROM pg_database WHERE datname ~ {literal(pattern)}")
        return {name for (name,) in found} - {clone.name}


@pytest.mark.parametrize("major", [15, 18])
async def test_a_stopped_server_leaves_no_process_and_no_folder(major: int) -> None:
    """Whoever runs the planner finds their machine as it was."""
    async with Cluster(role=SANDBOX, binaries=identify(folder_of(major))) as cluster:
        folder = cluster.folder
        assert servers_in(folder) == [cluster.pid]
    assert not folder.exists()
    assert not folder.with_suffix(".lock").exists()
    assert servers_in(folder) == []


async def test_the_next_start_removes_what_a_killed_process_left() -> None:
    """SIGKILL runs no handler; only the next start can clean, and it must spare servers whose owner lives."""
    program = (
        "import anyio, sys\n"
        "from server.postgres.engine import Cluster\n"
        "async def main():\n"
        "    async with Cluster(role='shadow_user') as cluster:\n"
        "        print(cluster.folder, flush=True)\n"
        "        await anyio.sleep_forever()\n"
        "anyio.run(main)\n"
    )
    async with Cluster(role=SANDBOX) as living:
        with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None
            folder = Path(child.stdout.readline().strip())
            assert servers_in(folder) != []
            os.kill(child.pid, signal.SIGKILL)
        async with Cluster(role=SANDBOX) as next_one:
            assert servers_in(folder) == []
            assert not folder.exists()
            assert next_one.alive
        assert living.alive
        assert servers_in(living.folder) == [living.pid]


async def test_a_shadow_restarts_when_its_server_was_killed() -> None:
    """A warm server may be ended from outside; the next call must work, its templates loaded anew."""
    async with Shadow(private=True) as shadow:
        template = await shadow.template("CREATE TABLE t (id int);")
        async with shadow.clone(template) as clone:
            await clone.connect()
            cluster = clone._server
        os.kill(cluster.pid, signal.SIGKILL)
        assert cluster._process is not None
        cluster._process.wait()
        async with shadow.clone(template) as clone:
            assert await rows(clone.connect, "SELECT count(*) FROM t") == [(0,)]


async def test_the_data_and_socket_folders_are_closed_to_others(shadow: Shadow) -> None:
    """The socket is the only way in, and only its owner may reach it."""
    async with shadow.clone(await shadow.empty()) as clone:
        for name in ("data", "s"):
            assert (clone._server.folder / name).stat().st_mode & 0o777 == 0o700


async def test_no_password_is_on_a_command_line_or_in_the_log() -> None:
    """Command lines are public on most systems, and logs get sent around."""
    async with Cluster(role=SANDBOX) as cluster:
        with pytest.raises(psycopg.OperationalError):
            await psycopg.AsyncConnection.connect(cluster.conninfo(database="no such database", user=SANDBOX))
        seen = (cluster.folder / "log").read_text() + " ".join(psutil.Process(cluster.pid).cmdline())
        assert not any(password in seen for password in cluster._passwords.values())
        assert not (cluster.folder / "password").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a process's memory cannot be bounded")
async def test_a_process_of_the_server_has_bounded_memory_and_files() -> None:
    """SQL may raise work_mem as it likes; without a bound one sort takes the memory of the whole machine."""
    async with Cluster(role=SANDBOX) as cluster:
        limits = Path(f"/proc/{cluster.pid}/limits").read_text()
        assert re.search(rf"^Max address space +{4 << 30} +{4 << 30} ", limits, re.MULTILINE)
        assert re.search(rf"^Max file size +{512 << 20} +{512 << 20} ", limits, re.MULTILINE)


async def test_servers_that_start_at_once_without_a_cache_both_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first to finish initdb gives its folder to the cache; the other must neither fail nor mix into it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    clusters = [Cluster(role=SANDBOX), Cluster(role=SANDBOX), Cluster(role=SANDBOX)]
    async with anyio.create_task_group() as group:
        for cluster in clusters[:2]:
            group.start_soon(cluster.start)
    # The third starts from what they left in the cache.
    await clusters[2].start()
    assert all(cluster.alive for cluster in clusters)
    for cluster in clusters:
        await cluster.stop()
    assert [path.name.partition("-")[0] for path in (tmp_path / "migration-planner").iterdir()] == ["initdb"]


async def test_programs_in_a_private_folder_are_run_from_a_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python environments often lie in a home of mode 0700, where the user nobody may not enter."""
    with tempfile.TemporaryDirectory() as private, tempfile.TemporaryDirectory() as temporary:
        Path(temporary).chmod(0o755)
        monkeypatch.setattr(tempfile, "tempdir", temporary)
        shutil.copytree(folder_of(18).parent, Path(private) / "install", symlinks=True)
        async with Cluster(role=SANDBOX, binaries=identify(Path(private) / "install" / "bin")) as cluster:
            assert cluster.alive
        assert Path(private).stat().st_mode & 0o777 == 0o700


def test_a_shadow_may_be_made_before_the_event_loop() -> None:
    """The application wires its parts first and runs them later."""
    shadow = Shadow()

    async def use() -> int:
        async with shadow:
            return await shadow.version()

    assert anyio.run(use) >= 150000


async def test_versions_are_those_of_the_folders_named(shadow_15: Shadow, shadow_18: Shadow) -> None:
    """A folder that is named wins over the newest one found."""
    assert await shadow_15.version() // 10000 == 15
    assert await shadow_18.version() // 10000 == 18


async def test_a_folder_without_postgresql_is_refused_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong setting must not silently fall back to another server."""
    monkeypatch.setenv("MIGRATION_PLANNER_PG_BIN", str(tmp_path))
    with pytest.raises(ConfigurationError, match="no working postgres"):
        find_binaries()
    with pytest.raises(ShadowError, match="name another folder"):
        await Shadow(tmp_path).version()


async def test_the_sandbox_role_reaches_neither_templates_nor_other_databases(shadow: Shadow) -> None:
    """A change could otherwise poison the template the next rehearsal starts from."""
    template = await shadow.template("CREATE TABLE kept (id int);")
    async with shadow.clone(template) as clone:
        session = await clone.connect()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await session.execute(f"DROP DATABASE {template.database}")
        for database in (template.database, "postgres", "template1"):
            with pytest.raises(psycopg.OperationalError):
                await psycopg.AsyncConnection.connect(clone._server.conninfo(database=database, user=clone.login))


async def test_a_login_opens_by_its_password_alone_which_is_hashed_once(shadow: Shadow) -> None:
    """PostgreSQL would hash it thousands of times, at each session again; nobody guesses 128 random bits."""
    async with shadow.clone(await shadow.empty()) as clone:
        login = clone.login
        kept = "SELECT rolname::text, rolpassword FROM pg_authid WHERE rolcanlogin"
        secrets = dict(await rows(clone.connect_admin, kept))
        assert {login, ADMIN} <= secrets.keys()
        assert all(secrets[name].startswith("SCRAM-SHA-256$1:") for name in (login, ADMIN))
        right = clone._server.conninfo(database=clone.name, user=login)
        await (await psycopg.AsyncConnection.connect(right)).close()
        for wrong in ("", "0" * 32, clone._server._passwords[ADMIN]):
            with pytest.raises(psycopg.OperationalError):
                await psycopg.AsyncConnection.connect(make_conninfo(right, password=wrong))


@pytest.mark.parametrize(
    "change",
    [
        "ALTER ROLE CURRENT_USER PASSWORD 'taken'",
        "ALTER ROLE CURRENT_USER SET search_path = nowhere",
        "ALTER ROLE CURRENT_USER SET default_transaction_read_only = on",
    ],
)
async def test_what_a_change_does_to_its_own_role_ends_with_it(shadow: Shadow, change: str) -> None:
    """Password and settings of a role hold in every database: one change could lock out or mislead all later ones."""
    template = await shadow.empty()
    async with shadow.clone(template) as clone:
        await (await clone.connect()).execute(f"DO $do$ BEGIN EXECUTE $${change}$$; END $do$".encode())
    async with shadow.clone(template) as clone:
        session = await clone.connect()
        await session.execute("CREATE TABLE public.t ()")
        assert await rows(clone.connect, "SHOW search_path") == [('"$user", public',)]


async def test_the_administrator_session_sees_catalogs_only_and_writes_nothing(shadow: Shadow) -> None:
    """A function in public that shadows a catalog function must not run as superuser."""
    trap = "CREATE FUNCTION public.upper(varchar) RETURNS text LANGUAGE sql AS $$ SELECT 'trapped' $$;"
    async with shadow.clone(await shadow.template(trap)) as clone:
        sandbox = await clone.connect()
        await sandbox.execute(f"ALTER DATABASE {clone.name} SET search_path = public")
        admin = await clone.connect_admin()
        assert await rows(clone.connect_admin, "SELECT upper('a'::varchar)") == [("A",)]
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            await admin.execute("CREATE TABLE public.t (id int)")


async def test_a_clone_is_apart_from_its_template_and_its_siblings(shadow: Shadow) -> None:
    """Each rehearsal starts from the target's schema, whatever the one before did."""
    template = await shadow.template("CREATE TABLE t (id int); INSERT INTO t VALUES (1);")
    async with shadow.clone(template) as one, shadow.clone(template) as two:
        session = await one.connect()
        await session.execute("DROP TABLE t")
        assert await rows(two.connect, "SELECT id FROM t") == [(1,)]
    async with shadow.clone(template) as three:
        assert await rows(three.connect, "SELECT id FROM t") == [(1,)]


async def test_an_equal_schema_is_loaded_once(shadow: Shadow) -> None:
    """Loading a large schema takes seconds, cloning it a fraction of one."""
    schema = "CREATE TABLE once (id int);"
    first = await shadow.template(schema)
    before = await databases(shadow, f"^{first.database}$")
    assert await shadow.template(schema) == first
    assert await databases(shadow, f"^{first.database}$") == before == {first.database}


async def test_a_template_that_was_evicted_is_loaded_again() -> None:
    """Callers may keep a template longer than the server does, which has room for some thirty."""
    async with Shadow(folder_of(18), private=True) as shadow:
        first = await shadow.template("CREATE TABLE first_of_many (id int);")
        assert await databases(shadow, f"^{first.database}$")
        for number in range(33):
            await shadow.template(f"CREATE TABLE filler_{number} (id int);")
        assert not await databases(shadow, f"^{first.database}$")
        async with shadow.clone(first) as clone:
            assert await rows(clone.connect, "SELECT count(*) FROM first_of_many") == [(0,)]
            assert (await clone.original(await clone.connect_admin())).tables


async def test_templates_take_half_the_room_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory may be short; what was used last is kept, so that the call in progress goes on."""
    async with Shadow(folder_of(18), private=True) as shadow:
        await shadow.template("CREATE TABLE first_of_two (id int);")
        monkeypatch.setattr(Cluster, "free_bytes", 1 << 20)
        second = await shadow.template("CREATE TABLE second_of_two (id int);")
        found = await shadow._session().execute("SELECT datname::text FROM pg_database WHERE datname ~ '^t_'")
        assert await found.fetchall() == [(second.database,)]


async def test_ten_clones_of_one_template_at_once(shadow: Shadow) -> None:
    """PostgreSQL refuses to copy a database that is busy; callers in parallel must not notice."""
    seen = []

    async def use(number: int) -> None:
        template = await shadow.template("CREATE TABLE t (id int); -- loaded by the first of ten")
        async with shadow.clone(template) as clone:
            session = await clone.connect()
            await session.execute("INSERT INTO t VALUES (%s)", (number,))
            seen.append(await rows(clone.connect, "SELECT id FROM t"))

    async with anyio.create_task_group() as group:
        for number in range(10):
            group.start_soon(use, number)
    assert sorted(seen) == [[(number,)] for number in range(10)]


async def test_a_clone_is_dropped_when_its_work_is_cancelled(shadow: Shadow) -> None:
    """A cancelled call must leave neither a database nor a session."""
    names = []
    with anyio.CancelScope() as scope:
        async with shadow.clone(await shadow.empty()) as clone:
            session = await clone.connect()
            names.append(clone.name)
            scope.cancel()
            await session.execute("SELECT pg_sleep(60)")
    assert names[0] not in await databases(shadow, "^c_")


async def test_hostile_names_load_as_they_are_spelt(shadow: Shadow) -> None:
    """Names hold quotes, spaces, any script and 63 bytes, and none of it is read as SQL."""
    schema = "".join(
        f"CREATE TABLE {identifier(name)} ({identifier(name)} text DEFAULT {literal(name)});"
        f"COMMENT ON TABLE {identifier(name)} IS {literal(name)};"
        for name in HOSTILE
    )
    async with shadow.clone(await shadow.template(schema)) as clone:
        found = await rows(
            clone.connect_admin,
            "SELECT relname, obj_description(oid, 'pg_class') FROM pg_class"
            " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace",
        )
    assert sorted(found) == sorted((name, name) for name in HOSTILE)


async def test_the_noise_of_a_dump_is_taken_in_its_stride(shadow: Shadow) -> None:
    """Real dumps name owners, roles and settings of their server; what has no effect on tables is left out and said."""
    schema = """\\restrict abcDEF
SET statement_timeout = 0;
SET transaction_timeout = 0;
SET setting_of_next_year = on;
SELECT pg_catalog.set_config('search_path', '', false);
CREATE EXTENSION IF NOT EXISTS plpgsql WITH SCHEMA pg_catalog;
COMMENT ON EXTENSION plpgsql IS 'PL/pgSQL procedural language';
CREATE EXTENSION IF NOT EXISTS citext WITH SCHEMA public;
CREATE ROLE reporting LOGIN PASSWORD 'x';
CREATE TABLE public.t (id int, name public.citext);
ALTER TABLE public.t OWNER TO nobody_here;
ALTER TABLE public.t ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON public.t TO tenant USING (true);
GRANT SELECT ON public.t TO reporting;
GRANT SELECT ON public.t TO "another reader";
ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA public GRANT SELECT ON TABLES TO reporting;
CREATE FUNCTION public.f() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN END $$;
CREATE EVENT TRIGGER watch ON ddl_command_end EXECUTE FUNCTION public.f();
CREATE PUBLICATION everything FOR ALL TABLES;
CREATE SUBSCRIPTION s CONNECTION 'password=not-to-be-shown' PUBLICATION p;
ALTER ROLE reporting PASSWORD $$not-to-be-shown$$;
\\unrestrict abcDEF
"""
    template = await shadow.template(schema)
    async with shadow.clone(template) as clone:
        (acl,) = await rows(
            clone.connect_admin, "SELECT relacl::text, relowner::regrole::text FROM pg_class WHERE relname = 't'"
        )
        assert "reporting=r/shadow_user" in str(acl[0])
        assert '"another reader\\"=r/shadow_user' in str(acl[0])
        assert acl[1] == SANDBOX
        assert await rows(clone.connect_admin, "SELECT polroles::regrole[]::text FROM pg_policy") == [("{tenant}",)]
    omitted = "\n".join(template.omitted)
    assert "line 18: CREATE EVENT TRIGGER watch" in omitted
    assert "line 19: CREATE PUBLICATION everything" in omitted
    assert "line 4: SET setting_of_next_year" in omitted
    assert "OWNER TO" not in omitted
    assert "line 20: CREATE SUBSCRIPTION s" in omitted
    assert "not-to-be-shown" not in omitted


async def test_objects_belong_to_their_owners_and_what_most_belongs_to_to_whoever_loads_it(shadow: Shadow) -> None:
    """For the role that migrations are run by stands the sandbox; it may change what is another's, as that one may."""
    schema = """CREATE TABLE public.a (id int);
ALTER TABLE public.a OWNER TO app;
CREATE TABLE public.b (id int);
ALTER TABLE public.b OWNER TO app;
CREATE VIEW public.v AS SELECT id FROM public.a;
ALTER TABLE public.v OWNER TO "re ports";
ALTER TABLE public.not_there OWNER TO "re ports";
COMMENT ON VIEW public.v IS 'for reports';
CREATE TABLE public.stays (id int);
ALTER TABLE public.stays OWNER TO "may create nothing";
GRANT CREATE ON SCHEMA public TO "re ports";
"""
    template = await shadow.template(schema)
    assert template.omitted == (
        'line 7: ALTER TABLE public.not_there OWNER TO "re ports"',
        'line 10: ALTER TABLE public.stays OWNER TO "may create nothing"',
    )
    async with shadow.clone(template) as clone:
        owners = (
            "SELECT relname::text, relowner::regrole::text FROM pg_class WHERE relname IN ('a', 'b', 'v') ORDER BY 1"
        )
        assert await rows(clone.connect_admin, owners) == [("a", SANDBOX), ("b", SANDBOX), ("v", '"re ports"')]
        await (await clone.connect()).execute("ALTER VIEW public.v RENAME TO w")


@pytest.mark.parametrize("powerful", [ADMIN, "pg_read_server_files", SANDBOX])
async def test_nothing_is_given_to_a_role_that_may_more(shadow: Shadow, powerful: str) -> None:
    """A function that runs with its owner's rights would hand them to whoever calls it."""
    schema = f"""CREATE TABLE public.a (id int);
ALTER TABLE public.a OWNER TO app;
CREATE TABLE public.b (id int);
ALTER TABLE public.b OWNER TO app;
CREATE FUNCTION public.f() RETURNS text LANGUAGE sql SECURITY DEFINER AS 'SELECT current_user';
ALTER FUNCTION public.f() OWNER TO {powerful};
"""
    template = await shadow.template(schema)
    assert template.omitted == (f"line 6: ALTER FUNCTION public.f() OWNER TO {powerful}",)
    async with shadow.clone(template) as clone:
        assert await rows(clone.connect, "SELECT public.f()") == [(SANDBOX,)]
        granted = f"SELECT roleid::regrole::text FROM pg_auth_members WHERE member = '{SANDBOX}'::regrole"
        assert (powerful,) not in await rows(clone.connect_admin, granted)


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        (
            "CREATE TABLE t (id int);\n\nCREATE TABLE u (\n  id int,\n  x nosuchtype);",
            r'line 5: type "nosuchtype" does not',
        ),
        ("-- é\nCREATE TABLE t (id int);\nCREAT TABLE u (id int);", r'line 3: syntax error at or near "CREAT"'),
        ("SELECT 1;\nCOPY (SELECT 1) TO PROGRAM 'cat';", r"line 2: .*to or from an external program \[42501\]"),
        ("SELECT 1;\0", "zero byte"),
    ],
)
async def test_a_schema_that_does_not_load_names_the_line_and_the_reason(
    shadow: Shadow, schema: str, said: str
) -> None:
    """The caller corrects their file without seeing ours; the failed template leaves nothing behind."""
    with pytest.raises(SchemaRejected, match=said):
        await shadow.template(schema)
    assert shadow._server is not None
    assert await databases(shadow, f"^l_{shadow._server.tag}_") == set()


async def test_an_extension_the_sandbox_may_not_create_is_there_before_the_schema(shadow_18: Shadow) -> None:
    """Its script runs as superuser, so it must run before anything of the schema exists."""
    schema = "CREATE SCHEMA tools;\nCREATE EXTENSION pg_stat_statements SCHEMA tools;\nCREATE TABLE tools.t (id int);"
    async with shadow_18.clone(await shadow_18.template(schema)) as clone:
        found = await rows(clone.connect, "SELECT nspowner::regrole::text FROM pg_namespace WHERE nspname = 'tools'")
        assert found == [(SANDBOX,)]
