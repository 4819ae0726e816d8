"""Catalogs read from real servers, and the fingerprints they give."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from server.model.catalog import Catalog, Column, Table
from server.model.fingerprint import column_order, differences, fingerprint
from server.model.names import QualifiedName
from server.postgres.catalog import BY_TEXT, read_catalog
from server.postgres.catalog_measures import read_measured
from server.postgres.shadow import Shadow

pytestmark = pytest.mark.anyio

SCHEMAS = Path(__file__).parent / "schemas"
SPEC = (Path(__file__).parents[2] / "server" / "demo" / "shop" / "schema.sql").read_text(encoding="utf-8")
HOSTILE = (SCHEMAS / "hostile.sql").read_text(encoding="utf-8")
ORDERS = QualifiedName(schema='we"ird Schéma', name="Order ON table")
ORDERS_SQL = '"we""ird Schéma"."Order ON table"'


@asynccontextmanager
async def session(shadow: Shadow, schema: str) -> AsyncIterator[psycopg.AsyncConnection[Any]]:
    """A session of the sandbox role in a fresh copy of the schema."""
    async with shadow.clone(await shadow.template(schema)) as clone:
        yield await clone.connect()


async def catalog_of(shadow: Shadow, schema: str) -> Catalog:
    async with session(shadow, schema) as connection:
        return await read_catalog(connection)


def table(catalog: Catalog, name: str, schema: str = "public") -> Table:
    found = catalog.table_named(QualifiedName(schema=schema, name=name))
    assert found is not None
    return found


def column(catalog: Catalog, owner: Table, name: str) -> Column:
    found = catalog.column_named(owner.oid, name)
    assert found is not None
    return found


async def test_the_schema_of_the_specification_is_read_in_full(shadow: Shadow) -> None:
    """It is the schema every promise is made on."""
    catalog = await catalog_of(shadow, SPEC)
    products = table(catalog, "products")
    assert {str(t.name) for t in catalog.tables.values()} == {
        "public.products",
        "public.processing_jobs",
        "public.processing_issues",
    }
    assert len(catalog.columns_of(products.oid)) == 35
    assert column(catalog, products, "price").type == "numeric(10,2)"
    assert column(catalog, products, "price").base_type == "numeric"
    assert column(catalog, products, "shop").not_null
    assert [c.name for c in catalog.constraints_of(products.oid)] == ["products_pkey", "products_shop_external_id_key"]
    assert len(catalog.indexes_of(products.oid)) == 7
    (key,) = (c for c in catalog.constraints.values() if c.kind == "foreign key")
    assert key.definition == "FOREIGN KEY (job_id) REFERENCES public.processing_jobs(id)"
    assert key.referenced_table_oid == table(catalog, "processing_jobs").oid
    assert (products.rows_estimate, catalog.others) == (-1, {})


async def test_names_with_quotes_spaces_and_keywords_come_through_unquoted(shadow: Shadow) -> None:
    """The model holds names as they are; only SQL text carries quotes."""
    catalog = await catalog_of(shadow, HOSTILE)
    orders = table(catalog, ORDERS.name, ORDERS.schema)
    assert orders.comment == 'a "table"'
    assert column(catalog, orders, "select").default == r"'a''b\c'::text"
    names = [c.name for c in catalog.columns_of(orders.oid)]
    assert "Ünï côde" in names
    assert max(len(name.encode()) for name in names) == 63


async def test_the_body_of_an_index_begins_after_its_name(shadow: Shadow) -> None:
    """A name may hold `` ON `` or the words UNIQUE INDEX; the body is what a rebuilt index is made with."""
    catalog = await catalog_of(shadow, HOSTILE)
    bodies = {index.name: index.body for index in catalog.indexes.values()}
    assert bodies['idx ON x USING "y"'] == (
        f'ON {ORDERS_SQL} USING btree (lower("select"), total DESC) INCLUDE (day) WHERE (total > (1)::numeric)'
    )
    assert bodies["UNIQUE INDEX"] == f"ON {ORDERS_SQL} USING btree (uid)"
    assert bodies["events_kind_idx"] == "ON ONLY shop.events USING btree (kind)"


async def test_an_index_knows_its_columns_expressions_and_predicate(shadow: Shadow) -> None:
    """Key columns are numbers, an expression is 0, and included columns stand apart."""
    catalog = await catalog_of(shadow, HOSTILE)
    orders = table(catalog, ORDERS.name, ORDERS.schema)
    (index,) = (i for i in catalog.indexes.values() if i.name == 'idx ON x USING "y"')
    assert index.columns == (0, column(catalog, orders, "total").number)
    assert index.included_columns == (column(catalog, orders, "day").number,)
    assert index.predicate == "(total > (1)::numeric)"
    assert (index.has_expressions, index.valid, index.constraint_oid, index.scans) == (True, True, 0, -1)


async def test_volatility_of_a_default_is_that_of_its_worst_function(shadow: Shadow) -> None:
    """It decides whether adding the column writes the table anew: constant and stable ones do not."""
    catalog = await catalog_of(shadow, HOSTILE)
    orders = table(catalog, ORDERS.name, ORDERS.schema)
    found = {c.name: c.default_volatility for c in catalog.columns_of(orders.oid)}
    assert [found[name] for name in ("at", "day")] == ["stable"] * 2
    assert [found[name] for name in ("rnd", "uid")] == ["volatile"] * 2
    assert [found[name] for name in ("select", "Ünï côde", "fixed", "up")] == ["constant"] * 4
    assert [found[name] for name in ("id", "twice", "total")] == ["none"] * 3


async def test_a_function_of_a_user_counts_with_its_own_volatility(shadow: Shadow) -> None:
    """Two overloads with the same name differ, so a name is not enough to tell."""
    schema = """
        CREATE FUNCTION pick(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1';
        CREATE FUNCTION pick(text) RETURNS int LANGUAGE sql VOLATILE AS 'SELECT 1';
        CREATE FUNCTION plus(int, int) RETURNS int LANGUAGE sql VOLATILE AS 'SELECT $1';
        CREATE OPERATOR |+| (LEFTARG = int, RIGHTARG = int, FUNCTION = plus);
        CREATE TABLE t (a int DEFAULT pick(1), b int DEFAULT pick('x'), c int DEFAULT 1 |+| 2, d text DEFAULT 'now()');
    """
    catalog = await catalog_of(shadow, schema)
    found = [c.default_volatility for c in catalog.columns_of(table(catalog, "t").oid)]
    assert found == ["constant", "volatile", "volatile", "constant"]


async def test_identity_generated_array_and_domain_columns_are_told_apart(shadow: Shadow) -> None:
    """Each needs its own way of being changed."""
    catalog = await catalog_of(shadow, HOSTILE)
    orders = table(catalog, ORDERS.name, ORDERS.schema)
    assert column(catalog, orders, "id").identity == "always"
    assert column(catalog, orders, "twice").generated == "stored"
    states = column(catalog, orders, "Ünï côde")
    assert (states.is_array, states.type_kind, states.base_type) == (True, "enum", "status")
    assert catalog.enums[states.type_oid].labels == ("new", 'it\'s "paid"', "done")
    deep = column(catalog, orders, "deep")
    assert (deep.type_kind, deep.base_type) == ("domain", "numeric")
    assert column(catalog, orders, "up").collation == '"C"'
    (sequence,) = (s for s in catalog.sequences.values() if s.identity)
    assert sequence.owned_by == (orders.oid, 1)


async def test_partitions_name_their_parent_and_bound(shadow: Shadow) -> None:
    """What is inherited is changed through the parent."""
    catalog = await catalog_of(shadow, HOSTILE)
    parent, child = table(catalog, "events", "shop"), table(catalog, "events_2024", "shop")
    assert (parent.kind, parent.partition_key) == ("partitioned table", "RANGE (at)")
    assert child.partition_of == "shop.events"
    assert child.partition_bound == "FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')"
    assert all(c.inherited for c in catalog.constraints_of(child.oid))
    assert {i.partition_of for i in catalog.indexes_of(child.oid)} == {"shop.events_pkey", "shop.events_kind_idx"}
    assert catalog.triggers_of(child.oid) == []
    notes = catalog.constraints_of(table(catalog, "notes", "shop").oid)
    assert [c.name for c in notes] == ["notes_event_id_event_at_fkey", "short"]


async def test_a_constraint_keeps_not_valid_apart_from_its_definition(shadow: Shadow) -> None:
    """The definition is what a second constraint is made with; whether it is proved is another matter."""
    catalog = await catalog_of(shadow, HOSTILE)
    constraints = {c.name: c for c in catalog.constraints.values()}
    short = constraints["short"]
    assert (short.definition, short.validated) == ("CHECK ((length(body) < 100))", False)
    assert short.expression == "(length(body) < 100)"
    assert constraints['check "it"'].validated
    assert "NOT VALID" in constraints['check "it"'].definition
    order = next(c for c in catalog.constraints.values() if c.name == "events_order" and not c.inherited)
    assert (order.deferrable, order.initially_deferred, order.enforced) == (True, True, True)


async def test_dependents_include_views_of_views_keys_policies_and_functions(shadow: Shadow) -> None:
    """Whoever drops or renames a column must hear of all of them, also of source text PostgreSQL does not track."""
    catalog = await catalog_of(shadow, HOSTILE)
    orders = table(catalog, ORDERS.name, ORDERS.schema)
    total = column(catalog, orders, "total").number
    found = {(d.kind, d.identity) for d in catalog.dependencies if d.table_oid == orders.oid}
    of_total = {
        (d.kind, d.identity) for d in catalog.dependencies if (d.table_oid, d.column_number) == (orders.oid, total)
    }
    assert {
        ("view", "shop.totals"),
        ("view", "shop.big_totals"),
        ("function", "shop.total_of(bigint)"),
        ("policy", f'"the policy" on {ORDERS_SQL}'),
        ("default value", f"for {ORDERS_SQL}.twice"),
    } <= of_total
    assert ("table constraint", "events_order on shop.events") in found
    assert ("materialized view", "shop.kinds") in found
    assert (BY_TEXT, "shop.touch()") in found
    body = {d.identity for d in catalog.dependencies if d.kind == BY_TEXT and d.column_number == 3}
    assert body == {"shop.touch()"}


async def test_reserved_temporary_and_extension_objects_are_no_part_of_a_catalog(shadow: Shadow) -> None:
    """They are ours, a session's, and an extension's; none of them is the user's schema."""
    async with session(shadow, HOSTILE) as connection:
        await connection.execute("CREATE TEMPORARY TABLE passing (a int)")
        catalog = await read_catalog(connection)
    assert set(catalog.schemas.values()) == {"public", "shop", ORDERS.schema}
    assert {t.name.name for t in catalog.tables.values()}.isdisjoint({"archive", "passing"})
    assert not [f for f in catalog.functions.values() if f.name.schema == "public"]
    assert [identity for kind, identity in catalog.others if kind == "extension"] == ["pg_trgm"]


async def test_objects_of_rarer_kinds_are_known_by_their_definition(shadow: Shadow) -> None:
    """A change to one must show, even where no strategy knows the kind."""
    others = (await catalog_of(shadow, HOSTILE)).others
    assert {kind for kind, _ in others} >= {
        "domain",
        "composite type",
        "range type",
        "policy",
        "rule",
        "row security",
        "forced row security",
        "extension",
        "publication",
        "publication table",
        "statistics object",
        "aggregate",
        "operator",
        "comment",
    }
    assert others["domain", "shop.positive"].definition == ("CREATE DOMAIN shop.positive AS numeric(10,2)",)
    assert others["domain default", "shop.positive"].definition == ("ALTER DOMAIN shop.positive SET DEFAULT 1",)
    assert others["domain constraint", "above on shop.positive"].definition == (
        "ALTER DOMAIN shop.positive ADD CONSTRAINT above CHECK ((VALUE > (0)::numeric))",
    )
    (published,) = (other for (kind, _), other in others.items() if kind == "publication table")
    (statement,) = published.definition
    assert statement == (
        "ALTER PUBLICATION everything ADD TABLE ONLY shop.notes (body, event_id) WHERE ((event_id > 0))"
    )


async def test_a_rename_keeps_identity_and_number(shadow: Shadow) -> None:
    """The comparison of catalogs rests on it: a rename is never a drop and an addition."""
    async with session(shadow, SPEC) as connection:
        before = await read_catalog(connection)
        await connection.execute("ALTER TABLE products RENAME COLUMN price TO amount")
        await connection.execute("ALTER TABLE products RENAME TO goods")
        after = await read_catalog(connection)
    products, goods = table(before, "products"), table(after, "goods")
    assert products.oid == goods.oid
    assert column(before, products, "price").key == column(after, goods, "amount").key


async def test_inside_a_transaction_its_own_changes_are_seen_and_settings_stay(shadow: Shadow) -> None:
    """A rehearsal reads between statements; what comes after must run as if nobody had looked."""
    async with session(shadow, SPEC) as connection, connection.transaction():
        await connection.execute("SET LOCAL search_path = public, pg_temp")
        await connection.execute("ALTER TABLE products ADD COLUMN weight integer")
        catalog = await read_catalog(connection)
        assert catalog.column_named(table(catalog, "products").oid, "weight") is not None
        cursor = await connection.execute("SHOW search_path")
        assert await cursor.fetchone() == ("public, pg_temp",)


async def test_outside_of_a_transaction_nothing_stays_open(shadow: Shadow) -> None:
    """A target must not be kept in a transaction, nor in our settings."""
    async with shadow.clone(await shadow.template(SPEC)) as clone:
        connection = await clone.connect_admin()
        as_admin = await read_catalog(connection)
        assert connection.info.transaction_status is psycopg.pq.TransactionStatus.IDLE
        assert fingerprint(as_admin) == fingerprint(await read_catalog(await clone.connect()))


async def test_a_role_without_privileges_reads_all_but_the_last_values(shadow: Shadow) -> None:
    """Inspection asks for no rights on tables; pg_sequence_last_value raises before PostgreSQL 18 when refused."""
    schema = "CREATE TABLE t (id serial PRIMARY KEY); CREATE TABLE hidden (a int);"
    async with shadow.clone(await shadow.template(schema)) as clone:
        owner, admin = await clone.connect(), await clone.connect_admin()
        await owner.execute("SELECT pg_catalog.setval('public.t_id_seq', 41)")
        expected = await read_measured(owner)
        async with admin.transaction():
            await admin.execute("SET LOCAL ROLE pg_signal_backend")
            found = await read_measured(admin)
    assert fingerprint(found) == fingerprint(expected)
    assert [s.last_value for s in expected.sequences.values()] == [41]
    assert [s.last_value for s in found.sequences.values()] == [None]


async def test_an_index_whose_build_failed_is_not_valid(shadow: Shadow) -> None:
    """It slows every write and serves no query, so it must be seen."""
    async with session(shadow, "CREATE TABLE t (a int);") as connection:
        await connection.execute("INSERT INTO t VALUES (1), (1)")
        before = await read_catalog(connection)
        with pytest.raises(psycopg.errors.UniqueViolation):
            await connection.execute("CREATE UNIQUE INDEX CONCURRENTLY twice ON t (a)")
        after = await read_catalog(connection)
        await connection.execute("TRUNCATE t")
        await connection.execute("REINDEX INDEX twice")
        repaired = await read_catalog(connection)
    assert [i.valid for i in after.indexes.values()] == [False]
    assert len({fingerprint(c) for c in (before, after, repaired)}) == 3


async def test_a_not_null_that_is_not_yet_valid_is_a_constraint_and_not_the_column_s(shadow_18: Shadow) -> None:
    """From PostgreSQL 18 on attnotnull is set before any row is proved; only a proved one is the column's own."""
    async with session(shadow_18, "CREATE TABLE t (a int);") as connection:
        await connection.execute("ALTER TABLE t ADD CONSTRAINT present NOT NULL a NOT VALID")
        before = await read_catalog(connection)
        await connection.execute("ALTER TABLE t VALIDATE CONSTRAINT present")
        after = await read_catalog(connection)
    assert [(c.kind, c.validated) for c in before.constraints.values()] == [("not null", False)]
    assert [c.not_null for c in before.columns.values()] == [False]
    assert after.constraints == {}
    assert [c.not_null for c in after.columns.values()] == [True]


async def test_the_order_in_which_a_schema_was_made_does_not_matter(shadow: Shadow) -> None:
    """A plan adds columns last and makes objects in its own order, and must still reach the same schema."""
    other = """
        CREATE SEQUENCE unused; DROP SEQUENCE unused;
        CREATE TABLE b (y text DEFAULT 'x', x int NOT NULL, CHECK (x > 0 AND y <> ''));
        CREATE TABLE a (id int);
        ALTER TABLE a ADD PRIMARY KEY (id);
        CREATE INDEX b_y ON b (y);
        ALTER TABLE b ADD CONSTRAINT b_x_fkey FOREIGN KEY (x) REFERENCES a;
    """
    first = """
        CREATE TABLE a (id int PRIMARY KEY);
        CREATE TABLE b (x int NOT NULL REFERENCES a, y text DEFAULT 'x', CHECK (x > 0 AND y <> ''));
        CREATE INDEX b_y ON b (y);
    """
    left, right = await catalog_of(shadow, first), await catalog_of(shadow, other)
    assert differences(left, right) == ()
    assert fingerprint(left) == fingerprint(right)
    assert column_order(left)["public.b"] == ("x", "y")
    assert column_order(right)["public.b"] == ("y", "x")


async def test_both_ends_of_postgresql_give_the_same_fingerprint(shadow_15: Shadow, shadow_18: Shadow) -> None:
    """NOT NULL constraints are rows in 18 and none in 15; only the names that a parent gives them can differ."""
    left, right = await catalog_of(shadow_15, SPEC), await catalog_of(shadow_18, SPEC)
    assert differences(left, right) == ()
    assert fingerprint(left) == fingerprint(right)
    left, right = await catalog_of(shadow_15, HOSTILE), await catalog_of(shadow_18, HOSTILE)
    assert all("differs: not_null_name is" in sentence for sentence in differences(left, right))


NOTES = "ALTER TABLE shop.notes"
CHANGES = [
    "CREATE SCHEMA further",
    "CREATE TABLE shop.further ()",
    "DROP TABLE shop.derived",
    f"{NOTES} RENAME TO remarks",
    f"{NOTES} SET SCHEMA public",
    f"{NOTES} SET (fillfactor = 70)",
    f"{NOTES} SET (toast.autovacuum_enabled = false)",
    "ALTER TABLE shop.base SET UNLOGGED",
    f"{NOTES} REPLICA IDENTITY FULL",
    f"{NOTES} ENABLE ROW LEVEL SECURITY",
    f"{NOTES} FORCE ROW LEVEL SECURITY",
    f"{NOTES} ADD COLUMN further int",
    f"{NOTES} RENAME COLUMN body TO content",
    f"{NOTES} ALTER COLUMN event_id SET NOT NULL",
    f"{NOTES} ALTER COLUMN event_id SET DEFAULT 1",
    f"{NOTES} ALTER COLUMN event_id SET STATISTICS 200",
    f"{NOTES} ALTER COLUMN event_id SET (n_distinct = 5)",
    f"{NOTES} ALTER COLUMN body SET STORAGE EXTERNAL",
    f"{NOTES} ALTER COLUMN body SET COMPRESSION pglz",
    f"{NOTES} VALIDATE CONSTRAINT short",
    f"{NOTES} DROP CONSTRAINT short",
    f"{NOTES} RENAME CONSTRAINT short TO brief",
    f"{NOTES} ALTER CONSTRAINT notes_event_id_event_at_fkey DEFERRABLE",
    f'{NOTES} DISABLE TRIGGER "touch it"',
    f"{NOTES} DISABLE RULE keep",
    "ALTER TABLE shop.events_2024 DISABLE TRIGGER each_event",
    "ALTER TABLE shop.events DETACH PARTITION shop.events_2024",
    "ALTER TABLE shop.derived NO INHERIT shop.base",
    f"ALTER TABLE {ORDERS_SQL} ALTER COLUMN rnd TYPE real",
    f"ALTER TABLE {ORDERS_SQL} ALTER COLUMN id SET GENERATED BY DEFAULT",
    f"ALTER TABLE {ORDERS_SQL} ALTER COLUMN twice DROP EXPRESSION",
    f'ALTER TABLE {ORDERS_SQL} ALTER COLUMN up TYPE text COLLATE "POSIX"',
    f'ALTER TABLE {ORDERS_SQL} CLUSTER ON "UNIQUE INDEX"',
    f"CREATE INDEX ON {ORDERS_SQL} (total)",
    "ALTER INDEX shop.kinds_kind RENAME TO further",
    "ALTER INDEX shop.kinds_kind SET (fillfactor = 70)",
    "ALTER SEQUENCE shop.numbers INCREMENT 7",
    "ALTER SEQUENCE shop.numbers OWNED BY shop.notes.event_id",
    "ALTER VIEW shop.big_totals RESET (security_barrier)",
    "CREATE OR REPLACE VIEW shop.big_totals AS SELECT t.id, n.body FROM shop.totals t, shop.notes n",
    "DROP MATERIALIZED VIEW shop.kinds",
    "ALTER TYPE shop.status RENAME VALUE 'new' TO 'fresh'",
    "ALTER TYPE shop.point3 ADD ATTRIBUTE w int",
    "ALTER DOMAIN shop.positive DROP CONSTRAINT above",
    "ALTER DOMAIN shop.positive SET DEFAULT 2",
    "ALTER FUNCTION shop.total_of SECURITY DEFINER",
    "CREATE OR REPLACE PROCEDURE shop.clean(days int) LANGUAGE sql AS 'SELECT 1'",
    f'ALTER POLICY "the policy" ON {ORDERS_SQL} USING (true)',
    "ALTER STATISTICS shop.event_stats SET STATISTICS 7",
    "DROP AGGREGATE shop.sum_all (numeric)",
    "DROP OPERATOR shop.=== (int, int)",
    "DROP EXTENSION pg_trgm",
    *(
        f"COMMENT ON {thing} IS 'another'"
        for thing in (
            "SCHEMA shop",
            "TABLE shop.notes",
            "COLUMN shop.notes.body",
            "CONSTRAINT short ON shop.notes",
            "INDEX shop.kinds_kind",
            "SEQUENCE shop.numbers",
            "VIEW shop.totals",
            "COLUMN shop.totals.total",
            "TYPE shop.status",
            "DOMAIN shop.positive",
            "FUNCTION shop.touch()",
            'TRIGGER "touch it" ON shop.notes',
            f'POLICY "the policy" ON {ORDERS_SQL}',
        )
    ),
]


async def test_every_kind_of_alteration_changes_the_fingerprint_and_undoing_it_restores_it(shadow: Shadow) -> None:
    """Equivalence and reversal are proved by fingerprints, so what one overlooks would pass as undone."""
    async with session(shadow, HOSTILE) as connection:
        original = await read_catalog(connection)
        overlooked = []
        for change in CHANGES:
            async with connection.transaction(force_rollback=True):
                await connection.execute(change.encode())
                altered = await read_catalog(connection)
            if fingerprint(altered) == fingerprint(original) or not differences(original, altered):
                overlooked.append(change)
        assert overlooked == []
        assert differences(original, await read_catalog(connection)) == ()


async def test_rows_analysis_and_use_leave_the_fingerprint_alone(shadow: Shadow) -> None:
    """A schema does not change because its tables fill."""
    async with session(shadow, HOSTILE) as connection:
        before = await read_catalog(connection)
        await connection.execute("INSERT INTO shop.base SELECT generate_series(1, 50)")
        await connection.execute("ANALYZE shop.base")
        await connection.execute("SELECT nextval('shop.numbers')")
        after = await read_measured(connection)
    assert table(after, "base", "shop").rows_estimate == 50
    assert [s.last_value for s in after.sequences.values() if s.name.name == "numbers"] == [10]
    assert fingerprint(before) == fingerprint(after)
