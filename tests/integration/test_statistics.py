"""An empty shadow plans as production does, once it has production's statistics and the lengths of its files."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from server.model.names import QualifiedName, identifier
from server.model.query_plan import NoPlan, PlanNode
from server.model.statistics import PlannerStatistics, withheld
from server.postgres.binaries import identify
from server.postgres.clone import Clone
from server.postgres.data import ADMIN
from server.postgres.engine import Cluster
from server.postgres.explain import explain
from server.postgres.places import read_places
from server.postgres.placing import Placed, place
from server.postgres.plan_clone import PlanClone, plan_clone
from server.postgres.shadow import Shadow
from server.postgres.sparse_files import RelationFile, extend, tree_height
from server.postgres.statement import execute
from server.postgres.statistics import read_statistics
from server.postgres.target import connect_target, read_target
from server.postgres.transplant import transplant
from tests.populated_shop import QUERIES, SHOP
from tests.postgres_majors import folder_of

pytestmark = pytest.mark.anyio

HOSTILE = [
    "Robert'); DROP TABLE t;--",
    'say "when"',
    "日本 語",
    "x" * 50,
    "back\\slash",
    "$$",
    "select",
    "per%cent %s",
    "{}",
]

TYPES = """
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE TYPE mood AS ENUM ('sad', 'so so', 'it''s "fine"');
CREATE TYPE span AS RANGE (SUBTYPE = int);
CREATE EXTENSION citext;
CREATE EXTENSION hstore;
CREATE TABLE kinds (
    i int, b bigint, n numeric, f float8, t text COLLATE "C", v varchar(20), c char(3), nm name, ci citext, h hstore,
    d date, ts timestamptz, iv interval, u uuid, j jsonb, by bytea, ip inet, cd cidr, bo bool, x tsvector,
    p positive, m mood, ia int[], ma mood[], ta text[][], r int4range, s span, mr int4multirange, o oid, pt point
);
INSERT INTO kinds
SELECT i, i % 1000, i * 1.5, sqrt(i), 'tëxt, "' || i % 77, 'v' || i % 13, 'c' || i % 5, 'n' || i % 5, 'C' || i % 9,
    hstore('k', (i % 3)::text), date '2024-01-01' + i % 400, timestamptz '2024-01-01' + i * interval '1 min',
    i % 90 * interval '1 hour', md5((i % 50)::text)::uuid, jsonb_build_object('a', i % 4),
    decode(md5((i % 9)::text), 'hex'),
    '10.0.0.0'::inet + i % 99, '10.0.0.0/8', CASE WHEN i % 3 > 0 THEN i % 3 = 1 END,
    to_tsvector('simple', 'word' || i % 30 || ' word' || i % 7), i % 50 + 1,
    (enum_range(NULL::mood))[i % 3 + 1], ARRAY[i % 3, i % 5], ARRAY[(enum_range(NULL::mood))[i % 2 + 1]],
    ARRAY[ARRAY['a"', 'b' || i % 4]], int4range(i, i + 5), span(i, i + 3), int4multirange(int4range(i, i + i % 9)), i,
    point(i, i)
FROM generate_series(1, 20000) AS i;
CREATE INDEX kinds_expressions ON kinds (lower(t), (b + 1), v);
CREATE INDEX kinds_words ON kinds USING gin (to_tsvector('simple', t));
CREATE INDEX kinds_elements ON kinds USING gin ((ia || 1));
ALTER TABLE kinds ADD gone int;
ALTER TABLE kinds DROP gone;
ALTER TABLE kinds ADD late int;
UPDATE kinds SET late = i % 100;
CREATE STATISTICS kinds_together ON late, b, (i / 10) FROM kinds;
CREATE TABLE parent (k int) PARTITION BY RANGE (k);
CREATE TABLE part_1 PARTITION OF parent FOR VALUES FROM (0) TO (500);
CREATE TABLE part_2 PARTITION OF parent FOR VALUES FROM (500) TO (1000);
INSERT INTO parent SELECT i % 1000 FROM generate_series(1, 5000) AS i;
CREATE MATERIALIZED VIEW summary AS SELECT b, count(*) FROM kinds GROUP BY b;
"""
OPERATORS = ", ".join(f"s.staop{n}::regoperator::text AS operator{n}" for n in range(1, 6))
RAW = f"""
    SELECT c.relname, a.attname, s.*, {OPERATORS} FROM pg_statistic s JOIN pg_class c ON c.oid = s.starelid
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = s.staattnum
    WHERE c.relnamespace = 'public'::regnamespace
"""
SIZES = """
    SELECT relname, relpages, reltuples, relallvisible FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'i', 'm') ORDER BY relname
"""
LEVELS = """
    SELECT relname, (bt_metap(relname::text)).level FROM pg_class
    WHERE relkind = 'i' AND relnamespace = 'public'::regnamespace
"""
EXTENDED = """
    SELECT s.statistics_name::text, x.attnum, x.attname, s.n_distinct::text, s.dependencies::text
    FROM pg_stats_ext s JOIN pg_attribute x ON x.attrelid = 'public.kinds'::regclass AND x.attname IN ('late', 'b')
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """A production server, and the shadow of its major."""

    production: Cluster
    shadow: Shadow
    major: int

    async def fill(self, name: str, script: str) -> str:
        """A database with that in it; its URL."""
        url = await self.production.create_database(name)
        async with await psycopg.AsyncConnection.connect(url, autocommit=True) as session:
            await session.execute(script.encode())
            await session.execute("VACUUM ANALYZE")
        return url

    def administrator(self, name: str) -> str:
        return self.production.conninfo(database=name, user=ADMIN)


@pytest.fixture(scope="module")
async def sides(shadow: Shadow) -> AsyncIterator[Sides]:
    """Each supported end in turn."""
    major = await shadow.version() // 10000
    async with Cluster(role="owner", binaries=identify(folder_of(major)), loopback=True) as production:
        yield Sides(production=production, shadow=shadow, major=major)


async def statistics_of(url: str) -> PlannerStatistics:
    async with connect_target(url, name="shop") as session:
        return await read_statistics(session, name="shop")


@asynccontextmanager
async def planning(
    sides: Sides,
    url: str,
    *,
    change: str = "",
    alter: Callable[[PlannerStatistics], PlannerStatistics] = lambda statistics: statistics,
) -> AsyncIterator[PlanClone]:
    """A plan clone of production, with the change made."""
    statistics = alter(await statistics_of(url))
    template = await sides.shadow.template((await read_target(url, name="shop")).schema)
    async with sides.shadow.clone(template) as clone:
        before = await read_places(await clone.connect_admin())
        session = await clone.connect()
        for statement in filter(str.strip, change.split(";")):
            await execute(session, statement)
        async with plan_clone(sides.shadow, clone, statistics=statistics, before=before) as planner:
            yield planner


@asynccontextmanager
async def transplanted(sides: Sides, url: str) -> AsyncIterator[tuple[Clone, Placed, tuple[str, ...]]]:
    """A copy of the schema with the statistics alone."""
    statistics = await statistics_of(url)
    template = await sides.shadow.template((await read_target(url, name="shop")).schema)
    async with sides.shadow.clone(template) as clone, sides.shadow.copy(clone) as copy:
        admin = await copy.connect_admin()
        places = await read_places(admin)
        placed = place(statistics, before=places, now=places)
        omitted = await transplant(admin, relations=placed.relations, columns=placed.columns, extended=placed.extended)
        yield copy, placed, omitted


def slots(row: dict[str, Any]) -> dict[int, tuple[str, ...]]:
    """Operator, collation, numbers and values by kind: their order is nobody's concern."""
    parts = ("operator", "stacoll", "stanumbers", "stavalues")
    return {
        row[f"stakind{n}"]: tuple(str(row[f"{part}{n}"]) for part in parts) for n in range(1, 6) if row[f"stakind{n}"]
    }


async def rows(session: psycopg.AsyncConnection[Any], query: str) -> list[dict[str, Any]]:
    return await (await session.cursor(row_factory=dict_row).execute(query.encode())).fetchall()


async def test_the_catalogs_hold_what_analyze_wrote(sides: Sides) -> None:
    """Value by value, operator by operator, of every kind of type: a planner that reads them cannot tell."""
    url = await sides.fill("kinds", TYPES)
    async with (
        transplanted(sides, url) as (copy, _, omitted),
        await psycopg.AsyncConnection.connect(sides.administrator("kinds"), autocommit=True) as theirs,
    ):
        ours = await copy.connect_admin()
        await theirs.execute("SET search_path = pg_catalog, public")
        await ours.execute("SET search_path = pg_catalog, public")
        given = {(row["relname"], row["attname"], row["stainherit"]): row for row in await rows(theirs, RAW)}
        taken = {(row["relname"], row["attname"], row["stainherit"]): row for row in await rows(ours, RAW)}
        assert given.keys() == taken.keys()
        assert {"kinds", "kinds_expressions", "kinds_words", "kinds_elements", "parent", "summary"} <= {
            k[0] for k in given
        }
        for key, row in given.items():
            expected = slots(row)
            if sides.major < 17:
                # pg_stats shows what is known of ranges from 17 on.
                expected = {kind: slot for kind, slot in expected.items() if kind not in (6, 7)}
            assert slots(taken[key]) == expected, key
            for part in ("stanullfrac", "stawidth", "stadistinct"):
                assert taken[key][part] == row[part], key
        assert await rows(ours, SIZES) == await rows(theirs, SIZES)
        # A dump numbers the columns anew, as one was dropped.
        (late, b), (our_late, our_b) = [
            sorted(row["attnum"] for row in await rows(each, EXTENDED))[::-1] for each in (theirs, ours)
        ]
        assert (late - our_late, b - our_b) == (1, 0)
        first, *_ = await rows(theirs, EXTENDED)
        second, *_ = await rows(ours, EXTENDED)
        for part in ("n_distinct", "dependencies"):
            assert second[part] == first[part].replace(str(late), str(our_late)), part
    assert omitted == ()


async def test_plans_and_costs_are_those_of_production(sides: Sides) -> None:
    """The planner is deterministic: with the same statistics and sizes it has no reason to choose differently."""
    url = await sides.fill("shop", SHOP.format(scale=1))
    same, ratios = 0, []
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as session, planning(sides, url) as planner:
        await session.execute("SET plan_cache_mode = force_generic_plan")
        for query in QUERIES:
            there, here = await explain(session, query), await planner.explain(query)
            assert isinstance(there, PlanNode), (query, there)
            assert isinstance(here, PlanNode), (query, here)
            same += here.shape == there.shape
            ratios.append(here.total_cost / there.total_cost)
    assert planner.omitted == ()
    assert same >= len(QUERIES) - 2
    assert sum(0.95 <= ratio <= 1.05 for ratio in ratios) >= len(QUERIES) - 2


async def test_a_database_of_half_a_terabyte_takes_no_disk(sides: Sides) -> None:
    """Whoever plans for a large database has not its disk."""
    url = await sides.fill(
        "large",
        "CREATE TABLE events (id bigint PRIMARY KEY); INSERT INTO events SELECT generate_series(1, 1000)",
    )

    def large(statistics: PlannerStatistics) -> PlannerStatistics:
        relations = tuple(
            replace(each, pages=each.pages * 10**7, rows=each.rows * 10**7, file_pages=each.file_pages * 10**7)
            for each in statistics.relations
        )
        return replace(statistics, relations=relations)

    async with planning(sides, url, alter=large) as planner:
        plan = await planner.explain("SELECT * FROM events WHERE id = $1")
        assert isinstance(plan, PlanNode)
        assert (plan.kind, plan.index) == ("Index Only Scan", "events_pkey")
        (size,) = await rows(
            planner.session,
            "SELECT pg_database_size(current_database()) AS bytes",
        )
        assert size["bytes"] > 500 << 30
        # The guard ends sessions in databases that fill the disk, and this one does not.
        server = sides.shadow._server
        assert isinstance(server, Cluster)
        with server._connect_admin() as admin:
            server._guard._end_too_large(admin, server.folder)
        assert isinstance(await planner.explain("SELECT FROM events"), PlanNode)


async def test_what_a_change_does_to_plans_is_seen(sides: Sides) -> None:
    """Statistics follow a table and its columns through new names and types; a new index has its size."""
    url = await sides.fill("changed", SHOP.format(scale=1))
    change = """
        ALTER TABLE orders RENAME TO purchases; ALTER TABLE purchases RENAME COLUMN note TO remark;
        CREATE INDEX by_remark ON purchases (remark); ALTER TABLE purchases ALTER COLUMN customer_id TYPE bigint;
        ALTER TABLE customers DROP COLUMN email
    """
    by_note, by_remark = "SELECT * FROM orders WHERE note = $1", "SELECT * FROM purchases WHERE remark = $1"
    by_customer = "SELECT * FROM {} WHERE customer_id = $1"
    async with planning(sides, url) as first:
        before = await first.explain(by_note)
        customer_before = await first.explain(by_customer.format("orders"))
    async with planning(sides, url, change=change) as second:
        after = await second.explain(by_remark)
        customer_after = await second.explain(by_customer.format("purchases"))
        assert await second.explain(by_note) == NoPlan(sqlstate="42P01", message='relation "orders" does not exist')
        gone = await second.explain("SELECT email FROM customers")
    for plan in (before, after, customer_before, customer_after):
        assert isinstance(plan, PlanNode)
    assert "Seq Scan" in {node.kind for node in before.steps()}
    assert "by_remark" in {node.index for node in after.steps()}
    assert after.total_cost < before.total_cost / 2
    assert customer_after.rows == customer_before.rows
    assert {node.index for node in customer_after.steps()} == {node.index for node in customer_before.steps()}
    assert isinstance(gone, NoPlan)
    assert gone.sqlstate == "42703"
    assert second.omitted == ()


SPY = """
CREATE FUNCTION spy(anyelement) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF current_setting('is_superuser') = 'on' THEN
        RAISE EXCEPTION 'evaluated by the administrator';
    END IF;
    RETURN true;
END $$;
CREATE DOMAIN checked AS int CHECK (spy(VALUE));
CREATE DOMAIN checked_twice AS checked;
CREATE TYPE pair AS (a checked, b int);
CREATE TYPE stretch AS RANGE (SUBTYPE = checked);
CREATE TABLE spied (
    d checked, dd checked_twice, da checked[], p pair, pa pair[], s stretch, sm stretch_multirange, i int,
    g boolean GENERATED ALWAYS AS (spy(i)) STORED, CHECK (spy(d)), CHECK (spy(i))
);
INSERT INTO spied (d, dd, da, p, pa, s, sm, i)
SELECT i % 9, i % 9, ARRAY[i % 9], ROW(i % 9, 1)::pair, ARRAY[ROW(i % 9, 1)::pair], stretch(i % 9, NULL),
    stretch_multirange(stretch(i % 9, NULL)), i
FROM generate_series(1, 1000) AS i;
CREATE INDEX spied_index ON spied (spy(i)) WHERE spy(i);
CREATE STATISTICS spied_statistics ON spy(i), d FROM spied;
CREATE RULE watched AS ON DELETE TO spied DO ALSO SELECT spy(1);
"""


async def test_nothing_of_a_users_runs_as_administrator(sides: Sides) -> None:
    """The CHECK of a domain runs when a value is read: whoever wrote it would have a superuser's rights."""
    url = await sides.fill("spied", SPY)
    async with planning(sides, url) as planner:
        # Had it been evaluated it would have raised, and its column be told as not taking the values.
        assert not [each for each in planner.omitted if "does not take" in each]
        named = {each.partition(":")[0] for each in planner.omitted}
        columns = {"da", "p", "pa"} | ({"s", "sm"} if sides.major >= 17 else set())
        assert named == {f"values of public.spied.{column}" for column in columns}
        domains = await rows(
            planner.session, "SELECT attname, most_common_vals FROM pg_stats WHERE attname IN ('d', 'dd')"
        )
        assert len(domains) == 2
        assert all(row["most_common_vals"] for row in domains)
        assert isinstance(await planner.explain("SELECT * FROM spied WHERE d = 3 AND dd = 4 AND spy(i)"), PlanNode)


async def test_withheld_values_are_nowhere_in_the_shadow(sides: Sides) -> None:
    """A snapshot without values still has counts and widths, and plans."""
    url = await sides.fill(
        "withheld",
        "CREATE TABLE people (name text); INSERT INTO people SELECT 'secret ' || generate_series(1, 5000) % 10",
    )
    async with planning(sides, url, alter=withheld) as planner:
        (found,) = await rows(planner.session, "SELECT * FROM pg_stats WHERE tablename = 'people'")
        assert "secret" not in str(found)
        assert (found["n_distinct"], found["avg_width"]) == (10, 9)
        plan = await planner.explain("SELECT * FROM people WHERE name = $1")
        assert isinstance(plan, PlanNode)
        assert plan.rows == 500
        assert planner.omitted == ()


async def test_names_of_any_kind_are_found_again(sides: Sides) -> None:
    """A name is only ever a value to us."""
    tables = "".join(
        f"CREATE TABLE {identifier(name)} ({identifier(name)} int); "
        f"INSERT INTO {identifier(name)} SELECT i % 7 FROM generate_series(1, 3000) i;"
        f"CREATE INDEX ON {identifier(name)} (({identifier(name)} + 1));"
        for name in HOSTILE
    )
    url = await sides.fill("hostile names", f"{tables}")
    async with planning(sides, url) as planner:
        for name in HOSTILE:
            plan = await planner.explain(f"SELECT * FROM {identifier(name)} WHERE {identifier(name)} = $1")
            assert isinstance(plan, PlanNode), name
            assert plan.rows == 429, name


async def test_a_user_without_rights_reads_sizes_and_says_what_it_does_not_see(sides: Sides) -> None:
    """PostgreSQL shows no statistics of what a user may not read; that must not pass for a table never analysed."""
    url = await sides.fill("rights", "CREATE TABLE mine (i int); INSERT INTO mine VALUES (1)")
    async with await psycopg.AsyncConnection.connect(sides.administrator("rights"), autocommit=True) as admin:
        await admin.execute("CREATE TABLE theirs AS SELECT i FROM generate_series(1, 1000) i")
        await admin.execute("ALTER DATABASE rights SET random_page_cost = 1.25")
        await admin.execute("ALTER ROLE owner IN DATABASE rights SET work_mem = '7MB'")
        await admin.execute("CREATE ROLE reports")
        await admin.execute("ALTER ROLE reports IN DATABASE rights SET enable_nestloop = off")
        await admin.execute("ANALYZE")
        try:
            found = await statistics_of(url)
        finally:
            await admin.execute("ALTER ROLE reports IN DATABASE rights RESET ALL")
            await admin.execute("DROP ROLE reports")
    theirs = QualifiedName(schema="public", name="theirs")
    assert found.unseen == (theirs,)
    assert [each.rows for each in found.relations if each.relation == theirs] == [1000]
    assert {each.relation.name for each in found.columns} == {"mine"}
    settings = {(each.role, each.name): each.value for each in found.settings}
    assert settings["", "random_page_cost"] == "1.25"
    assert settings["", "work_mem"] == "7MB"
    assert settings["reports", "enable_nestloop"] == "off"


async def test_a_raised_tree_is_sound_and_as_high_as_the_real_one(sides: Sides) -> None:
    """PostgreSQL's own checker walks the tree; the height must be what the same entries give."""
    tables = """
        CREATE TABLE t (i bigint, w text);
        INSERT INTO t SELECT i, md5(i::text) || md5(i::text) FROM generate_series(1, 200000) i;
        CREATE INDEX one ON t (i); CREATE INDEX two ON t (w); CREATE INDEX small ON t (i) WHERE i < 20
    """
    url = await sides.fill("trees", tables)
    async with await psycopg.AsyncConnection.connect(sides.administrator("trees"), autocommit=True) as admin:
        await admin.execute("CREATE EXTENSION pageinspect")
        real = await rows(
            admin,
            LEVELS,
        )
        await admin.execute("DROP EXTENSION pageinspect")
    levels = {row["relname"]: row["level"] for row in real}
    assert levels == {"one": 2, "two": 2, "small": 0}
    async with transplanted(sides, url) as (copy, placed, _):
        derived = {each.place.name.name: each.height for each in placed.relations if each.place.table}
        assert derived == levels
        await copy.close()
        for each in placed.relations:
            extend(RelationFile(path=copy.data / each.place.file, pages=each.file_pages, height=each.height))
        admin = await copy.connect_admin()
        await admin.execute("SET default_transaction_read_only = off")
        await admin.execute("CREATE EXTENSION pageinspect SCHEMA public")
        await admin.execute("CREATE EXTENSION amcheck SCHEMA public")
        for name, level in levels.items():
            (found,) = await rows(admin, f"SELECT level FROM public.bt_metap('public.{name}')")
            assert found["level"] == level, name
            await admin.execute(f"SELECT public.bt_index_parent_check('public.{name}')".encode())


async def test_explaining_runs_nothing(sides: Sides) -> None:
    """A query from somebody's code is looked at, not executed, whatever it is."""
    url = await sides.fill("looked at", "CREATE TABLE t (i int); CREATE SEQUENCE s; INSERT INTO t VALUES (1)")
    async with planning(sides, url) as planner:
        for query in (
            "DELETE FROM t",
            "SELECT nextval('s')",
            "DROP TABLE t",
            "DO $$ BEGIN DROP TABLE t; END $$",
            "COMMIT",
        ):
            assert isinstance(await planner.explain(query), PlanNode), query
        for query in ("SELECT 1; DROP TABLE t", "SELECT", "(ANALYZE) SELECT 1", "ANALYZE SELECT 1", "", "no SQL"):
            await planner.explain(query)
        assert isinstance(await planner.explain("SELECT 1; DROP TABLE t"), NoPlan)
        (left,) = await rows(
            planner.session, "SELECT to_regclass('t') IS NOT NULL AS there, (SELECT is_called FROM s) AS called"
        )
        assert left == {"there": True, "called": False}


def test_a_file_never_becomes_shorter(tmp_path: Path) -> None:
    """Rows that a change put there are real."""
    path = tmp_path / "1"
    path.write_bytes(bytes(8192 * 5))
    extend(RelationFile(path=path, pages=2, height=0))
    assert path.stat().st_size == 8192 * 5
    extend(RelationFile(path=path, pages=3 * 131072 + 1, height=0))
    sizes = [each.stat().st_size for each in sorted(tmp_path.iterdir())]
    assert sizes == [1 << 30, 1 << 30, 1 << 30, 8192]
    assert sum(each.stat().st_blocks for each in tmp_path.iterdir()) * 512 <= 8192 * 5


def test_height_grows_with_pages_and_width() -> None:
    """A root that is a leaf has none."""
    assert [tree_height(pages, 16) for pages in (1, 2, 3, 200, 300, 100_000)] == [0, 0, 1, 1, 2, 3]
    assert tree_height(300, 100) == 2
    assert tree_height(5000, 2000) > 5
