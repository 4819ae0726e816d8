"""Statements that write rows."""

from server.model.names import identifiers
from tests.random_ddl.column_parts import value_of
from tests.random_ddl.things import Column, NotNow, Table
from tests.random_ddl.world import World, kind


def insert(world: World, table: Table, rows: int) -> None:
    columns = [c for c in world.columns(table) if not c.generated and not c.identity]
    columns = [c for c in columns if c in table.key or c.not_null or not c.default or world.chance(0.6)]
    if not columns:
        raise NotNow
    numbers = range(table.rows + 1, table.rows + rows + 1)
    lines = [f"({', '.join(_row_value(world, table, column, number) for column in columns)})" for number in numbers]
    table.rows += rows
    world.say(f"INSERT INTO {table.sql} ({identifiers([c.name for c in columns])}) VALUES {', '.join(lines)}")


def _row_value(world: World, table: Table, column: Column, number: int) -> str:
    if table.by and column in table.key:
        return str(number) if column.name == "id" else world.pick(["'a'", "'it''s'"])
    if not column.not_null and column not in table.key and world.chance(0.15):
        return "NULL"
    return value_of(world, column, number)


@kind(2)
def insert_rows(world: World) -> None:
    """Some more."""
    insert(world, world.pick([t for t in world.tables() if not t.bound]), world.random.randint(1, 3))


@kind(2)
def update_rows(world: World) -> None:
    """One column of all or some."""
    table = world.table()
    column = world.pick([c for c in world.columns(table) if not c.generated and not c.identity and c not in table.key])
    value = "NULL" if not column.not_null and world.chance(0.3) else value_of(world, column, 2)
    world.say(f"UPDATE {table.sql} SET {column.sql} = {value}")
