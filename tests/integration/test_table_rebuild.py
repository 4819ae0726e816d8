"""Tables made anew where PostgreSQL would keep everybody from them: which are, and what becomes of rows in the way."""

from pathlib import Path

import psycopg
import pytest

from server import pipeline
from server.configuration import load_configuration
from server.memory import Memory
from server.pipeline import Services
from server.postgres.shadow import Shadow
from tests.cases_runner import Hosts, plan_in, told, up_files
from tests.conftest import Production
from tests.postgres_majors import folder_of

pytestmark = pytest.mark.anyio

SCHEMA = "CREATE TABLE spans (id int PRIMARY KEY, during int4range, size int);"
BESIDE = "CREATE TABLE spans_at (id int PRIMARY KEY); CREATE DOMAIN moment AS timestamptz CHECK (VALUE > '2000-01-01');"
EXCLUDE = "ALTER TABLE spans ADD CONSTRAINT apart EXCLUDE USING gist (during WITH &&);"


async def test_rows_that_conflict_stop_the_change_and_not_the_code(
    shadow_18: Shadow, production: Production, tmp_path: Path
) -> None:
    """Old code does not know of the rule until the last phase begins; no row stays behind in the old table."""
    generated = await plan_in(tmp_path, shadow_18, schema=SCHEMA, change=EXCLUDE, name="conflicts")
    (decision,) = generated.plan.decisions
    assert (decision.key, decision.chosen) == ("conflicts:public.spans.apart", "stop")
    assert decision.inquiry is not None
    async with Hosts(production, {18: folder_of(18) / "psql"}).database(18, tmp_path) as live:
        await live.run(
            SCHEMA, "INSERT INTO spans VALUES (1, '[1,5)'), (2, '[4,9)'), (3, '[9,10)'), (4, NULL), (5, NULL)"
        )
        assert await _asked(live.url, decision.inquiry.count) == [(2,)]
        assert [row[0] for row in await _asked(live.url, decision.inquiry.listing)] == [1, 2]
        expand, migrate, contract = up_files(generated.plan, generated.folder)
        await live.run_files(expand)
        said = str(await live.file_refusal(migrate))
        assert "apart" in said
        query = said.partition("this finds them: ")[2].partition("\n")[0]
        assert [row[0] for row in await _asked(live.url, query)] == [2]
        await live.run("UPDATE spans SET during = '[5,9)' WHERE id = 2")
        await live.run_files(migrate)
        await live.run("INSERT INTO spans VALUES (6, '[8,12)')")
        assert "apart" in str(await live.file_refusal(contract))
        assert "violates exclusion constraint" in str(await live.refusal("INSERT INTO spans VALUES (7, '[1,2)')"))
        await live.run("DELETE FROM spans WHERE id = 6")
        await live.run_files(contract)
        assert [row[1] for row in (await live.state()).rows["public.spans"]] == ["1", "2", "3", "4", "5"]


async def _asked(url: str, query: str) -> list[tuple[object, ...]]:
    async with await psycopg.AsyncConnection.connect(url) as session:
        cursor = await session.execute(query.encode())
        return await cursor.fetchall()


@pytest.mark.more
async def test_the_option_to_delete_rows_that_conflict_makes_room_for_the_rule(
    shadow_18: Shadow, production: Production, tmp_path: Path
) -> None:
    """It stands before the rule in the change, so that rows are gone before the first is copied."""
    asked = await plan_in(tmp_path, shadow_18, schema=SCHEMA, change=EXCLUDE, name="asked")
    (decision,) = asked.plan.decisions
    change = f"{decision.options[1].sql};\n{EXCLUDE}"
    generated = await plan_in(tmp_path, shadow_18, schema=SCHEMA, change=change, name="chosen")
    assert "rebuild_a_table" in {step.operation for step in generated.plan.steps}
    async with Hosts(production, {18: folder_of(18) / "psql"}).database(18, tmp_path) as live:
        await live.run(SCHEMA, "INSERT INTO spans SELECT n, int4range(n, n + 2) FROM generate_series(1, 20) AS n")
        await live.run_files(*up_files(generated.plan, generated.folder))
        assert 0 < len((await live.state()).rows["public.spans"]) < 20


@pytest.mark.parametrize(
    ("more", "change", "reason"),
    [
        ("CREATE MATERIALIZED VIEW m AS SELECT id FROM spans;", EXCLUDE, "materialized views"),
        pytest.param("CREATE PUBLICATION p FOR TABLE spans;", EXCLUDE, "publications", marks=pytest.mark.more),
        ("ALTER TABLE spans DROP CONSTRAINT spans_pkey;", EXCLUDE, "no key"),
        ("REVOKE DELETE ON spans FROM CURRENT_USER;", EXCLUDE, "revoked privileges"),
        pytest.param("", EXCLUDE.replace("&&)", "&&) DEFERRABLE"), "deferrable", marks=pytest.mark.more),
        ("", f"{EXCLUDE} ALTER TABLE spans ALTER size SET NOT NULL;", "does more"),
        ("CREATE VIEW v AS SELECT id FROM spans;", f"DROP VIEW v; {EXCLUDE} CREATE VIEW v AS SELECT 1;", "views"),
        ("ALTER TABLE spans ADD at int REFERENCES spans_at DEFERRABLE;", EXCLUDE, "SET CONSTRAINTS"),
        ("", f"{EXCLUDE} ALTER TABLE spans ADD COLUMN seen moment DEFAULT now();", "does more"),
    ],
    ids=[
        "materialized view",
        "publication",
        "no key",
        "owner",
        "deferrable",
        "more",
        "view",
        "deferrable key",
        "stable",
    ],
)
async def test_what_stands_in_the_way_is_named_where_a_table_is_altered_as_it_is(
    more: str, change: str, reason: str, shadow_18: Shadow, tmp_path: Path
) -> None:
    """The plan blocks then, and says so."""
    decisions = {"backfill:public.spans.size": "0"} if "SET NOT NULL" in change else {}
    generated = await plan_in(
        tmp_path, shadow_18, schema=SCHEMA + BESIDE + more, change=change, name="in_place", decisions=decisions
    )
    blocks = [h for h in generated.plan.hazards if h.code == "blocks-as-written" and "apart" in h.object]
    assert "add_exclusion" in {step.operation for step in generated.plan.steps}
    assert any(reason in hazard.effect for hazard in blocks), blocks


async def test_a_table_known_to_be_small_is_altered_as_it_is(
    shadow_18: Shadow, production: Production, tmp_path: Path
) -> None:
    """What takes milliseconds needs no second table."""
    (tmp_path / "migration-planner.toml").write_text(
        '[databases.live]\nurl = "${URL}"\n[policy]\nsmall_table_rows = 100\n[memory]\nstore = "sqlite:///g.sqlite"\n'
    )
    async with Hosts(production, {18: folder_of(18) / "psql"}).database(18, tmp_path) as live:
        found = []
        for rows in (100, 101):
            await live.run(f"DROP TABLE IF EXISTS spans; {SCHEMA}")
            await live.run(f"INSERT INTO spans SELECT n, int4range(n, n + 1) FROM generate_series(1, {rows}) AS n")
            await live.run("ANALYZE spans")
            configuration = load_configuration(path=None, environment={"URL": live.url}, working_directory=tmp_path)
            services = Services(
                configuration=configuration,
                shadow=shadow_18,
                memory=Memory(configuration.store_url),
                today=lambda: "2026-01-02",
                now=lambda: "now",
            )
            generated = await pipeline.generate_migration(
                services,
                database="live",
                change=EXCLUDE,
                desired_schema="",
                name="small",
                reason="",
                decisions={},
                progress=told,
            )
            blocks = any(hazard.code == "blocks-as-written" for hazard in generated.plan.hazards)
            found.append(({step.operation for step in generated.plan.steps}, blocks))
    assert found == [({"add_exclusion"}, False), ({"rebuild_a_table"}, False)]


async def test_a_row_that_agrees_with_another_in_a_new_unique_key_is_not_lost_when_tables_change_places(
    shadow_18: Shadow, production: Production, tmp_path: Path
) -> None:
    """Written after both were compared, it would be in the old table only: it is refused from before that on."""
    schema = "CREATE TABLE notes (id int PRIMARY KEY, at date NOT NULL);"
    change = """
    ALTER TABLE notes RENAME TO notes_old;
    CREATE TABLE notes (id int, at date UNIQUE, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
    CREATE TABLE notes_rest PARTITION OF notes DEFAULT;
    INSERT INTO notes SELECT * FROM notes_old;
    DROP TABLE notes_old;
    """
    generated = await plan_in(tmp_path, shadow_18, schema=schema, change=change, name="agrees")
    async with Hosts(production, {18: folder_of(18) / "psql"}).database(18, tmp_path) as live:
        await live.run(schema, "INSERT INTO notes VALUES (1, '2024-01-01'), (2, '2024-01-02')")
        expand, migrate, contract = up_files(generated.plan, generated.folder)
        await live.run_files(expand, migrate)
        await live.run("INSERT INTO notes VALUES (3, '2024-01-02')")
        assert "notes_at_key" in str(await live.file_refusal(contract))
        assert "duplicate key" in str(await live.refusal("INSERT INTO notes VALUES (4, '2024-01-01')"))
        await live.run("UPDATE notes SET at = '2024-01-03' WHERE id = 3")
        await live.run_files(contract)
        assert [row[1] for row in (await live.state()).rows["public.notes"]] == ["1", "2", "3"]
