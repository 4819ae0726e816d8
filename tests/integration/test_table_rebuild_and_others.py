"""A table made anew while others go on with it: what they did to it since, whose it is, what they write at the end."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import psycopg
import pytest

from server.postgres.binaries import identify
from server.postgres.engine import ADMIN, Cluster
from server.postgres.shadow import Shadow
from tests.cases_runner import Hosts, Live, down_files, plan_in, up_files
from tests.conftest import Production
from tests.postgres_majors import folder_of

pytestmark = pytest.mark.anyio

DOCS = """
CREATE TABLE docs (id int PRIMARY KEY, code text UNIQUE, during int4range, state text DEFAULT 'new');
CREATE INDEX by_code ON docs (code);
COMMENT ON COLUMN docs.code IS 'it''s of the \\ outside';
COMMENT ON INDEX by_code IS 'found by it';
COMMENT ON CONSTRAINT docs_code_key ON docs IS 'one each';
CREATE TRIGGER checked BEFORE UPDATE ON docs FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
COMMENT ON TRIGGER checked ON docs IS 'no idle writes';
CREATE POLICY open ON docs USING (true);
COMMENT ON POLICY open ON docs IS 'for now';
CREATE STATISTICS facts ON code, state FROM docs;
COMMENT ON STATISTICS facts IS 'both';
GRANT SELECT ON docs TO PUBLIC;
"""
ROWS = "INSERT INTO docs SELECT n, 'code ' || n, int4range(n, n + 1) FROM generate_series(1, 40) AS n;"
EXCLUDE = "ALTER TABLE docs ADD CONSTRAINT apart EXCLUDE USING gist (during WITH &&);"
PARTITION = """
ALTER TABLE docs RENAME TO docs_old;
CREATE TABLE docs (LIKE docs_old INCLUDING DEFAULTS, PRIMARY KEY (id)) PARTITION BY HASH (id);
CREATE TABLE docs_0 PARTITION OF docs FOR VALUES WITH (MODULUS 1, REMAINDER 0);
INSERT INTO docs SELECT * FROM docs_old;
DROP TABLE docs_old;
"""

SINCE = {
    "column note of public.docs is new": ("ALTER TABLE docs ADD note text", "ALTER TABLE docs DROP note"),
    "view public.later is new": ("CREATE VIEW later AS SELECT id FROM docs", "DROP VIEW later"),
    "INSERT ON TABLE public.docs TO PUBLIC is new": (
        "GRANT INSERT ON docs TO PUBLIC",
        "REVOKE INSERT ON docs FROM PUBLIC",
    ),
    "UPDATE (code) ON TABLE public.docs TO PUBLIC is new": (
        "GRANT UPDATE (code) ON docs TO PUBLIC",
        "REVOKE UPDATE (code) ON docs FROM PUBLIC",
    ),
    "SELECT ON TABLE public.docs TO PUBLIC is gone": (
        "REVOKE SELECT ON docs FROM PUBLIC",
        "GRANT SELECT ON docs TO PUBLIC",
    ),
    "index extra of public.docs is new": ("CREATE INDEX extra ON docs (during)", "DROP INDEX extra"),
    "index by_code of public.docs is gone": (
        "DROP INDEX by_code",
        "CREATE INDEX by_code ON docs (code); COMMENT ON INDEX by_code IS 'found by it'",
    ),
    "constraint short of public.docs is new": (
        "ALTER TABLE docs ADD CONSTRAINT short CHECK (length(code) < 99)",
        "ALTER TABLE docs DROP CONSTRAINT short",
    ),
    "trigger same of public.docs is new": (
        "CREATE TRIGGER same BEFORE UPDATE ON docs FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        "DROP TRIGGER same ON docs",
    ),
    "policy mine on public.docs is new": ("CREATE POLICY mine ON docs USING (true)", "DROP POLICY mine ON docs"),
    "foreign key kid_doc_fkey of public.kid is new": (
        "CREATE TABLE kid (doc int REFERENCES docs)",
        "DROP TABLE kid",
    ),
    "type character varying(99) of column code of public.docs is new": (
        "ALTER TABLE docs ALTER code TYPE varchar(99)",
        "ALTER TABLE docs ALTER code TYPE text",
    ),
    "NOT NULL of column during of public.docs is new": (
        "ALTER TABLE docs ALTER during SET NOT NULL",
        "ALTER TABLE docs ALTER during DROP NOT NULL",
    ),
    "default of column code of public.docs is new": (
        "ALTER TABLE docs ALTER code SET DEFAULT 'x'",
        "ALTER TABLE docs ALTER code DROP DEFAULT",
    ),
    "default of column state of public.docs is gone": (
        "ALTER TABLE docs ALTER state DROP DEFAULT",
        "ALTER TABLE docs ALTER state SET DEFAULT 'new'",
    ),
    "storage e of column state of public.docs is new": (
        "ALTER TABLE docs ALTER state SET STORAGE EXTERNAL",
        "ALTER TABLE docs ALTER state SET STORAGE EXTENDED",
    ),
    "compression p of column state of public.docs is new": (
        "ALTER TABLE docs ALTER state SET COMPRESSION pglz",
        "ALTER TABLE docs ALTER state SET COMPRESSION default",
    ),
    "statistics target 7 of column state of public.docs is new": (
        "ALTER TABLE docs ALTER state SET STATISTICS 7",
        "ALTER TABLE docs ALTER state SET STATISTICS -1",
    ),
    "option n_distinct=5 of column state of public.docs is new": (
        "ALTER TABLE docs ALTER state SET (n_distinct = 5)",
        "ALTER TABLE docs ALTER state RESET (n_distinct)",
    ),
    "storage parameter fillfactor=70 of public.docs is new": (
        "ALTER TABLE docs SET (fillfactor = 70)",
        "ALTER TABLE docs RESET (fillfactor)",
    ),
    "storage parameter toast.autovacuum_enabled=false of public.docs is new": (
        "ALTER TABLE docs SET (toast.autovacuum_enabled = false)",
        "ALTER TABLE docs RESET (toast.autovacuum_enabled)",
    ),
    "row security of public.docs is new": (
        "ALTER TABLE docs ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE docs DISABLE ROW LEVEL SECURITY",
    ),
    "replica identity full of public.docs is new": (
        "ALTER TABLE docs REPLICA IDENTITY FULL",
        "ALTER TABLE docs REPLICA IDENTITY DEFAULT",
    ),
    "trigger checked of public.docs, disabled is new": (
        "ALTER TABLE docs DISABLE TRIGGER checked",
        "ALTER TABLE docs ENABLE TRIGGER checked",
    ),
    "revocation of DELETE ON TABLE public.docs from its owner is new": (
        "REVOKE DELETE ON docs FROM CURRENT_USER",
        "GRANT DELETE ON docs TO CURRENT_USER",
    ),
    "statistics object public.pair is new": ("CREATE STATISTICS pair ON code, state FROM docs", "DROP STATISTICS pair"),
    r"COMMENT ON COLUMN public.docs.code IS E'it''s of the \\ outside' is gone": (
        "COMMENT ON COLUMN docs.code IS 'another'",
        r"COMMENT ON COLUMN docs.code IS 'it''s of the \ outside'",
    ),
    "COMMENT ON TABLE public.docs IS 'ours' is new": (
        "COMMENT ON TABLE docs IS 'ours'",
        "COMMENT ON TABLE docs IS NULL",
    ),
}
"""What is said of it, what does it, and what undoes it."""


async def test_what_others_did_to_the_table_since_stops_the_swap_which_would_undo_it(
    shadow_18: Shadow, production: Production, tmp_path: Path
) -> None:
    """The new table was made as it was planned; each thing is named, before and in the transaction of the swap."""
    generated = await plan_in(tmp_path, shadow_18, schema=DOCS, change=EXCLUDE, name="since")
    async with Hosts(production, {18: folder_of(18) / "psql"}).database(18, tmp_path) as live:
        await live.run(DOCS, ROWS)
        expand, migrate, contract = up_files(generated.plan, generated.folder)
        await live.run(SINCE["view public.later is new"][0])
        assert "view public.later is new" in str(await live.file_refusal(expand))
        await live.run(SINCE["view public.later is new"][1])
        await live.run_files(expand, migrate)
        await live.run(*_lines(do for do, _ in SINCE.values()))
        said = str(await live.file_refusal(contract))
        assert [each for each in SINCE if each not in said] == []
        await live.run(*_lines(undo for _, undo in SINCE.values()))
        async with await psycopg.AsyncConnection.connect(live.url) as late:
            await late.execute("CREATE VIEW later AS SELECT id FROM docs")
            async with anyio.create_task_group() as group:
                refused: list[str | None] = []

                async def swap() -> None:
                    refused.append(await live.file_refusal(contract))

                group.start_soon(swap)
                await _until_somebody_waits_for(late)
                await late.commit()
        assert "view public.later is new" in str(refused)
        await live.run("DROP VIEW later")
        await live.run_files(contract)
        await live.run_files(*down_files(generated.plan, generated.folder))


async def test_what_others_did_to_the_table_after_the_swap_stops_the_way_back_which_would_undo_it(
    shadow_18: Shadow, production: Production, tmp_path: Path
) -> None:
    """The former table never had it: a new column would go with all its values."""
    generated = await plan_in(tmp_path, shadow_18, schema=DOCS, change=EXCLUDE, name="after")
    async with Hosts(production, {18: folder_of(18) / "psql"}).database(18, tmp_path) as live:
        await live.run(DOCS, ROWS)
        await live.run_files(*up_files(generated.plan, generated.folder))
        await live.run(*_lines(do for do, _ in SINCE.values()), "ALTER TABLE docs DISABLE ROW LEVEL SECURITY;")
        await live.run("UPDATE docs SET note = 'ours' WHERE id = 5")
        contract, *others = down_files(generated.plan, generated.folder)
        said = str(await live.file_refusal(contract))
        assert [each for each in SINCE if each not in said and "row security" not in each] == []
        assert "run this file again" in said
        assert await _asked(live.url, "SELECT note FROM docs WHERE id = 5") == [("ours",)]
        await live.run(*_lines(undo for _, undo in SINCE.values()))
        async with await psycopg.AsyncConnection.connect(live.url) as late:
            await late.execute("ALTER TABLE docs ADD note text")
            async with anyio.create_task_group() as group:
                refused: list[str | None] = []

                async def back() -> None:
                    refused.append(await live.file_refusal(contract))

                group.start_soon(back)
                await _until_somebody_waits_for(late)
                await late.commit()
        assert "column note of public.docs is new" in str(refused)
        await live.run("ALTER TABLE docs DROP note")
        await live.run_files(contract, *others)
        assert len((await live.state()).rows["public.docs"]) == 40


def _lines(commands: Iterable[str]) -> list[str]:
    return [f"{command};" for command in commands]


@pytest.mark.parametrize("change", [EXCLUDE, PARTITION], ids=["anew", "another"])
async def test_the_table_belongs_to_whom_it_belonged_to(change: str, shadow_18: Shadow, tmp_path: Path) -> None:
    """Whoever runs the files is often another."""
    generated = await plan_in(tmp_path, shadow_18, schema=DOCS, change=change, name="owner")
    owners = (
        "SELECT DISTINCT pg_get_userbyid(relowner) FROM pg_class "
        "WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'i', 'I')"
    )
    async with _served(tmp_path) as (live, admin):
        await admin.execute('CREATE ROLE "the app"; GRANT "the app" TO owner')
        await live.run(DOCS, ROWS, 'GRANT CREATE ON SCHEMA public TO "the app"; ALTER TABLE docs OWNER TO "the app";')
        await live.run_files(*up_files(generated.plan, generated.folder))
        assert await _asked(live.url, owners) == [("the app",)]
        await live.run_files(*down_files(generated.plan, generated.folder))
        assert await _asked(live.url, owners) == [("the app",)]


@pytest.mark.parametrize("archive", [True, False], ids=["kept", "dropped"])
async def test_nobody_may_use_the_new_table_who_may_not_use_the_old_one(
    archive: bool, shadow_18: Shadow, tmp_path: Path
) -> None:
    """What is made has the default privileges of whoever runs the files, on it and on the sequences with it."""
    schema = f"{DOCS} ALTER TABLE docs ADD number int GENERATED ALWAYS AS IDENTITY; GRANT UPDATE (code) ON docs TO him;"
    schema = f"{schema} GRANT SELECT ON docs TO her;"
    (tmp_path / "migration-planner.toml").write_text(f"[policy]\narchive = {str(archive).lower()}\n")
    generated = await plan_in(tmp_path, shadow_18, schema=schema, change=EXCLUDE, name="used")
    assert {step.operation for step in generated.plan.steps} == {"rebuild_a_table"}
    used = (
        "SELECT relname, role, privilege FROM pg_class, (VALUES ('him'), ('her')) AS r (role), "
        "(VALUES ('SELECT'), ('UPDATE'), ('SELECT WITH GRANT OPTION')) AS p (privilege) "
        "WHERE relnamespace = 'public'::regnamespace "
        "AND CASE relkind WHEN 'r' THEN has_table_privilege(role, oid, privilege) "
        "WHEN 'S' THEN has_sequence_privilege(role, oid, privilege) END ORDER BY 1, 2, 3"
    )
    column = "SELECT has_column_privilege('him', 'docs', 'code', 'UPDATE')"
    async with _served(tmp_path) as (live, admin):
        await admin.execute("CREATE ROLE him; CREATE ROLE her")
        await live.run(schema, ROWS)
        before = await _asked(live.url, used)
        await live.run(
            "ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO him, her WITH GRANT OPTION;"
            "ALTER DEFAULT PRIVILEGES GRANT ALL ON SEQUENCES TO him, PUBLIC;"
        )
        for files in (up_files, down_files):
            await live.run_files(*files(generated.plan, generated.folder))
            assert await _asked(live.url, used) == before
            assert await _asked(live.url, column) == [(True,)]


@asynccontextmanager
async def _served(folder: Path) -> AsyncIterator[tuple[Live, psycopg.AsyncConnection[tuple[object, ...]]]]:
    """A database of a server of its own, and a session of its superuser."""
    async with Cluster(role="owner", binaries=identify(folder_of(18)), loopback=True) as cluster:
        url = await cluster.create_database("served")
        conninfo = cluster.conninfo(database="served", user=ADMIN)
        async with (
            await psycopg.AsyncConnection.connect(conninfo, autocommit=True) as admin,
            await psycopg.AsyncConnection.connect(url, autocommit=True) as looking,
        ):
            yield Live(url, folder_of(18) / "psql", folder, looking), admin


async def test_a_unique_value_that_passed_from_one_row_to_another_since_goes_back_too(
    shadow_18: Shadow, production: Production, tmp_path: Path
) -> None:
    """The old table has both rows as they were, and takes the one only when the other is no longer in its way."""
    generated = await plan_in(tmp_path, shadow_18, schema=DOCS, change=EXCLUDE, name="passed")
    async with Hosts(production, {18: folder_of(18) / "psql"}).database(18, tmp_path) as live:
        await live.run(DOCS, ROWS)
        await live.run_files(*up_files(generated.plan, generated.folder))
        await live.run("UPDATE docs SET code = 'free' WHERE id = 40; UPDATE docs SET code = 'code 40' WHERE id = 1;")
        await live.run_files(*down_files(generated.plan, generated.folder))
        found = await _asked(live.url, "SELECT id, code FROM docs WHERE id IN (1, 40) ORDER BY id")
        assert found == [(1, "code 40"), (40, "free")]


async def test_values_of_a_new_column_written_while_the_way_back_runs_are_kept_once(
    shadow_18: Shadow, production: Production, tmp_path: Path
) -> None:
    """Up to the moment in which the tables change places, and however often the file is run."""
    schema = f"{DOCS} CREATE DOMAIN positive AS int CHECK (VALUE > 0);"
    change = "ALTER TABLE docs ADD COLUMN size positive;"
    generated = await plan_in(tmp_path, shadow_18, schema=schema, change=change, name="kept")
    async with Hosts(production, {18: folder_of(18) / "psql"}).database(18, tmp_path) as live:
        await live.run(schema, ROWS)
        await live.run_files(*up_files(generated.plan, generated.folder))
        await live.run("UPDATE docs SET size = 5 WHERE id = 5;")
        back = down_files(generated.plan, generated.folder)
        async with await psycopg.AsyncConnection.connect(live.url) as writing:
            await writing.execute("SELECT FROM docs LIMIT 1")
            assert "lock timeout" in str(await live.file_refusal(back[0]))
            async with anyio.create_task_group() as group:
                group.start_soon(live.run_files, *back)
                await _until_somebody_waits_for(writing)
                await writing.execute("UPDATE docs SET size = 6 WHERE id = 6")
                await writing.commit()
        kept = "SELECT row_data ->> 'id', row_data ->> 'size' FROM migration_planner.rescued_rows ORDER BY 1"
        assert await _asked(live.url, kept) == [("5", "5"), ("6", "6")]


async def test_a_table_that_is_published_with_all_others_is_told_before_the_first_step(
    shadow_18: Shadow, tmp_path: Path
) -> None:
    """Subscribers would get the copies under a name they do not know; TRUNCATE with a parent is told in the plan."""
    schema = f"{DOCS} CREATE TABLE par (id int PRIMARY KEY); ALTER TABLE docs ADD par int REFERENCES par;"
    generated = await plan_in(tmp_path, shadow_18, schema=schema, change=EXCLUDE, name="published")
    assert "rebuild_a_table" in {step.operation for step in generated.plan.steps}
    told = [hazard.effect for hazard in generated.plan.hazards if hazard.object == "public.docs"]
    assert any("TRUNCATE" in effect and "public.par" in effect for effect in told), told
    async with _served(tmp_path) as (live, admin):
        await live.run(schema, ROWS)
        (expand, *_) = up_files(generated.plan, generated.folder)
        for published in ("ALL TABLES", "TABLES IN SCHEMA public"):
            await admin.execute(f"CREATE PUBLICATION whole FOR {published}".encode())
            assert "published" in str(await live.file_refusal(expand))
            await admin.execute("DROP PUBLICATION whole")
        await admin.execute("CREATE SCHEMA other; CREATE PUBLICATION whole FOR TABLES IN SCHEMA other")
        await live.run_files(expand)


async def _asked(url: str, query: str) -> list[tuple[object, ...]]:
    async with await psycopg.AsyncConnection.connect(url) as session:
        cursor = await session.execute(query.encode())
        return await cursor.fetchall()


async def _until_somebody_waits_for(session: psycopg.AsyncConnection[tuple[object, ...]]) -> None:
    waiting = "SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
    with anyio.fail_after(60):
        while (await session.execute(waiting)).rowcount == 0:
            await anyio.sleep(0.01)
