"""SQL that takes all it can get is ended, by the server's limits or from outside, and the next call is answered.

The limits are those of a shadow, only smaller. What SQL gets at beyond them is in ``test_containment.py``.
"""

import contextlib
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import anyio
import psutil
import psycopg
import pytest

from server import pipeline
from server.change.read import read_change
from server.errors import PlannerError, RejectedStatement, SchemaRejected, ShadowError
from server.postgres.direct_run import run_directly
from server.postgres.limits import Limits
from server.postgres.roles import SANDBOX, Session
from server.postgres.scratch import servers_in
from server.postgres.shadow import Shadow
from tests.cases_runner import services_in, told
from tests.hostile import hostile
from tests.postgres_majors import folder_of

pytestmark = pytest.mark.anyio

ANSWERS_SECONDS = 5
ENDED_SECONDS = 60
LIMITS = Limits(
    statement_seconds=1, load_seconds=5, memory_bytes=600 << 20, file_bytes=32 << 20, database_bytes=64 << 20
)
KEPT = "CREATE TABLE public.kept (word text); INSERT INTO public.kept VALUES ('kept');"

BOMBS = hostile("time", "memory", "recursion", "disk", "locks")


@pytest.fixture(scope="module", params=[15, 18], ids=["pg15", "pg18"])
async def shadow(request: pytest.FixtureRequest) -> AsyncIterator[Shadow]:
    """A shadow as everywhere, with less to give."""
    async with Shadow(folder_of(request.param), limits=LIMITS, private=True) as small:
        yield small


async def answers(shadow: Shadow) -> None:
    """The next call gets its copy, and finds nothing of what ran before."""
    template = await shadow.template(KEPT)
    with anyio.fail_after(ANSWERS_SECONDS):
        async with shadow.clone(template) as clone:
            session, admin = await clone.connect(), await clone.connect_admin()
            assert await (await session.execute("SELECT word FROM kept")).fetchall() == [("kept",)]
            left = await admin.execute(
                "SELECT query FROM pg_catalog.pg_stat_activity"
                " WHERE datname ~ '^[ct]_' AND datname <> pg_catalog.current_database()"
                " UNION ALL SELECT datname FROM pg_catalog.pg_database"
                " WHERE datname ~ '^c_' AND datname <> pg_catalog.current_database()"
                " UNION ALL SELECT rolname FROM pg_catalog.pg_roles"
                f" WHERE rolcanlogin AND rolname ~ '^{SANDBOX}' AND rolname <> '{clone.login}'"
            )
            assert await left.fetchall() == []


@pytest.mark.parametrize("name", BOMBS)
async def test_a_bomb_in_a_change_is_ended(shadow: Shadow, name: str) -> None:
    """Nothing it sets lifts what holds from outside; only its own call is refused."""
    template = await shadow.template(KEPT)
    with anyio.fail_after(ENDED_SECONDS), contextlib.suppress(PlannerError):
        await run_directly(shadow, template, read_change(BOMBS[name]))
    await answers(shadow)


async def test_a_process_that_hears_no_signal_is_ended_with_its_server(shadow: Shadow) -> None:
    """Code that does not look at its signals cannot be told to end; a stopped process stands for it."""
    template = await shadow.template(KEPT)
    with anyio.fail_after(ENDED_SECONDS):
        async with shadow.clone(template) as clone:
            session, watcher = await clone.connect(), await clone.connect_admin()
            async with anyio.create_task_group() as group:
                group.start_soon(_stop_when_active, watcher, session.info.backend_pid)
                with pytest.raises(psycopg.OperationalError):
                    await session.execute("SELECT pg_sleep(1000)")
    await answers(shadow)


async def _stop_when_active(watcher: Session, pid: int) -> None:
    state = "SELECT state FROM pg_catalog.pg_stat_activity WHERE pid = %s"
    while await (await watcher.execute(state, (pid,))).fetchone() != ("active",):
        pass
    os.kill(pid, signal.SIGSTOP)


WAIT = """
CREATE FUNCTION wait() RETURNS int LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('statement_timeout', '0', false);
    PERFORM pg_sleep(1000);
    RETURN 1;
END $$;
CREATE FUNCTION fire() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM wait(); RETURN NEW; END';
"""
IN_ROWS = {
    "default": "CREATE TABLE t (id int PRIMARY KEY, n int DEFAULT wait(), word text);",
    "check": "CREATE TABLE t (id int PRIMARY KEY CHECK (wait() > 0), word text);",
    "trigger": "CREATE TABLE t (id int PRIMARY KEY, word text);"
    "CREATE TRIGGER t BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION fire();",
    "end_of_the_transaction": "CREATE TABLE t (id int PRIMARY KEY, word text);"
    " CREATE CONSTRAINT TRIGGER t AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED"
    " FOR EACH ROW EXECUTE FUNCTION fire();",
    "policy": "CREATE TABLE t (id int PRIMARY KEY, word text); ALTER TABLE t ENABLE ROW LEVEL SECURITY;"
    "ALTER TABLE t FORCE ROW LEVEL SECURITY; CREATE POLICY p ON t USING (wait() > 0) WITH CHECK (true);",
}


@pytest.mark.parametrize("trap", IN_ROWS)
async def test_what_waits_while_rows_are_made_up_is_ended(shadow: Shadow, tmp_path: Path, trap: str) -> None:
    """A rehearsal runs what the schema holds, not only the change's own statements."""
    (tmp_path / "schema.sql").write_text(WAIT + IN_ROWS[trap])
    with anyio.fail_after(ENDED_SECONDS), contextlib.suppress(PlannerError):
        await pipeline.dry_run(
            services_in(tmp_path, shadow),
            plan="",
            database="schema.sql",
            change="UPDATE t SET word = 'x'",
            rows=5,
            progress=told,
        )
    await answers(shadow)


@pytest.mark.parametrize(
    "name", ["time-loop", "time-sleep", "time-cancellation_swallowed", "memory-text_that_grows", "disk-many_tables"]
)
async def test_a_bomb_in_a_schema_is_ended(shadow: Shadow, name: str) -> None:
    """It is refused, and of its half-loaded database nothing stays."""
    with anyio.fail_after(ENDED_SECONDS), pytest.raises(SchemaRejected):
        await shadow.template(KEPT + BOMBS[name])
    await answers(shadow)


async def test_the_words_say_what_to_leave_out(shadow: Shadow) -> None:
    """Whoever wrote the change has to know what of it does not end."""
    template = await shadow.template(KEPT)
    for name, words in (("time-loop", "57014"), ("time-sleep", "57P01"), ("disk-many_tables", "make fewer rows")):
        with pytest.raises(RejectedStatement, match="Leave out what loops or waits") as refused:
            await run_directly(shadow, template, read_change(BOMBS[name]))
        assert words in str(refused.value)


async def test_a_copy_has_no_more_sessions_than_its_share(shadow: Shadow) -> None:
    """Forty are there for all, and the administrator must always find one."""
    async with shadow.clone(await shadow.template(KEPT)) as clone:
        for _ in range(LIMITS.sessions):
            await clone.connect()
        with pytest.raises(ShadowError):
            await clone.connect()
        await clone.connect_admin()


async def test_after_bombs_nothing_is_left() -> None:
    """No process, no folder, no shared memory."""
    async with Shadow(folder_of(18), limits=LIMITS, private=True) as shadow:
        template = await shadow.template(KEPT)
        for name in ("time-sleep", "disk-many_tables", "memory-text_that_grows"):
            with contextlib.suppress(PlannerError):
                await run_directly(shadow, template, read_change(BOMBS[name]))
        async with shadow.clone(template) as clone:
            folder, server = clone._server.folder, psutil.Process(clone._server.pid)
            processes = [server, *server.children(recursive=True)]
    assert not folder.exists()
    assert servers_in(folder) == []
    assert not any(process.is_running() for process in processes)
