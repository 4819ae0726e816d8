"""What surrounds a change, told from its operations and the catalog before it."""

from dataclasses import replace

from server.impact.hidden.scene import Scene
from server.impact.hidden_hazards import hidden_hazards
from server.model.catalog import Catalog, Dependency
from server.model.operation import AddColumn, ChangeColumnType, CreateObject, Operation
from server.model.plan import Hazard
from server.model.target import Replication, SentTable
from tests.unit.impact.schema import Schema


def orders() -> Schema:
    """One table."""
    schema = Schema()
    schema.table("orders", "id integer", "amount integer")
    return schema


def told(operation: Operation, catalog: Catalog, *queries: str) -> tuple[Hazard, ...]:
    return hidden_hazards(Scene(operations=[operation], before=catalog, after=catalog, queries=queries))


def test_disk_is_asked_for_only_where_a_large_table_is_written_anew() -> None:
    """The exact size is not told: the same change would get another plan each day."""
    schema = orders()
    catalog = schema.catalog()
    (table,) = catalog.tables.values()
    column = next(each for each in catalog.columns.values() if each.name == "amount")
    retyped = ChangeColumnType(
        statement=1, table=table, before=column, after=replace(column, type="bigint"), using=None, enum_names={}
    )
    large = replace(catalog, tables={table.oid: replace(table, size_bytes=2 << 30)})
    assert "disk-head-room" in [each.code for each in told(retyped, large)]
    assert "disk-head-room" not in [each.code for each in told(retyped, catalog)]
    assert "disk-head-room" not in [
        each.code for each in told(AddColumn(statement=1, table=table, after=column), large)
    ]


def test_which_side_of_a_replication_goes_first_depends_on_the_operation() -> None:
    """A subscriber may have more columns than are published, never fewer."""
    catalog = orders().catalog()
    (table,) = catalog.tables.values()
    column = next(each for each in catalog.columns.values() if each.name == "amount")
    published = replace(
        catalog,
        dependencies=(
            Dependency(
                table_oid=table.oid, column_number=0, kind="publication relation", identity="orders in p", oid=9
            ),
        ),
    )
    (added,) = [
        each
        for each in told(AddColumn(statement=1, table=table, after=column), published)
        if each.code == "replication-order"
    ]
    assert "subscribers first" in added.remedy


def test_a_new_column_breaks_prepared_statements_only_where_code_asks_for_all_columns() -> None:
    """The result of any other statement stays what it was."""
    catalog = orders().catalog()
    (table,) = catalog.tables.values()
    column = next(each for each in catalog.columns.values() if each.name == "amount")
    added = AddColumn(statement=1, table=table, after=column)

    def breaks(query: str) -> bool:
        return "cached-plans" in [each.code for each in told(added, catalog, query)]

    assert breaks("SELECT * FROM orders WHERE id = $1")
    assert breaks("SELECT o.* FROM public.orders AS o")
    assert breaks("INSERT INTO orders (id) VALUES ($1) RETURNING *")
    assert breaks("UPDATE orders SET amount = 1 RETURNING orders.*")
    assert not breaks("SELECT count(*) FROM orders")
    assert not breaks("SELECT id FROM orders WHERE EXISTS (SELECT * FROM orders)")
    assert not breaks("SELECT * FROM customers")
    assert not breaks("no SQL")


def test_what_a_live_database_sends_and_gets_is_told_too() -> None:
    """Its dump says nothing of publications, and nobody but the server knows its subscriptions."""
    catalog = orders().catalog()
    (table,) = catalog.tables.values()
    column = next(each for each in catalog.columns.values() if each.name == "amount")
    added = AddColumn(statement=1, table=table, after=replace(column, number=9, name="late"))
    retyped = ChangeColumnType(
        statement=1, table=table, before=column, after=replace(column, type="bigint"), using=None, enum_names={}
    )

    def replicated(operation: Operation, replication: Replication) -> list[str]:
        scene = Scene(operations=[operation], before=catalog, after=catalog, replication=replication)
        return [each.object for each in hidden_hazards(scene) if each.code == "replication-order"]

    whole = Replication(sent=(SentTable(table=table.name, columns=()),))
    in_part = Replication(sent=(SentTable(table=table.name, columns=("id",)),))
    assert replicated(added, whole) == ["public.orders.late"]
    assert replicated(added, in_part) == []
    assert replicated(retyped, in_part) == []
    assert replicated(retyped, Replication(received=(table.name,))) == ["public.orders"]
    assert replicated(added, Replication(received=(table.name,))) == []
    assert replicated(retyped, Replication()) == []


def test_a_function_whose_text_nobody_here_can_read_costs_no_plan() -> None:
    """The grammar may be older than the server that printed it; what is not understood is not judged."""
    schema = orders()
    function = schema.function("newer", "")
    catalog = schema.catalog()
    for definition, told_of in (
        ("CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'", True),
        ("CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY INVOKER AS 'SELECT 1'", False),
        ("CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = '' AS 'SELECT 1'", False),
        ("CREATE FUNCTION f() AS syntax of a server to come SECURITY DEFINER", False),
        ("", False),
    ):
        made = CreateObject(statement=1, after=replace(function, oid=9, definition=definition), table=None)
        assert [each.code for each in told(made, catalog)] == (["search-path-open"] if told_of else [])
