"""Made-up rows satisfy every constraint, are the same every time, and what cannot be filled is said."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest

from server.model.catalog import Catalog, ColumnKey
from server.model.names import QualifiedName
from server.postgres.catalog import read_catalog
from server.postgres.population import Population, Profile, Requirements, populate
from server.postgres.shadow import Shadow

pytestmark = pytest.mark.anyio

ROWS = 60


@dataclass(frozen=True)
class Filled:
    """A populated clone."""

    session: psycopg.AsyncConnection[Any]
    catalog: Catalog
    population: Population

    async def one(self, sql: str) -> Any:
        """The first value of the first row."""
        row = await (await self.session.execute(sql.encode())).fetchone()
        assert row is not None
        return row[0]


def key(catalog: Catalog, table: str, column: str) -> ColumnKey:
    """Identity of a column of schema public."""
    found = catalog.table_named(QualifiedName(schema="public", name=table))
    assert found is not None
    wanted = catalog.column_named(found.oid, column)
    assert wanted is not None
    return wanted.key


Wanted = Callable[[Catalog], Requirements]


@asynccontextmanager
async def filled(
    shadow: Shadow, schema: str, wanted: Wanted = lambda _: Requirements(), rows: int = ROWS
) -> AsyncIterator[Filled]:
    """A clone of the schema with rows in it."""
    async with shadow.clone(await shadow.template(schema)) as clone:
        session = await clone.connect()
        catalog = await read_catalog(session)
        population = await populate(session, catalog, rows=rows, requirements=wanted(catalog))
        yield Filled(session=session, catalog=catalog, population=population)


SHOP = """
CREATE TABLE products (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(), shop VARCHAR(50) NOT NULL, external_id VARCHAR(255) NOT NULL,
    name TEXT NOT NULL, brand VARCHAR(255), category VARCHAR(255) NOT NULL, original_category VARCHAR(255),
    description TEXT, ingredients TEXT, price DECIMAL(10, 2) NOT NULL, original_price DECIMAL(10, 2),
    unit_price DECIMAL(10, 2), unit_type VARCHAR(50), discount DECIMAL(10, 2), discount_percentage DECIMAL(5, 2),
    available BOOLEAN NOT NULL DEFAULT true, stock INTEGER, max_order_quantity INTEGER, delivery_days INTEGER,
    image_url TEXT, thumbnail_url TEXT, badges JSONB, ratings DECIMAL(3, 2), review_count INTEGER,
    nutritional_info JSONB, url TEXT, sku VARCHAR(100),
    last_updated TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP,
    first_seen TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP, price_history JSONB,
    is_new BOOLEAN DEFAULT false, processing_errors JSONB, hash VARCHAR(64) NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP, UNIQUE(shop, external_id));
CREATE INDEX idx_products_shop_category ON products(shop, category);
CREATE TABLE processing_jobs (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(), shop VARCHAR(50), status VARCHAR(50) NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP, completed_at TIMESTAMP WITH TIME ZONE,
    products_processed INTEGER DEFAULT 0, errors_count INTEGER DEFAULT 0, error_details JSONB, metadata JSONB,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP);
CREATE TABLE processing_issues (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(), job_id UUID REFERENCES processing_jobs(id), shop VARCHAR(50),
    issue_type VARCHAR(100), severity VARCHAR(50), product_id VARCHAR(255), details JSONB,
    resolved BOOLEAN DEFAULT false, created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP);
"""


async def test_every_table_of_the_shop_is_filled_with_nulls_repeats_and_references(shadow: Shadow) -> None:
    """A change fails on nulls and duplicates in production, so the rows must hold some wherever they may."""
    async with filled(shadow, SHOP, rows=300) as shop:
        assert shop.population == Population(
            rows={"public.processing_issues": 300, "public.processing_jobs": 300, "public.products": 300},
            not_populated=(),
            assumptions=(),
        )
        assert 10 < await shop.one("SELECT count(*) FROM products WHERE sku IS NULL") < 100
        assert await shop.one("SELECT count(*) - count(DISTINCT brand) FROM products WHERE brand IS NOT NULL") > 0
        assert await shop.one("SELECT count(DISTINCT job_id) FROM processing_issues") > 100
        assert await shop.one("SELECT reltuples FROM pg_class WHERE relname = 'products'") == 300


async def test_two_runs_make_the_same_rows(shadow: Shadow) -> None:
    """Evidence must be reproducible: no clock, no randomness (I5)."""
    schema = SHOP + "CREATE TABLE log (id serial PRIMARY KEY, at timestamptz DEFAULT now(), part int REFERENCES log);"
    hashes = []
    for _ in range(2):
        async with filled(shadow, schema) as shop:
            tables = ("products", "processing_jobs", "processing_issues", "log")
            hashes.append([await shop.one(f"SELECT md5(string_agg(t::text, '|')) FROM {t} AS t") for t in tables])
    assert hashes[0] == hashes[1]
    assert None not in hashes[0]


TYPES = """
CREATE TYPE mood AS ENUM ('sad', 'it''s ok', 'happy');
CREATE TYPE pair AS (a int, b text);
CREATE DOMAIN positive AS integer CHECK (VALUE > 100);
CREATE DOMAIN code AS varchar(8) NOT NULL CHECK (VALUE ~ '^[A-Z]{2}[0-9]{4}$');
CREATE DOMAIN small_positive AS positive CHECK (VALUE < 200);
CREATE DOMAIN tags AS text[] CHECK (cardinality(VALUE) > 0);
CREATE TABLE things (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a smallint NOT NULL, b integer NOT NULL, c bigint NOT NULL,
    d numeric NOT NULL, e numeric(3, 2) NOT NULL, f numeric(4) NOT NULL, g real NOT NULL, h double precision NOT NULL,
    i money NOT NULL, j text NOT NULL, k varchar(3) NOT NULL, l char(2) NOT NULL, m "char" NOT NULL, n name NOT NULL,
    o boolean NOT NULL, p date NOT NULL, q time NOT NULL, r time with time zone NOT NULL, s timestamp NOT NULL,
    t timestamptz NOT NULL, u interval NOT NULL, v uuid NOT NULL, w json NOT NULL, x jsonb NOT NULL, y bytea NOT NULL,
    z inet NOT NULL, aa cidr NOT NULL, ab macaddr NOT NULL, ac mood NOT NULL, ad positive NOT NULL, ae code,
    af text[] NOT NULL, ag integer[] NOT NULL, ah int4range NOT NULL, ai tstzrange NOT NULL, aj datemultirange NOT NULL,
    ak tsvector NOT NULL, al bit(4) NOT NULL, am varbit(9) NOT NULL, an oid NOT NULL, ao point NOT NULL,
    ap line NOT NULL, aq lseg NOT NULL, ar box NOT NULL, au path NOT NULL, av polygon NOT NULL, aw circle NOT NULL,
    ax mood[] NOT NULL, ay macaddr8 NOT NULL, az pg_lsn NOT NULL, ba tsquery NOT NULL, bb numeric(3, -2) NOT NULL,
    bc small_positive NOT NULL, bd varchar(5)[] NOT NULL, be tags NOT NULL, bf numeric(2, 4) NOT NULL,
    bg varchar(6) NOT NULL, bh timestamp(3)[] NOT NULL, bi jsonb[] NOT NULL, bj positive[] NOT NULL,
    bk integer GENERATED ALWAYS AS (b * 2) STORED CHECK (bk >= 0), pair pair);
CREATE TABLE only_composite (id int, pair pair NOT NULL);
"""


async def test_every_type_gets_values_and_a_composite_stays_null(shadow: Shadow) -> None:
    """An unknown type must not keep the rest of a table empty; where a value is demanded the reason is said."""
    async with filled(shadow, TYPES) as types:
        assert types.population.rows == {"public.things": ROWS}
        assert types.population.not_populated == (
            "public.only_composite: no value of type public.pair is known for its column pair",
        )
        assert await types.one("SELECT count(DISTINCT ac) FROM things") == 3
        assert await types.one("SELECT count(DISTINCT e) FROM things") > 10
        assert await types.one("SELECT count(pair) FROM things") == 0
        assert await types.one("SELECT count(DISTINCT cardinality(af)) FROM things") == 2


async def test_extensions_types_and_xml_are_filled_where_the_server_has_them(shadow: Shadow) -> None:
    """A type the server cannot read must not make the table unusable when null is allowed."""
    schema = """CREATE EXTENSION citext; CREATE EXTENSION hstore; CREATE EXTENSION ltree;
        CREATE TABLE extended (id int PRIMARY KEY, c citext UNIQUE NOT NULL, h hstore NOT NULL, l ltree NOT NULL,
            x xml);
    """
    async with filled(shadow, schema) as extended:
        assert extended.population.rows == {"public.extended": ROWS}


UNIQUES = """
CREATE TABLE shops (id serial PRIMARY KEY, name text UNIQUE NOT NULL);
CREATE TABLE skus (shop_id int NOT NULL REFERENCES shops, sku varchar(10) NOT NULL, UNIQUE (shop_id, sku));
CREATE TABLE tags (id smallint PRIMARY KEY, flag boolean NOT NULL);
CREATE TABLE shop_tags (shop_id int REFERENCES shops, tag_id smallint REFERENCES tags, PRIMARY KEY (shop_id, tag_id));
CREATE TABLE profiles (shop_id int PRIMARY KEY REFERENCES shops, email text NOT NULL);
CREATE UNIQUE INDEX profiles_email ON profiles (lower(email));
CREATE TABLE settings (k char(1) PRIMARY KEY, on_off boolean NOT NULL);
CREATE TABLE slots (id int, position int NOT NULL UNIQUE DEFERRABLE INITIALLY DEFERRED, during daterange NOT NULL,
    EXCLUDE USING gist (during WITH &&));
CREATE TABLE partly (id int, name text NOT NULL, live boolean NOT NULL);
CREATE UNIQUE INDEX partly_name ON partly (name) WHERE live;
CREATE TABLE sequences_only (id serial PRIMARY KEY);
"""


async def test_unique_columns_differ_and_small_domains_only_shorten_the_table(shadow: Shadow) -> None:
    """A combination of foreign keys is unique too, so rows count through the combinations."""
    async with filled(shadow, UNIQUES) as uniques:
        assert uniques.population.not_populated == ()
        rows = uniques.population.rows
        assert rows.pop("public.settings") == 26
        assert set(rows.values()) == {ROWS}
        assert await uniques.one("SELECT count(DISTINCT shop_id) FROM shop_tags") > 10
        assert await uniques.one("SELECT nextval('shops_id_seq')") > ROWS


CHECKS = """
CREATE TABLE orders (
    id int PRIMARY KEY, status text NOT NULL CHECK (status IN ('new', 'paid', 'it''s {k} lost')),
    price numeric(10, 2) NOT NULL CHECK (price >= 5000), rating int NOT NULL CHECK (rating BETWEEN 11 AND 15),
    code varchar(20) NOT NULL UNIQUE CHECK (length(code) = 9), email text NOT NULL CHECK (email LIKE '%@%.org'),
    upper_code text NOT NULL CHECK (upper_code = upper(upper_code)), temperature int NOT NULL CHECK (temperature < -40),
    made date NOT NULL CHECK (made < '2001-05-01'), starts timestamptz NOT NULL, ends timestamptz NOT NULL,
    paid_at timestamptz, list jsonb NOT NULL CHECK (jsonb_typeof(list) = 'array'), kinds text[] NOT NULL,
    phone text NOT NULL CHECK (phone ~ '^\\+[0-9]{10}$'), a int, b int,
    variant text NOT NULL CHECK (variant ~ '^(red|(dark )?blue)-[0-9]+$'), open time NOT NULL CHECK (open > '21:00'),
    CHECK (starts < ends), CHECK (kinds <@ ARRAY['red', 'blue']), CHECK ((status = 'paid') = (paid_at IS NOT NULL)),
    CONSTRAINT one_of CHECK (num_nonnulls(a, b) = 1));
CREATE TABLE impossible (id int PRIMARY KEY, n int NOT NULL, CONSTRAINT never CHECK (n > 5 AND n < 5));
CREATE TABLE below (id int PRIMARY KEY, up int NOT NULL REFERENCES impossible);
CREATE TABLE beside (id int PRIMARY KEY, up int REFERENCES impossible);
"""


async def test_checks_are_satisfied_and_an_impossible_one_is_named(shadow: Shadow) -> None:
    """The constants in a condition tell which values can satisfy it; what nothing satisfies is reported, not raised."""
    async with filled(shadow, CHECKS) as checks:
        assert checks.population.rows == {"public.beside": ROWS, "public.orders": ROWS}
        assert checks.population.not_populated == (
            "public.below: it must refer to public.impossible, which has no rows",
            'public.impossible: no made-up row satisfies constraint "never"',
        )
        assert await checks.one("SELECT count(DISTINCT status) FROM orders") == 3
        assert await checks.one("SELECT count(DISTINCT rating) FROM orders") > 1


CIRCLES = """
CREATE TABLE nodes (id serial PRIMARY KEY, parent_id int REFERENCES nodes, CHECK (parent_id <> id));
CREATE TABLE roots (id int PRIMARY KEY, root_id int NOT NULL REFERENCES roots);
CREATE TABLE teams (id int PRIMARY KEY, lead_id int);
CREATE TABLE people (id int PRIMARY KEY, team_id int NOT NULL REFERENCES teams);
ALTER TABLE teams ADD FOREIGN KEY (lead_id) REFERENCES people;
CREATE TABLE heads (id int PRIMARY KEY, tail_id int NOT NULL);
CREATE TABLE tails (id int PRIMARY KEY, head_id int NOT NULL REFERENCES heads);
ALTER TABLE heads ADD CONSTRAINT "to tail" FOREIGN KEY (tail_id) REFERENCES tails DEFERRABLE;
CREATE TABLE chickens (id int PRIMARY KEY, egg_id int NOT NULL);
CREATE TABLE eggs (id int PRIMARY KEY, chicken_id int NOT NULL REFERENCES chickens);
ALTER TABLE chickens ADD FOREIGN KEY (egg_id) REFERENCES eggs;
CREATE TABLE tenants (id int PRIMARY KEY);
CREATE TABLE accounts (tenant_id int NOT NULL REFERENCES tenants, id int NOT NULL, parent_id int,
    PRIMARY KEY (tenant_id, id), FOREIGN KEY (tenant_id, parent_id) REFERENCES accounts);
CREATE TABLE bookings (id int PRIMARY KEY, tenant_id int NOT NULL REFERENCES tenants, debit int NOT NULL,
    credit int NOT NULL, FOREIGN KEY (tenant_id, debit) REFERENCES accounts,
    FOREIGN KEY (tenant_id, credit) REFERENCES accounts);
"""


async def test_self_references_and_circles_are_filled_where_a_key_may_be_null_or_deferred(shadow: Shadow) -> None:
    """Rows of a circle exist before what they refer to; only null, a deferred check or the row itself allows that."""
    async with filled(shadow, CIRCLES) as circles:
        reason = "its foreign keys form a circle and none is nullable or deferrable"
        assert circles.population.not_populated == (
            f"public.chickens: {reason}",
            "public.eggs: it must refer to public.chickens, which has no rows",
        )
        assert circles.population.assumptions == ()
        assert set(circles.population.rows.values()) == {ROWS}
        assert len(circles.population.rows) == 9
        for linked in ("nodes WHERE parent_id IS NOT NULL", "teams WHERE lead_id IS NOT NULL"):
            assert ROWS // 2 < await circles.one(f"SELECT count(*) FROM {linked}") < ROWS
        assert await circles.one("SELECT count(parent_id) FROM accounts") > 0
        assert await circles.one("SELECT count(*) FROM bookings WHERE debit <> credit") > 0


HOSTILE = """
CREATE SCHEMA "Weird ""schema";
CREATE TYPE "Weird ""schema"."E ' num" AS ENUM ('a "b"', 'c''d');
CREATE TABLE "Weird ""schema"."select" ("id "" %s" int PRIMARY KEY, "from" "Weird ""schema"."E ' num" NOT NULL,
    "ünï 💥" text NOT NULL CHECK ("ünï 💥" <> 'VALUE'), i int, n int, made int, k int CHECK (k > n OR i > made));
CREATE TABLE "Weird ""schema"."%(x)s" ("table" int REFERENCES "Weird ""schema"."select",
    "user" text UNIQUE CHECK ("user" LIKE '100%' AND "user" <> '%s'));
"""


async def test_hostile_names_are_quoted_everywhere(shadow: Shadow) -> None:
    """Names come from a schema anybody may have written; some equal the aliases of our own queries."""
    async with filled(shadow, HOSTILE) as hostile:
        assert hostile.population.not_populated == ()
        assert set(hostile.population.rows.values()) == {ROWS}
        assert len(hostile.population.rows) == 2


TRIGGERS = """
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'closed on sundays'; END $$;
CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.note := 'stamped'; RETURN NEW; END $$;
CREATE TABLE refused (id int PRIMARY KEY, note text);
CREATE TRIGGER a BEFORE INSERT ON refused FOR EACH ROW EXECUTE FUNCTION refuse();
CREATE TRIGGER b BEFORE INSERT ON refused FOR EACH ROW EXECUTE FUNCTION stamp();
CREATE TRIGGER c BEFORE INSERT ON refused FOR EACH ROW EXECUTE FUNCTION stamp();
CREATE TRIGGER d BEFORE INSERT ON refused FOR EACH ROW EXECUTE FUNCTION stamp();
ALTER TABLE refused DISABLE TRIGGER b;
ALTER TABLE refused ENABLE ALWAYS TRIGGER c;
ALTER TABLE refused ENABLE REPLICA TRIGGER d;
CREATE TABLE swallowed (id int PRIMARY KEY);
CREATE TRIGGER t BEFORE INSERT ON swallowed FOR EACH ROW EXECUTE FUNCTION swallow();
CREATE TABLE stamped (id int PRIMARY KEY, note text);
CREATE TRIGGER t BEFORE INSERT ON stamped FOR EACH ROW EXECUTE FUNCTION stamp();
CREATE TABLE late (id int PRIMARY KEY);
CREATE CONSTRAINT TRIGGER t AFTER INSERT ON late DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse();
CREATE TABLE guarded (id int PRIMARY KEY);
ALTER TABLE guarded ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
"""


async def test_a_trigger_that_refuses_rows_is_set_aside_and_put_back_as_it_was(shadow: Shadow) -> None:
    """Triggers fire as in production; one that keeps a table empty is off for a moment, and that is said."""
    async with filled(shadow, TRIGGERS) as triggers:
        assert set(triggers.population.rows.values()) == {ROWS}
        assert triggers.population.not_populated == ()
        assert len(triggers.population.assumptions) == 4
        assert (
            "public.refused: its triggers were off while rows were made (closed on sundays)"
            in triggers.population.assumptions
        )
        assert await triggers.one("SELECT count(*) FROM stamped WHERE note = 'stamped'") == ROWS
        after = await read_catalog(triggers.session)
        assert after.triggers == triggers.catalog.triggers
        states = await triggers.one(
            "SELECT string_agg(tgenabled::text, '' ORDER BY tgname) FROM pg_trigger WHERE tgrelid = 'refused'::regclass"
        )
        assert states == "ODAR"
        assert await triggers.one("SELECT relforcerowsecurity FROM pg_class WHERE relname = 'guarded'")


PARTITIONS = """
CREATE TABLE events (id bigint NOT NULL, at timestamptz NOT NULL, kind text NOT NULL, PRIMARY KEY (id, at))
    PARTITION BY RANGE (at);
CREATE TABLE events_may PARTITION OF events FOR VALUES FROM ('2019-05-01 00:00+00') TO ('2019-06-01 00:00+00');
CREATE TABLE events_june PARTITION OF events FOR VALUES FROM ('2019-06-01 00:00+00') TO ('2019-07-01 00:00+00');
CREATE TABLE regions (id int NOT NULL, region text NOT NULL) PARTITION BY LIST (region);
CREATE TABLE regions_eu PARTITION OF regions FOR VALUES IN ('de', 'fr');
CREATE TABLE regions_us PARTITION OF regions FOR VALUES IN ('us') PARTITION BY HASH (id);
CREATE TABLE regions_us_0 PARTITION OF regions_us FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE nowhere (id int PRIMARY KEY) PARTITION BY RANGE (id);
CREATE TABLE about (id int PRIMARY KEY, event bigint NOT NULL, at timestamptz NOT NULL,
    FOREIGN KEY (event, at) REFERENCES events);
CREATE TABLE base (id int PRIMARY KEY);
CREATE TABLE heir (extra text) INHERITS (base);
CREATE TABLE to_base (base_id int NOT NULL REFERENCES base);
"""


async def test_rows_of_a_partitioned_table_lie_within_the_bounds_of_its_partitions(shadow: Shadow) -> None:
    """Rows go in through the root; without a partition for them the table stays empty, and that is said."""
    async with filled(shadow, PARTITIONS) as parts:
        assert parts.population.not_populated == ("public.nowhere: no made-up row satisfies bounds of the partitions",)
        assert parts.population.rows == dict.fromkeys(
            ["public.about", "public.base", "public.events", "public.heir", "public.regions", "public.to_base"], ROWS
        )
        for leaf in ("events_may", "events_june", "regions_eu", "regions_us_0"):
            assert await parts.one(f"SELECT count(*) FROM {leaf}") > 0


async def test_what_the_change_requires_holds_without_a_constraint(shadow: Shadow) -> None:
    """A change that adds a constraint is rehearsed on rows that satisfy it, and the assumption is stated."""
    schema = """CREATE TABLE brands (id int, name text NOT NULL);
        CREATE TABLE goods (id int PRIMARY KEY, sku text, shop text NOT NULL, brand_id int, price text, code text,
            level text);"""

    def wanted(catalog: Catalog) -> Requirements:
        goods = key(catalog, "goods", "id")[0]
        return Requirements(
            not_null=frozenset({key(catalog, "goods", "sku"), key(catalog, "goods", "brand_id")}),
            unique=((key(catalog, "goods", "shop"), key(catalog, "goods", "sku")), (key(catalog, "brands", "id"),)),
            checks=((goods, "level = ANY (ARRAY['low'::text, 'high'::text])"), (goods, "yet_to_come > 0")),
            references=(((key(catalog, "goods", "brand_id"),), (key(catalog, "brands", "id"),)),),
            castable=((key(catalog, "goods", "price"), "numeric(5,2)"), (key(catalog, "goods", "code"), "integer[]")),
        )

    async with filled(shadow, schema, wanted) as goods:
        assert goods.population.rows == {"public.brands": ROWS, "public.goods": ROWS}
        assert "public.goods (shop, sku) is unique" in goods.population.assumptions
        assert any("yet_to_come" in each for each in goods.population.assumptions)
        for statement in (
            "ALTER TABLE goods ALTER sku SET NOT NULL, ALTER brand_id SET NOT NULL, ADD UNIQUE (shop, sku)",
            "ALTER TABLE brands ADD UNIQUE (id)",
            "ALTER TABLE goods ADD FOREIGN KEY (brand_id) REFERENCES brands (id), ADD CHECK (level IN ('low', 'high'))",
            "ALTER TABLE goods ALTER price TYPE numeric(5,2) USING price::numeric(5,2)",
            "ALTER TABLE goods ALTER code TYPE integer[] USING code::integer[]",
        ):
            await goods.session.execute(statement.encode())


@pytest.mark.parametrize("rows", [1, 2, 1000])
async def test_any_number_of_rows_is_made(shadow_18: Shadow, rows: int) -> None:
    """The number is the caller's choice; small ones must not leave a table empty."""
    async with filled(shadow_18, SHOP + UNIQUES, rows=rows) as shop:
        assert shop.population.not_populated == ()
        assert shop.population.rows["public.products"] == rows


EDGES = """
CREATE TYPE level AS ENUM ('low', 'high');
CREATE TABLE edges (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, word varchar(30), free text, small smallint, number int UNIQUE,
    amount numeric(6, 2), ratio float8, day date, at timestamptz, doc jsonb, tags text[], level level,
    customer_id bigint, positive int CHECK (positive > 0), CHECK (word <> 'NULL')
);
CREATE TABLE refuses (word text, number int, shown int GENERATED ALWAYS AS (number * 2) STORED);
"""


async def test_some_rows_hold_values_at_the_edges_of_their_types(shadow: Shadow) -> None:
    """What migrations die on is in no ordinary row; what constraints forbid is not made."""
    async with shadow.clone(await shadow.template(EDGES)) as clone:
        session, admin = await clone.connect(), await clone.connect_admin()
        catalog = await clone.original(admin)
        population = await populate(session, catalog, rows=200, requirements=Requirements(), edges=True)
        assert population.rows["public.edges"] == 200 and population.rows["public.refuses"] == 200
        assert any(
            line.startswith("public.refuses: no row holds values at the edges") for line in population.assumptions
        )
        held = await session.execute("""
            SELECT bool_or(word = ''), bool_or(length(word) = 30), bool_or(length(free) = 2000),
              bool_or(word = '漢 🐘'), bool_or(small = -32768), bool_or(number = 2147483647),
              bool_or(amount = -9999.99), bool_or(ratio = 'NaN'), bool_or(day = 'infinity'),
              bool_or(at = '2024-03-31 01:30:00+00'), bool_or(doc = 'null'), bool_or(tags = '{}'),
              bool_or(tags = '{NULL}'), bool_or(word IS NULL), bool_or(customer_id IS NOT NULL),
              count(DISTINCT amount) < count(amount), bool_and(positive > 0), bool_and(word <> 'NULL')
            FROM edges""")
        assert await held.fetchone() == (True,) * 18
        again = await session.execute("SELECT md5(string_agg(e::text, ',' ORDER BY id)) FROM edges AS e")
        first = await again.fetchone()
    async with shadow.clone(await shadow.template(EDGES)) as clone:
        session = await clone.connect()
        await populate(session, catalog, rows=200, requirements=Requirements(), edges=True)
        again = await session.execute("SELECT md5(string_agg(e::text, ',' ORDER BY id)) FROM edges AS e")
        assert await again.fetchone() == first


async def test_columns_are_like_those_of_the_target_where_its_statistics_are_known(shadow: Shadow) -> None:
    """How many nulls, how many different values and how wide decide what a rehearsal meets; no value is taken over."""
    schema = "CREATE TABLE known (id int PRIMARY KEY, word varchar(60), kind text, code int, free text);"
    async with shadow.clone(await shadow.template(schema)) as clone:
        session, admin = await clone.connect(), await clone.connect_admin()
        catalog = await clone.original(admin)
        (table,) = catalog.tables.values()
        profiles = {
            "word": Profile(null_fraction=0.25, distinct=0, width=51),
            "kind": Profile(null_fraction=0, distinct=3, width=6),
            "code": Profile(null_fraction=1, distinct=1, width=4),
        }
        keys = {
            column.key: profiles[column.name] for column in catalog.columns_of(table.oid) if column.name in profiles
        }
        await populate(session, catalog, rows=4000, requirements=Requirements(profiles=keys))
        found = await session.execute("""
            SELECT avg((word IS NULL)::int)::float8, count(DISTINCT word), count(word), avg(length(word))::float8,
              count(DISTINCT kind), count(kind), count(code), count(DISTINCT free) > 3 FROM known""")
        nulls, words, filled, width, kinds, kept, codes, free = await found.fetchone() or ()
        assert 0.2 < nulls < 0.3 and words == filled and width == 50
        assert (kinds, kept, codes, free) == (3, 4000, 0, True)


async def test_a_table_that_takes_fewer_rows_than_wanted_keeps_those_it_took(shadow: Shadow) -> None:
    """With many rows the first try is the last one, too: a second would find every row taken."""
    schema = """CREATE TABLE asset (id serial PRIMARY KEY, name text NOT NULL, uri text NOT NULL, UNIQUE (name, uri));
CREATE TABLE active (
    name text UNIQUE, uri text UNIQUE, PRIMARY KEY (name, uri), FOREIGN KEY (name, uri) REFERENCES asset (name, uri)
);"""
    async with shadow.clone(await shadow.template(schema)) as clone:
        session, admin = await clone.connect(), await clone.connect_admin()
        catalog = await clone.original(admin)
        population = await populate(session, catalog, rows=25_000, requirements=Requirements())
        assert not population.not_populated
        assert 500 < population.rows["public.active"] < 25_000
