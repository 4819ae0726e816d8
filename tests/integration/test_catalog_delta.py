"""A second look at a schema after a change gives what reading everything anew gives."""

import random
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import fields
from itertools import count
from typing import Any

import psycopg
import pytest
from psycopg import sql

from server.diff.by_name import statements_between, statements_towards
from server.diff.narrowing import narrowed
from server.errors import ChangeError
from server.model.catalog import Catalog
from server.model.fingerprint import fingerprint
from server.postgres import catalog_delta
from server.postgres.binaries import identify
from server.postgres.catalog import read_catalog, read_objects
from server.postgres.catalog_delta import read_changes
from server.postgres.data import ADMIN
from server.postgres.engine import Cluster
from server.postgres.loading import split
from tests.integration.test_catalog import CHANGES, HOSTILE
from tests.postgres_majors import folder_of
from tests.schema_pairs import Pair, all_pairs

pytestmark = pytest.mark.anyio

Session = psycopg.AsyncConnection[Any]

SAMPLE = 30
SEED = 20260102
_NUMBERS = count()

# What an object is printed with changes, and the object itself does not.
DISTANT = """
    CREATE TYPE mood AS ENUM ('sad', 'glad');
    CREATE DOMAIN inner_mood AS mood DEFAULT 'sad';
    CREATE DOMAIN outer_mood AS inner_mood;
    CREATE FUNCTION one() RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
    CREATE FUNCTION plus(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1';
    CREATE OPERATOR |+| (LEFTARG = int, RIGHTARG = int, FUNCTION = plus);
    CREATE COLLATION other (LOCALE = 'C');
    CREATE TABLE t (
        id serial PRIMARY KEY, m mood NOT NULL DEFAULT 'sad', o outer_mood, ms mood[], a int DEFAULT one(),
        b int DEFAULT 1 |+| 2, c text COLLATE other, CHECK (m <> 'glad')
    );
    CREATE INDEX partly ON t (id) WHERE m = 'sad';
    CREATE TABLE heir () INHERITS (t);
    CREATE TABLE referring (t_id int REFERENCES t, CONSTRAINT below CHECK (t_id > one()));
    CREATE VIEW v AS SELECT id, m FROM t WHERE a > one();
    CREATE VIEW w AS SELECT * FROM v;
    CREATE FUNCTION rows_of(t) RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM t';
    CREATE FUNCTION body() RETURNS int BEGIN ATOMIC SELECT a FROM t; END;
    CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.a := 1; RETURN NEW; END';
    CREATE TRIGGER touch BEFORE INSERT ON t FOR EACH ROW WHEN (NEW.m = 'sad') EXECUTE FUNCTION touch();
    CREATE POLICY only_sad ON t USING (m = 'sad');
    CREATE STATISTICS together ON id, a FROM t;
    CREATE TABLE empty_parent ();
    CREATE TABLE empty_heir () INHERITS (empty_parent);
    CREATE TABLE parted (id int NOT NULL, at date, PRIMARY KEY (id)) PARTITION BY RANGE (id);
    CREATE TABLE part PARTITION OF parted FOR VALUES FROM (1) TO (10);
    CREATE TABLE computed (id int, g bool GENERATED ALWAYS AS ('glad'::mood > 'sad'::mood) STORED);
    CREATE VIEW of_computed AS SELECT g FROM computed;
    CREATE SEQUENCE free;
    CREATE SCHEMA elsewhere;
    COMMENT ON COLUMN t.a IS 'an a';
    CREATE CONVERSION latin FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
    COMMENT ON CONVERSION latin IS 'from the west';
    COMMENT ON SCHEMA public IS 'for all';
"""
DISTANT_CHANGES = (
    "ALTER TYPE mood RENAME TO temper",
    "ALTER TYPE mood RENAME VALUE 'sad' TO 'blue'",
    "ALTER TYPE mood ADD VALUE 'none' BEFORE 'sad'",
    "ALTER TYPE mood SET SCHEMA elsewhere",
    "ALTER DOMAIN inner_mood RENAME TO innermost",
    "ALTER FUNCTION one() VOLATILE",
    "ALTER FUNCTION one() RENAME TO uno",
    "ALTER FUNCTION one() SET SCHEMA elsewhere",
    "ALTER FUNCTION plus(int, int) STABLE",
    "CREATE OR REPLACE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "ALTER FUNCTION touch() RENAME TO touched",
    "ALTER OPERATOR |+| (int, int) SET SCHEMA elsewhere",
    "ALTER COLLATION other RENAME TO another",
    "ALTER TABLE t RENAME TO s",
    "ALTER TABLE t RENAME COLUMN a TO aa",
    "ALTER TABLE t RENAME CONSTRAINT t_m_check TO checked",
    "ALTER TABLE t SET SCHEMA elsewhere",
    "ALTER TABLE t ADD COLUMN d int NOT NULL DEFAULT 1",
    "ALTER TABLE t DROP COLUMN c",
    "ALTER TABLE t ALTER COLUMN b DROP DEFAULT",
    "ALTER TABLE t ALTER COLUMN m DROP NOT NULL",
    "ALTER TABLE t ALTER COLUMN id DROP DEFAULT",
    "ALTER TABLE t ALTER COLUMN b TYPE bigint",
    "ALTER TABLE heir NO INHERIT t",
    "ALTER TABLE empty_heir NO INHERIT empty_parent",
    "ALTER TABLE referring DROP CONSTRAINT referring_t_id_fkey",
    "ALTER TABLE parted DETACH PARTITION part",
    "ALTER TABLE parted RENAME TO split",
    "DROP TABLE parted",
    "DROP TABLE t CASCADE",
    "DROP VIEW w",
    "CREATE OR REPLACE VIEW v AS SELECT id, m FROM heir",
    "ALTER VIEW v RENAME TO u",
    "DROP FUNCTION touch() CASCADE",
    "DROP TYPE mood CASCADE",
    "ALTER SEQUENCE free OWNED BY t.b",
    "ALTER SEQUENCE t_id_seq OWNED BY NONE",
    "ALTER SEQUENCE t_id_seq RENAME TO numbers",
    "SELECT nextval('free')",
    "ALTER INDEX partly RENAME TO in_part",
    "DROP INDEX partly",
    "CLUSTER t USING t_pkey",
    "COMMENT ON COLUMN t.a IS NULL",
    "COMMENT ON COLUMN t.a IS 'still an a'; COMMENT ON POLICY only_sad ON t IS 'new'",
    "ALTER CONVERSION latin RENAME TO western",
    "COMMENT ON FUNCTION one() IS 'one'",
    "GRANT SELECT ON t TO PUBLIC",
    "GRANT USAGE ON SCHEMA elsewhere TO PUBLIC",
    "CREATE SCHEMA new; CREATE TABLE new.n (id int PRIMARY KEY); CREATE VIEW new.v AS SELECT * FROM w",
    "ALTER SCHEMA public RENAME TO common",
    "DROP SCHEMA elsewhere",
    "CREATE SCHEMA migration_planner; ALTER TABLE referring SET SCHEMA migration_planner",
    "CREATE EXTENSION hstore",
    "CREATE EXTENSION hstore; ALTER EXTENSION hstore ADD TABLE referring",
    "CREATE OPERATOR CLASS usual DEFAULT FOR TYPE mood USING btree AS FUNCTION 1 (mood, mood) btint4cmp(int, int)",
    "INSERT INTO referring SELECT NULL FROM generate_series(1, 100); ANALYZE referring",
    "SELECT 1",
)


BYSTANDERS = """
    CREATE TABLE public.bystander (id int PRIMARY KEY, CONSTRAINT own_name CHECK (id > 0));
    CREATE TABLE public.watching (id int REFERENCES public.bystander);
    CREATE VIEW public.watched AS SELECT id FROM public.watching;
"""


@pytest.fixture(scope="module", params=[15, 18], ids=["pg15", "pg18"])
async def cluster(request: pytest.FixtureRequest) -> AsyncIterator[tuple[int, Cluster]]:
    """A server of its own, as roles are made in it."""
    async with Cluster(role="owner", binaries=identify(folder_of(request.param)), loopback=True) as cluster:
        yield request.param, cluster


@asynccontextmanager
async def sessions(cluster: Cluster, pair: Pair | None = None) -> AsyncIterator[tuple[Session, Session]]:
    """A session that changes a new database and one that looks at it, which are the superuser's where need be."""
    name = f"delta_{next(_NUMBERS)}"
    url = await cluster.create_database(name)
    admin = cluster.conninfo(database=name, user=ADMIN)
    async with (
        await psycopg.AsyncConnection.connect(
            url if pair and not pair.expect.superuser else admin, autocommit=True
        ) as one,
        await psycopg.AsyncConnection.connect(admin, autocommit=True) as other,
    ):
        for role in pair.expect.roles if pair else ():
            await make_role(other, role)
        yield one, other


async def make_role(session: Session, role: str) -> None:
    cursor = await session.execute("SELECT FROM pg_roles WHERE rolname = %s", [role])
    if await cursor.fetchone() is None:
        await session.execute(sql.SQL("CREATE ROLE {} NOLOGIN ROLE owner").format(sql.Identifier(role)))


async def run(session: Session, text: str) -> None:
    for statement in split(text):
        await session.execute(statement.text.encode(), prepare=False)


async def now(session: Session) -> int:
    cursor = await session.execute("SELECT pg_current_xact_id()::text::bigint")
    (number,) = await cursor.fetchone() or (0,)
    return int(number)


def unlike(delta: Catalog, full: Catalog) -> Iterator[str]:
    """Names of the parts that differ."""
    for field in (field for field in fields(Catalog) if field.compare):
        one, other = getattr(delta, field.name), getattr(full, field.name)
        if one != other:
            strange = {k for k in {*one, *other} if one.get(k) != other.get(k)} if isinstance(one, dict) else {}
            yield f"{field.name}: {[(one.get(k), other.get(k)) for k in strange][:1]}"
    if fingerprint(delta) != fingerprint(full):
        yield "fingerprints"


def told_apart(before: Catalog, after: Catalog) -> Iterator[str]:
    """Where the SQL that what differs tells is not what all of both tells."""
    for one, other in ((before, after), (after, before)):
        part, whole = told(statements_towards, one, other), told(statements_between, one, other)
        if part != whole:
            yield f"{part} where everything tells {whole}"


def told(function: Callable[[Catalog, Catalog], tuple[str, ...]], before: Catalog, after: Catalog) -> object:
    """The statements, or what is said instead."""
    try:
        return function(before, after)
    except ChangeError as error:
        return str(error)


async def both(session: Session, before: Catalog, since: int) -> tuple[Catalog, Catalog]:
    """The second look and the full one, in one transaction so that statistics stand still between them."""
    async with session.transaction():
        await session.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        await session.execute("SET LOCAL stats_fetch_consistency = snapshot")
        return await read_changes(session, before, since), await read_catalog(session)


def sample(major: int) -> list[Pair]:
    pairs = [pair for pair in all_pairs() if major in pair.expect.majors]
    return random.Random(SEED).sample(pairs, SAMPLE)


async def test_after_the_change_of_a_pair_both_looks_are_equal(cluster: tuple[int, Cluster]) -> None:
    """Pairs hold every kind of object there is."""
    major, server = cluster
    wrong = []
    for pair in sample(major):
        async with sessions(server, pair) as (changing, looking):
            await run(changing, pair.before)
            await run(changing, pair.rows)
            before, since = await read_catalog(looking), await now(changing)
            fingerprint(before)
            await run(changing, pair.change)
            delta, full = await both(looking, before, since)
            wrong += [f"{pair.name}: {words}" for words in unlike(delta, full)]
    assert wrong == []


@pytest.mark.parametrize(
    ("schema", "changes"), [(HOSTILE, CHANGES), (DISTANT, DISTANT_CHANGES)], ids=["own", "distant"]
)
async def test_inside_the_transaction_of_a_statement_both_looks_are_equal(
    cluster: tuple[int, Cluster], schema: str, changes: tuple[str, ...]
) -> None:
    """What an object is printed with may change and the object itself not."""
    wrong = []
    async with sessions(cluster[1]) as (changing, _):
        await changing.execute(BYSTANDERS.encode())
        await changing.execute(schema.encode())
        before, since = await read_catalog(changing), await now(changing)
        fingerprint(before)
        for change in changes:
            async with changing.transaction(force_rollback=True):
                await changing.execute("SET LOCAL stats_fetch_consistency = snapshot")
                await changing.execute(change.encode())
                delta, full = await read_changes(changing, before, since), await read_catalog(changing)
            wrong += [f"{change}: {words}" for words in (*unlike(delta, full), *told_apart(before, delta))]
    assert wrong == []


async def test_an_ordinary_alteration_is_read_without_reading_everything(
    cluster: tuple[int, Cluster], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Falling back would be right each time, and slow."""

    async def read_some(*known: Any) -> Catalog:
        assert len(known) > len(("ahead", "first")), "everything was read"
        return await read_objects(*known)

    monkeypatch.setattr(catalog_delta, "read_objects", read_some)
    async with sessions(cluster[1]) as (changing, looking):
        await changing.execute(HOSTILE.encode())
        for change in (
            "ALTER TABLE shop.notes ADD COLUMN further int DEFAULT 1",
            "ALTER TABLE shop.notes DROP COLUMN further",
            "ALTER TABLE shop.notes RENAME COLUMN body TO content",
            "DROP MATERIALIZED VIEW shop.kinds",
            "CREATE TABLE shop.further (id serial PRIMARY KEY)",
            "ALTER TABLE shop.events DETACH PARTITION shop.events_2024",
            "DROP TABLE shop.events CASCADE",
        ):
            before, since = await read_catalog(looking), await now(changing)
            await changing.execute(change.encode())
            assert await read_changes(looking, before, since) != before


async def test_what_a_change_leaves_alone_is_not_compared(cluster: tuple[int, Cluster]) -> None:
    """But the table changed, what needs it, directly or not, and what those name."""
    async with sessions(cluster[1]) as (session, _):
        await run(session, BYSTANDERS)
        await run(session, "CREATE TABLE apart (id int); CREATE TABLE more (id int REFERENCES bystander)")
        before, since = await read_catalog(session), await now(session)
        await run(session, "ALTER TABLE watching ADD COLUMN at date")
        part, _ = narrowed(before, await read_changes(session, before, since))
    assert {table.name.name for table in part.tables.values()} == {"watching", "bystander"}
    assert {view.name.name for view in part.views.values()} == {"watched"}
