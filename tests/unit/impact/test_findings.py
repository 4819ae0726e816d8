"""What find_problems reports of a schema, and what it leaves alone."""

from dataclasses import replace

from server.impact.findings import find_problems
from tests.unit.impact.schema import Schema


def codes(schema: Schema) -> list[tuple[str, str]]:
    return [(finding.code, finding.object) for finding in find_problems(schema.catalog())]


def test_a_table_without_primary_key_is_reported() -> None:
    """Foreign tables have none, and a partition has its parent's."""
    schema = Schema()
    schema.table("log", "id int8")
    schema.table("remote", "id int8", kind="foreign table")
    schema.table("part", "id int8", partition_of="public.log")
    assert codes(schema) == [("no-primary-key", "public.log")]


def test_a_foreign_key_without_index_names_the_index_to_create() -> None:
    """PostgreSQL indexes the referenced side only."""
    schema = Schema()
    shops = schema.table("shops", "id int8", key="id")
    orders = schema.table("orders", "id int8", "Shop int8", key="id")
    schema.constraint(orders, "foreign key", "Shop", name="orders_shop_fkey", to=shops)
    (finding,) = find_problems(schema.catalog())
    assert finding.code == "foreign-key-without-index"
    assert finding.sql == 'CREATE INDEX CONCURRENTLY "orders_Shop_idx" ON public.orders ("Shop");'


def test_an_index_whose_first_columns_are_the_keys_in_any_order_is_enough() -> None:
    """A lookup with equality on all of them can use it."""
    schema = Schema()
    shops = schema.table("shops", "a int8", "b int8", key="a b")
    orders = schema.table("orders", "id int8", "a int8", "b int8", "c int8", key="id")
    schema.constraint(orders, "foreign key", "a b", name="f", to=shops)
    schema.index(orders, "b a c", name="i")
    assert codes(schema) == []


def test_a_partial_index_does_not_serve_a_foreign_key() -> None:
    """It leaves out rows that the check of a delete must find."""
    schema = Schema()
    shops = schema.table("shops", "id int8", key="id")
    orders = schema.table("orders", "id int8", "shop int8", key="id")
    schema.constraint(orders, "foreign key", "shop", name="f", to=shops)
    schema.index(orders, "shop", name="i", predicate="(shop > 1)", body="ON x (shop) WHERE (shop > 1)")
    assert codes(schema) == [("foreign-key-without-index", "public.orders.f")]


def test_of_two_equal_indexes_the_one_that_backs_a_constraint_stays() -> None:
    """Dropping the other loses nothing."""
    schema = Schema()
    table = schema.table("t", "id int8", "a int8", key="id")
    schema.index(table, "id", name="a_copy")
    schema.index(table, "a", name="x")
    schema.index(table, "a", name="y")
    schema.index(table, "a", name="z")
    found = codes(schema)
    assert found == [("duplicate-index", f"public.{name}") for name in ("a_copy", "y", "z")]


def test_an_index_that_is_a_prefix_of_another_is_redundant() -> None:
    """A unique one is not, because it also keeps rows apart; nor one in another direction."""
    schema = Schema()
    table = schema.table("t", "id int8", "a int8", "b int8", key="id")
    schema.index(table, "a b", name="wide")
    schema.index(table, "a", name="narrow")
    schema.index(table, "a", name="down", body="ON public.t USING btree (a DESC)")
    schema.constraint(table, "unique", "a", name="a_key")
    assert codes(schema) == [("duplicate-index", "public.narrow")]
    schema.index(table, "b", name="partial", body="ON public.t USING btree (b) WHERE (b > 1)", predicate="(b > 1)")
    schema.index(table, "b a", name="other")
    schema.index(table, "b", name="prefix")
    assert codes(schema)[1:] == [("redundant-index", "public.prefix")]


def test_an_index_is_unused_only_when_statistics_say_so() -> None:
    """On a shadow nothing was ever counted, and on a table nobody read yet zero says nothing."""
    schema = Schema()
    table = schema.table("t", "id int8", "a int8", key="id")
    fresh = schema.table("e", "id int8", "a int8", key="id")
    schema.index(table, "a", name="unused", scans=0)
    schema.index(table, "id a", name="unknown", scans=-1)
    schema.index(table, "a id", name="used", scans=1_000, method="gin")
    schema.index(fresh, "a", name="of_fresh", scans=0)
    schema.index(fresh, "a id", name="hardly_read", scans=5, method="gin")
    assert codes(schema) == [("unused-index", "public.unused")]


def test_invalid_indexes_and_unvalidated_constraints_are_reported() -> None:
    """Both look like protection and are not."""
    schema = Schema()
    table = schema.table("t", "id int8", "a int8", key="id")
    schema.index(table, "a", name="broken", valid=False)
    schema.constraint(table, "check", "a", name="positive", validated=False)
    schema.constraint(table, "check", "a", name="documented", validated=False, enforced=False)
    findings = find_problems(schema.catalog())
    assert [finding.sql for finding in findings] == [
        "ALTER TABLE public.t VALIDATE CONSTRAINT positive;",
        "REINDEX INDEX CONCURRENTLY public.broken;",
    ]


def test_a_key_past_half_of_its_range_is_reported_once() -> None:
    """An int4 key ends long before its bigint sequence does."""
    schema = Schema()
    table = schema.table("t", "id int4", "n int8", key="id")
    big = schema.table("u", "id int8", key="id")
    schema.sequence("t_id_seq", owner=schema.column(table, "id"), last=1_200_000_000)
    schema.sequence("u_id_seq", owner=schema.column(big, "id"), last=1_200_000_000)
    schema.sequence("short", owner=None, last=80, maximum=100)
    schema.sequence("fresh", owner=None, last=None, maximum=100)
    assert codes(schema) == [("primary-key-near-its-end", "public.t.id"), ("sequence-near-its-end", "public.short")]


def test_a_sound_schema_has_no_findings() -> None:
    """Advice that is always there is not read."""
    schema = Schema()
    table = schema.table("t", "id int8", key="id")
    schema.sequence("s", owner=replace(schema.column(table, "id")), last=1)
    assert codes(schema) == []
