"""Pages of a schema."""

import pytest

from server.errors import InvalidArgument, UnknownObject
from server.impact.inspect import Detail, inspect_catalog
from server.model.inspection import Inspection
from tests.unit.impact.schema import TARGET, Schema


def shop() -> Schema:
    schema = Schema()
    shops = schema.table("shops", "id int8", key="id")
    orders = schema.table("Orders", "id int8", "shop int8", key="id")
    schema.table("log", "id int8", schema="audit")
    schema.constraint(orders, "foreign key", "shop", name="orders_shop_fkey", to=shops)
    schema.depends(orders, "shop", "view", "public.sales")
    schema.depends(orders, "id", "index", "public.orders_pkey")
    return schema


def inspected(pattern: str = "", *, detail: Detail = "full", limit: int = 10, cursor: str = "") -> Inspection:
    return inspect_catalog(shop().catalog(), target=TARGET, pattern=pattern, detail=detail, limit=limit, cursor=cursor)


def test_pages_follow_each_other_without_gap_or_overlap() -> None:
    """The cursor is the last name of a page, so a new table does not shift the next one."""
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = inspected(limit=1, cursor=cursor)
        seen += [table.name for table in page.tables]
        cursor = page.next_cursor
        assert page.total_tables == 3
    assert seen == ["audit.log", 'public."Orders"', "public.shops"]


def test_patterns_match_plain_and_qualified_names_in_any_case() -> None:
    """Callers seldom know the schema or the capitals."""
    assert [table.name for table in inspected("ORDERS").tables] == ['public."Orders"']
    assert [table.name for table in inspected("public.*s").tables] == ['public."Orders"', "public.shops"]
    assert inspected("*nothing*").tables == ()


def test_an_unknown_table_names_the_nearest() -> None:
    """A misspelt name must not look like an empty schema."""
    with pytest.raises(UnknownObject, match=r"no table “ordrs”.*did you mean .*Orders"):
        inspected("ordrs")


def test_findings_are_those_of_the_tables_that_match() -> None:
    """On whatever page the tables stand."""
    assert {finding.code for finding in inspected().findings} == {"no-primary-key", "foreign-key-without-index"}
    assert [finding.code for finding in inspected("orders").findings] == ["foreign-key-without-index"]
    assert inspected("shops").findings == ()


def test_full_detail_tells_keys_columns_and_dependents() -> None:
    """A referencing table is a dependent; the table's own index is not."""
    (orders,) = inspected("orders").tables
    assert (orders.primary_key, orders.column_count) == (("id",), 2)
    assert [column.references for column in orders.columns] == [None, "public.shops.id"]
    assert orders.dependents == ("view public.sales",)
    assert inspected("shops").tables[0].dependents == ('foreign key orders_shop_fkey of public."Orders"',)


def test_a_summary_leaves_out_the_long_lists() -> None:
    """An agent with a large schema asks for an overview first."""
    (orders,) = inspected("orders", detail="summary").tables
    assert (orders.columns, orders.indexes, orders.column_count) == ((), (), 2)


def test_a_cursor_or_limit_that_makes_no_sense_is_refused() -> None:
    """Starting again from the first page would go round for ever."""
    with pytest.raises(InvalidArgument, match=r"cursor “public\.gone”"):
        inspected(cursor="public.gone")
    with pytest.raises(InvalidArgument, match="at least 1"):
        inspected(limit=0)
