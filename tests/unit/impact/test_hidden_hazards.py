"""What surrounds a change, told from its operations and the catalog before it."""

from dataclasses import replace

from server.impact.hidden_hazards import hidden_hazards
from server.model.catalog import Dependency
from server.model.operation import AddColumn, ChangeColumnType
from tests.unit.impact.schema import Schema


def orders() -> Schema:
    """One table."""
    schema = Schema()
    schema.table("orders", "id integer", "amount integer")
    return schema


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
    assert "disk-head-room" in [each.code for each in hidden_hazards([retyped], large)]
    assert "disk-head-room" not in [each.code for each in hidden_hazards([retyped], catalog)]
    assert "disk-head-room" not in [
        each.code for each in hidden_hazards([AddColumn(statement=1, table=table, after=column)], large)
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
        for each in hidden_hazards([AddColumn(statement=1, table=table, after=column)], published)
        if each.code == "replication-order"
    ]
    assert "subscribers first" in added.remedy
