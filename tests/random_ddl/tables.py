"""Statements about tables."""

from server.model.names import identifier
from tests.random_ddl.column_parts import column_line, new_column, serial_line
from tests.random_ddl.things import Column, NotNow, Table, Thing
from tests.random_ddl.world import World, kind


def say_table(world: World, name: str, schema: str) -> None:
    table = Table("table", name, schema)
    columns: list[Column] = []
    lines: list[str] = []
    key = Column("column", world.pick(["id", "id", "ID", 'i"d']), owner=table, base="integer", not_null=True)
    style = world.random.randint(0, 5)
    if style < 4:
        lines.append(f"{key.sql} integer" if style < 2 else serial_line(world, key))
        columns.append(key)
    world.things += columns
    for _ in range(world.random.randint(1, 5)):
        column = new_column(world, table)
        lines.append(column_line(world, column, filled=False))
        columns.append(column)
        world.things.append(column)
    made: list[Thing] = [table]
    if style < 4:
        table.key = [key]
        named = Thing("constraint", world.fresh(), owner=table, uses=[key], text="key")
        if world.chance(0.5):
            lines.append(f"CONSTRAINT {named.sql} PRIMARY KEY ({key.sql})")
            made.append(named)
        else:
            lines.append(f"PRIMARY KEY ({key.sql})")
    parents = [other for other in world.tables() if other.key and not other.parent and other.rows > 2]
    parents = [other for other in parents if len(other.key) == 1 and not other.by and not other.unlogged]
    if parents and world.chance(0.5):
        parent = world.pick(parents)
        child = Column("column", world.fresh(), owner=table, base="integer", refers=parent, uses=[])
        action = world.pick(
            ["", " ON DELETE CASCADE", " ON UPDATE CASCADE ON DELETE SET NULL", " ON DELETE SET DEFAULT"]
        )
        if child.name not in [c.name for c in columns]:
            lines.append(f"{child.sql} integer REFERENCES {parent.sql}{action}")
            world.things.append(child)
    table.unlogged = world.chance(0.06)
    options = world.pick(["", "", "", " WITH (fillfactor=70)", " WITH (autovacuum_enabled=false, fillfactor=90)"])
    world.say(f"CREATE {'UNLOGGED ' * table.unlogged}TABLE {table.sql} ({', '.join(lines)}){options}", *made)


@kind(5)
def create_table(world: World) -> None:
    """With columns, a key, checks and a reference."""
    schema = world.schema()
    say_table(world, world.fresh(schema), schema)


@kind(2)
def create_table_like(world: World) -> None:
    """A copy of another, or what a query gives."""
    source = world.table()
    schema = world.schema()
    table = Table("table", world.fresh(schema), schema)
    columns = [
        Column("column", c.name, owner=table, base=c.base, of=c.of, not_null=c.not_null) for c in world.columns(source)
    ]
    if world.chance(0.4):
        world.say(f"CREATE TABLE {table.sql} AS SELECT * FROM {source.sql}", table, *columns)
        return
    how = world.pick(["INCLUDING ALL", "INCLUDING INDEXES INCLUDING COMMENTS", "INCLUDING DEFAULTS EXCLUDING STORAGE"])
    world.say(f"CREATE TABLE {table.sql} (LIKE {source.sql} {how})", table, *columns)


@kind(3)
def drop_table(world: World) -> None:
    """With what stands on it."""
    table = world.table()
    if len(world.tables()) < 3:
        raise NotNow
    references = any(c.refers is table for t in world.tables() if t is not table for c in world.columns(t))
    word = " CASCADE" if references or world.children(table) else world.cascade(table)
    world.say(f"DROP TABLE {table.sql}{word}")
    forget_table(world, table)


def forget_table(world: World, table: Table) -> None:
    for other in world.tables():
        for column in world.columns(other):
            column.refers = None if column.refers is table else column.refers
    world.forget(table)


@kind(2)
def recreate_table(world: World) -> None:
    """Dropped, and another made under its name."""
    table = world.table(whole=True)
    world.say(f"DROP TABLE {table.sql} CASCADE")
    forget_table(world, table)
    say_table(world, table.name, table.schema)


@kind(4, renames=True)
def rename_table(world: World) -> None:
    """Under another name."""
    table = world.table()
    name = world.fresh(table.schema)
    world.say(f"ALTER TABLE {table.sql} RENAME TO {identifier(name)}")
    table.name = name


@kind(5, renames=True)
def move_table(world: World) -> None:
    """Into another schema."""
    table = world.table()
    schema = world.pick([s.name for s in world.of("schema") if s.name != table.schema])
    if any(thing.schema == schema and thing.name == table.name for thing in world.things):
        raise NotNow
    world.move(table, schema)


@kind(2, renames=True)
def swap_tables(world: World) -> None:
    """Each gets the other's name."""
    one = world.table(whole=True)
    two = world.pick([t for t in world.tables(whole=True) if t.schema == one.schema and t is not one])
    world.say(f"ALTER TABLE {one.sql} RENAME TO between")
    world.say(f"ALTER TABLE {two.sql} RENAME TO {identifier(one.name)}")
    world.say(f"ALTER TABLE {identifier(one.schema)}.between RENAME TO {identifier(two.name)}")
    one.name, two.name = two.name, one.name


@kind(5)
def change_table_facts(world: World) -> None:
    """Storage parameters, persistence, row security, replica identity, clustering."""
    table = world.table()
    actions = ["ENABLE ROW LEVEL SECURITY", "DISABLE ROW LEVEL SECURITY", "FORCE ROW LEVEL SECURITY"]
    actions += ["NO FORCE ROW LEVEL SECURITY", "REPLICA IDENTITY FULL", "REPLICA IDENTITY NOTHING"]
    if not table.by:
        actions += ["SET (fillfactor=60)", "SET (autovacuum_vacuum_scale_factor=0.05, toast.autovacuum_enabled=false)"]
        actions += ["RESET (fillfactor)", "SET (parallel_workers=3)", "SET WITHOUT CLUSTER"]
    if table in world.tables(whole=True) and not table.key:
        actions.append("SET LOGGED" if table.unlogged else "SET UNLOGGED")
    indexes = [index for index in world.owned(table, "index") if index.text == "btree"]
    if indexes and not table.by and world.chance(0.6):
        actions = [f"CLUSTER ON {identifier(world.pick(indexes).name)}"]
    world.say(f"ALTER TABLE {table.sql} {world.pick(actions)}")


@kind(2)
def identify_replicas_by_index(world: World) -> None:
    """A unique index on columns that have no null tells rows apart."""
    table = world.table(whole=True)
    column = world.pick([c for c in world.columns(table) if c.not_null and c.family in ("number", "uuid")])
    index = Thing("index", world.fresh(table.schema), table.schema, owner=table, uses=[column], text="btree")
    world.say(f"CREATE UNIQUE INDEX {identifier(index.name)} ON {table.sql} ({column.sql})", index)
    world.say(f"ALTER TABLE {table.sql} REPLICA IDENTITY USING INDEX {identifier(index.name)}")
