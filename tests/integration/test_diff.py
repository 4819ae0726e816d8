"""Changes run on a real PostgreSQL become the operations a reader would name."""

from collections.abc import Awaitable, Callable

import pytest

from server.change.read import read_change
from server.diff.compare import find_operations
from server.model import operation as op
from server.model.description import describe
from server.model.operation import Operation
from server.postgres.catalog import read_catalog
from server.postgres.shadow import Shadow

pytestmark = pytest.mark.anyio

SCHEMA = """
CREATE TYPE public.state AS ENUM ('new', 'paid');
CREATE TABLE public.brands (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE);
CREATE TABLE public.products (
    id serial PRIMARY KEY,
    sku varchar(20),
    price numeric(10,2) NOT NULL DEFAULT 0 CHECK (price >= 0),
    brand_id bigint,
    state public.state DEFAULT 'new'
);
ALTER TABLE public.products
    ADD CONSTRAINT products_brand_fkey FOREIGN KEY (brand_id) REFERENCES public.brands (id) NOT VALID;
CREATE INDEX products_sku_idx ON public.products (sku);
CREATE INDEX products_lower_idx ON public.products (lower(sku)) WHERE price > 0;
CREATE VIEW public.cheap AS SELECT id, sku FROM public.products WHERE price < 10;
CREATE FUNCTION public.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER products_touch BEFORE UPDATE ON public.products FOR EACH ROW EXECUTE FUNCTION public.touch();
CREATE TABLE public.events (id bigint NOT NULL, at date NOT NULL, note text) PARTITION BY RANGE (at);
CREATE TABLE public.events_2024 PARTITION OF public.events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
"""

Run = Callable[[str], Awaitable[tuple[Operation, ...]]]


@pytest.fixture
def run(shadow: Shadow) -> Run:
    """Runs a change on a fresh copy, statement by statement, and gives its operations."""

    async def operations(text: str) -> tuple[Operation, ...]:
        change = read_change(text)
        async with shadow.clone(await shadow.template(SCHEMA)) as clone:
            admin, session = await clone.connect_admin(), await clone.connect()
            before, snapshots = await read_catalog(admin), []
            for statement in change.statements:
                await session.execute(statement.sql.encode())
                snapshots.append(await read_catalog(admin))
        return find_operations(before, snapshots[-1], change, snapshots=snapshots)

    return operations


def told(operations: tuple[Operation, ...]) -> list[str]:
    """Each operation as one line: the statement's number and a sentence."""
    return [f"{operation.statement}: {describe(operation)}" for operation in operations]


CASES = [
    (
        "ALTER TABLE products ADD note text NOT NULL DEFAULT 'x'",
        ["1: add column public.products.note text not null default 'x'::text"],
    ),
    (
        ("ALTER TABLE products ADD a int; UPDATE products SET a = 1; ALTER TABLE products ALTER a SET NOT NULL"),
        ["1: add column public.products.a integer not null", "2: update rows of public.products, setting a"],
    ),
    (
        "ALTER TABLE products ADD code serial",
        [
            "1: create sequence public.products_code_seq",
            "1: add column public.products.code integer not null default nextval('public.products_code_seq'::regclass)",
        ],
    ),
    (
        "ALTER TABLE products ADD u int UNIQUE, ADD b bigint REFERENCES brands",
        [
            "1: add column public.products.u integer",
            "1: add column public.products.b bigint",
            "1: add unique constraint products_u_key on public.products (u)",
            "1: add foreign key products_b_fkey from public.products (b) to public.brands (id)",
        ],
    ),
    (
        "ALTER TABLE products DROP sku CASCADE",
        [
            "1: drop view public.cheap",
            "1: drop column public.products.sku with index products_lower_idx, index products_sku_idx",
        ],
    ),
    (
        "ALTER TABLE products DROP COLUMN brand_id, ADD COLUMN brand_id uuid",
        [
            "1: drop column public.products.brand_id with constraint products_brand_fkey (a new column takes its name)",
            "1: add column public.products.brand_id uuid",
        ],
    ),
    (
        "ALTER TABLE products RENAME sku TO code",
        ["1: rename column public.products.sku to code"],
    ),
    (
        ("ALTER TABLE products RENAME TO goods; ALTER TABLE goods RENAME price TO cost"),
        ["1: rename table public.products to public.goods", "2: rename column public.goods.price to cost"],
    ),
    (
        ("DROP VIEW cheap; ALTER TABLE products ALTER price TYPE numeric(12,4) USING price * 1, ALTER sku TYPE text"),
        [
            "1: drop view public.cheap",
            "2: change type of column public.products.sku from character varying(20) to text",
            "2: change type of column public.products.price from numeric(10,2) to numeric(12,4) using price * 1",
        ],
    ),
    (
        (
            "ALTER TABLE products ALTER sku SET NOT NULL, ALTER price DROP NOT NULL, ALTER price SET "
            "DEFAULT 1, ALTER state DROP DEFAULT"
        ),
        [
            "1: set default of column public.products.price to 1 (was 0)",
            "1: drop default of column public.products.state (was 'new'::public.state)",
            "1: set column public.products.sku not null",
            "1: let column public.products.price take nulls",
        ],
    ),
    (
        "ALTER TABLE products VALIDATE CONSTRAINT products_brand_fkey",
        ["1: validate foreign key products_brand_fkey of public.products"],
    ),
    (
        (
            "ALTER TABLE products DROP CONSTRAINT products_brand_fkey, ADD CONSTRAINT products_brand_fkey "
            "FOREIGN KEY (brand_id) REFERENCES brands ON DELETE CASCADE"
        ),
        [
            "1: drop foreign key products_brand_fkey of public.products",
            "1: add foreign key products_brand_fkey from public.products (brand_id) to public.brands (id)",
        ],
    ),
    (
        "ALTER TABLE products RENAME CONSTRAINT products_pkey TO pk",
        ["1: rename primary key products_pkey of public.products to pk"],
    ),
    (
        "ALTER TABLE products ALTER CONSTRAINT products_brand_fkey DEFERRABLE",
        ["1: change foreign key products_brand_fkey of public.products"],
    ),
    (
        (
            "CREATE INDEX ON products (brand_id); "
            "ALTER INDEX products_sku_idx RENAME TO i; "
            "DROP INDEX products_lower_idx"
        ),
        [
            "1: create index products_brand_id_idx on public.products USING btree (brand_id)",
            "2: rename index public.products_sku_idx to i",
            "3: drop index public.products_lower_idx on public.products",
        ],
    ),
    (
        "REINDEX TABLE CONCURRENTLY products",
        [],
    ),
    (
        ("ALTER TYPE state ADD VALUE 'late' AFTER 'new'; ALTER TYPE state RENAME TO status"),
        ["1: add 'late' to enum public.state", "2: rename enum public.state to public.status"],
    ),
    (
        (
            "CREATE TABLE t (id bigint GENERATED BY DEFAULT AS IDENTITY, p int REFERENCES products, n "
            "serial, CHECK (n > 0), PRIMARY KEY (id)); "
            "CREATE INDEX ON t (p); "
            "INSERT INTO t (p) VALUES (NULL); "
            "ALTER TABLE t ADD z state"
        ),
        [
            "1: create sequence public.t_n_seq",
            "1: create table public.t with 4 columns",
            "1: add foreign key t_p_fkey from public.t (p) to public.products (id)",
            "2: create index t_p_idx on public.t USING btree (p)",
            "3: insert rows into public.t",
        ],
    ),
    (
        "DROP TABLE brands CASCADE",
        ["1: drop foreign key products_brand_fkey of public.products", "1: drop table public.brands"],
    ),
    (
        ("DROP TABLE products CASCADE; CREATE TABLE products (id int)"),
        ["1: drop view public.cheap", "1: drop table public.products", "2: create table public.products with 1 column"],
    ),
    (
        "CREATE OR REPLACE VIEW cheap AS SELECT id, sku FROM products WHERE price < 20",
        ["1: change view public.cheap"],
    ),
    (
        (
            "DROP VIEW cheap; "
            "CREATE MATERIALIZED VIEW cheap AS SELECT id FROM products; "
            "CREATE UNIQUE INDEX ON cheap (id)"
        ),
        ["1: drop view public.cheap", "2: create materialized view public.cheap", "3: create index cheap_id_idx"],
    ),
    (
        ("CREATE OR REPLACE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN OLD; END $$"),
        ["1: change function public.touch()"],
    ),
    (
        ("ALTER TABLE products DISABLE TRIGGER products_touch; ALTER TRIGGER products_touch ON products RENAME TO t2"),
        ["2: rename trigger products_touch on public.products to t2"],
    ),
    (
        ("CREATE SCHEMA shop; ALTER TABLE products SET SCHEMA shop"),
        ["1: create schema shop", "2: rename table public.products to shop.products"],
    ),
    (
        (
            "ALTER TABLE events ADD kind int NOT NULL DEFAULT 1, ADD CONSTRAINT c CHECK (kind > 0); "
            "CREATE INDEX ON events (kind)"
        ),
        [
            "1: add column public.events.kind integer not null default 1",
            "1: add check constraint c on public.events: CHECK ((kind > 0))",
            "2: create index events_kind_idx on ONLY public.events USING btree (kind)",
        ],
    ),
    (
        (
            "ALTER TABLE events DROP note; "
            "ALTER TABLE events ALTER id TYPE numeric; "
            "ALTER TABLE events RENAME TO happenings"
        ),
        [
            "1: drop column public.happenings.note",
            "2: change type of column public.happenings.id from bigint to numeric",
            "3: rename table public.events to public.happenings",
        ],
    ),
    (
        (
            "CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01'); "
            "DROP TABLE events_2024"
        ),
        ["1: create table public.events_2025 with 3 columns", "2: drop table public.events_2024"],
    ),
    (
        ("DROP VIEW cheap; ALTER TABLE products ALTER id TYPE bigint, ALTER brand_id TYPE int"),
        [
            "1: drop view public.cheap",
            "2: change type of column public.products.id from integer to bigint",
            "2: change type of column public.products.brand_id from bigint to integer",
        ],
    ),
    (
        (
            "CREATE TABLE a (id int); "
            "CREATE TYPE e AS ENUM ('x'); "
            "CREATE VIEW v AS SELECT id FROM a; "
            "ALTER TABLE a ADD s e"
        ),
        ["2: create enum public.e", "2: create table public.a with 2 columns", "3: create view public.v"],
    ),
    (
        "ALTER SEQUENCE products_id_seq AS bigint OWNED BY NONE",
        ["1: change sequence public.products_id_seq"],
    ),
    (
        (
            "ALTER TABLE products SET (fillfactor = 70), ALTER sku SET STORAGE EXTERNAL, ENABLE ROW LEVEL "
            "SECURITY; "
            "CREATE POLICY p ON products USING (price > 0)"
        ),
        [
            "1: change options, row security of table public.products",
            "1: change storage of column public.products.sku",
            "2: create policy p on public.products",
        ],
    ),
    (
        (
            "ALTER TABLE products DROP CONSTRAINT products_pkey; "
            "ALTER TABLE products ADD CONSTRAINT pk2 PRIMARY KEY (id, price)"
        ),
        [
            "1: drop primary key products_pkey of public.products",
            "2: add primary key pk2 on public.products (id, price)",
        ],
    ),
    (
        ("ALTER TABLE brands ALTER id DROP IDENTITY; CREATE DOMAIN d AS text; COMMENT ON COLUMN brands.name IS 'x'"),
        [
            "1: change identity of column public.brands.id",
            "2: create domain public.d",
            "3: change comment of column public.brands.name",
        ],
    ),
    (
        ("CREATE UNIQUE INDEX u ON products (sku); ALTER TABLE products ADD CONSTRAINT uu UNIQUE USING INDEX u"),
        ["2: add unique constraint uu on public.products (sku)"],
    ),
    (
        ("TRUNCATE brands, products; WITH g AS (DELETE FROM events RETURNING id) UPDATE products SET sku = '' FROM g"),
        [
            "1: delete all rows of public.brands",
            "1: delete all rows of public.products",
            "2: delete rows of public.events",
            "2: update rows of public.products, setting sku",
        ],
    ),
    (
        ("CREATE TABLE x (a int); DROP TABLE x; ALTER TABLE products ALTER price SET DEFAULT 0"),
        [],
    ),
    (
        ("ALTER INDEX products_sku_idx SET (fillfactor = 50); CLUSTER products USING products_pkey"),
        ["1: change index products_sku_idx", "2: change clustered of table public.products"],
    ),
    (
        ("ALTER TABLE brands RENAME id TO brand_id; ALTER TABLE brands RENAME TO makers"),
        ["1: rename column public.makers.id to brand_id", "2: rename table public.brands to public.makers"],
    ),
    (
        "ALTER SCHEMA public RENAME TO p",
        ["1: change schema public"],
    ),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text[:70] for text, _ in CASES])
async def test_a_change_becomes_the_operations_a_reader_would_name(run: Run, text: str, expected: list[str]) -> None:
    """The two catalogs of one database are compared by identity, so nothing is guessed from the text."""
    assert told(await run(text)) == expected


async def test_a_dropped_column_names_what_goes_with_it(run: Run) -> None:
    """Undoing the drop must bring these back; they are not reported a second time by themselves."""
    _, dropped = await run("ALTER TABLE products DROP COLUMN price CASCADE")
    assert isinstance(dropped, op.DropColumn)
    assert [constraint.name for constraint in dropped.constraints] == ["products_price_check"]
    assert [index.name for index in dropped.indexes] == ["products_lower_idx"]
    assert not dropped.replaced


async def test_a_new_column_in_the_place_of_another_says_that_values_are_lost(run: Run) -> None:
    """Nobody who drops and adds a column of one name expects its values to survive, but many forget."""
    dropped, added = await run("ALTER TABLE products DROP brand_id; ALTER TABLE products ADD brand_id int")
    assert isinstance(dropped, op.DropColumn)
    assert isinstance(added, op.AddColumn)
    assert dropped.replaced


async def test_a_foreign_key_knows_whether_an_index_serves_it(run: Run) -> None:
    """An index whose first columns are those of the key serves it, in any order, unless it is partial."""
    operations = await run(
        "CREATE INDEX ON products (sku, brand_id); ALTER TABLE products ADD FOREIGN KEY (brand_id) REFERENCES brands;"
        "CREATE INDEX ON products (brand_id, sku); ALTER TABLE products ADD FOREIGN KEY (brand_id) REFERENCES brands"
    )
    # Both see the schema as it is at the end, where the second index exists.
    assert [o.indexed for o in operations if isinstance(o, op.AddForeignKey)] == [True, True]
    (alone,) = await run("ALTER TABLE products ADD FOREIGN KEY (brand_id) REFERENCES brands")
    assert isinstance(alone, op.AddForeignKey)
    assert not alone.indexed


async def test_a_primary_key_also_sets_its_columns_not_null(run: Run) -> None:
    """That is a scan of its own, and stays when the key is dropped again."""
    operations = await run("ALTER TABLE products DROP CONSTRAINT products_pkey, ADD PRIMARY KEY (id, sku)")
    assert [type(operation) for operation in operations] == [op.DropConstraint, op.SetNotNull, op.AddUnique]


async def test_row_changes_know_new_tables_and_new_columns(run: Run) -> None:
    """A backfill of a column that nobody reads yet is safe where one of a live column is not."""
    operations = await run(
        "ALTER TABLE products ADD a int; UPDATE products SET a = 1; UPDATE products SET a = 1, sku = '';"
        "CREATE TABLE t (b int); INSERT INTO t VALUES (1); ALTER TABLE t RENAME TO u"
    )
    rows = [operation for operation in operations if isinstance(operation, op.ChangeRows)]
    assert [(o.new_columns_only, o.table_is_new, o.table and o.table.name.name) for o in rows] == [
        (True, False, "products"),
        (False, False, "products"),
        (False, True, "u"),
    ]


async def test_without_snapshots_several_statements_share_number_zero(shadow_18: Shadow) -> None:
    """A number is never guessed."""
    change = read_change("ALTER TABLE products ADD a int; ALTER TABLE brands ADD b int")
    async with shadow_18.clone(await shadow_18.template(SCHEMA)) as clone:
        admin, session = await clone.connect_admin(), await clone.connect()
        before = await read_catalog(admin)
        for statement in change.statements:
            await session.execute(statement.sql.encode())
        after = await read_catalog(admin)
    assert [operation.statement for operation in find_operations(before, after, change)] == [0, 0]


async def test_names_that_need_quotes_are_compared_and_told_as_they_are(run: Run) -> None:
    """Quotes, spaces, Unicode, keywords and 63 bytes are all legal names."""
    long = "é" * 31 + "x"
    operations = await run(
        f"""CREATE TABLE "Order ""1"" x" ("select" int, "{long}" text, "day.of" date);
        ALTER TABLE "Order ""1"" x" RENAME TO "日本"; ALTER TABLE "日本" ADD CONSTRAINT "a'b" CHECK ("select" > 0);
        CREATE INDEX "i ON x" ON "日本" ("{long}");
        ALTER TABLE products ADD "User" int; UPDATE products SET "User" = 1;
        ALTER TABLE products RENAME sku TO "S K""U" """
    )
    assert told(operations) == [
        '1: create table public."日本" with 3 columns',
        f"""4: create index "i ON x" on public."日本" USING btree ("{long}")""",
        '5: add column public.products."User" integer',
        '6: update rows of public.products, setting "User"',
        '7: rename column public.products.sku to "S K""U"',
    ]
