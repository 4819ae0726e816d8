"""Statements about partitions, tables that inherit, and tables of a type."""

from tests.random_ddl.things import Column, Table
from tests.random_ddl.world import World, kind


@kind(2)
def create_partitioned_table(world: World) -> None:
    """By range, list or hash, with its partitions."""
    schema = world.schema()
    table = Table("table", world.fresh(schema), schema)
    table.by = world.pick(["range", "list", "hash"])
    one = Column("column", "id", owner=table, base="integer", not_null=True)
    two = Column("column", world.fresh(), owner=table, base="text", not_null=True)
    on = {"range": one, "list": two, "hash": one}[table.by]
    table.key = [one, two]
    key = world.pick(["", f", PRIMARY KEY ({one.sql}, {two.sql})", f", UNIQUE ({two.sql}, {one.sql})"])
    lines = f"id integer NOT NULL, {two.sql} text NOT NULL DEFAULT 'a', at date{key}"
    made = [table, one, two, Column("column", "at", owner=table, base="date")]
    world.say(f"CREATE TABLE {table.sql} ({lines}) PARTITION BY {table.by.upper()} ({on.sql})", *made)
    for _ in range(3 if table.by == "hash" else world.random.randint(1, 3)):
        _create_partition(world, table)


_BOUNDS = {
    "range": ["FROM (MINVALUE) TO (100)", "FROM (100) TO (200)", "FROM (200) TO (MAXVALUE)"],
    "list": ["IN ('a', 'it''s')", "IN ('b', E'\\\\')", "IN ('c')", "IN ('%')"],
    "hash": ["WITH (modulus 2, remainder 0)", "WITH (modulus 4, remainder 1)", "WITH (modulus 4, remainder 3)"],
}


def _free_bound(world: World, table: Table) -> str:
    taken = [child.bound for child in world.children(table)]
    free = [f"FOR VALUES {bound}" for bound in _BOUNDS[table.by] if f"FOR VALUES {bound}" not in taken]
    # In order, so that rows find their place; the default one is last, as rows in it may stand in another's way.
    free += ["DEFAULT"] if table.by != "hash" and "DEFAULT" not in taken else []
    return world.pick(free[:1])


def inherit_columns(world: World, table: Table, parent: Table) -> None:
    for each in world.columns(parent):
        copy = Column("column", each.name, owner=table, base=each.base, of=each.of, inherited=True)
        copy.not_null, copy.generated, copy.default = each.not_null, each.generated, each.default
        world.things.append(copy)


def _create_partition(world: World, parent: Table) -> None:
    bound = _free_bound(world, parent)
    schema = parent.schema if world.chance(0.8) else world.schema()
    table = Table("table", world.fresh(schema), schema, parent=parent, bound=bound)
    split = parent.parent is None and world.chance(0.1)
    further = " PARTITION BY HASH (id)" if split else ""
    world.say(f"CREATE TABLE {table.sql} PARTITION OF {parent.sql} {bound}{further}", table)
    inherit_columns(world, table, parent)
    if split:
        table.by, table.key = "hash", [c for c in world.columns(table) if c.name == "id"]
        for _ in range(3):
            _create_partition(world, table)


@kind(2)
def create_partition(world: World) -> None:
    """Of a table that has room for it."""
    _create_partition(world, world.pick([t for t in world.tables() if t.by]))


@kind(3)
def detach_partition(world: World) -> None:
    """It stays as a table of its own."""
    table = world.pick([t for t in world.tables() if t.bound and t.parent])
    assert table.parent is not None
    how = " CONCURRENTLY" if world.chance(0.1) and table.bound != "DEFAULT" else ""
    world.say(f"ALTER TABLE {table.parent.sql} DETACH PARTITION {table.sql}{how}")
    table.text, table.parent, table.bound = table.bound, None, ""
    for column in world.columns(table):
        column.inherited = False


@kind(3)
def attach_partition(world: World) -> None:
    """One detached before, or a new one made alike."""
    parent = world.pick([t for t in world.tables() if t.by])
    bound = _free_bound(world, parent)
    table = Table("table", world.fresh(parent.schema), parent.schema)
    like = world.pick(["", " INCLUDING ALL", " INCLUDING DEFAULTS INCLUDING CONSTRAINTS"])
    world.say(f"CREATE TABLE {table.sql} (LIKE {parent.sql}{like})", table)
    world.say(f"ALTER TABLE {parent.sql} ATTACH PARTITION {table.sql} {bound}")
    table.parent, table.bound = parent, bound
    inherit_columns(world, table, parent)


@kind(2)
def create_child(world: World) -> None:
    """A table that inherits another's columns."""
    parent = world.table(whole=True)
    table = Table("table", world.fresh(parent.schema), parent.schema, parent=parent, inherits=True)
    column = Column("column", f"own_{world.random.randint(1, 99)}", owner=table, base="text")
    world.say(f"CREATE TABLE {table.sql} ({column.sql} text) INHERITS ({parent.sql})", table, column)
    table.uses = [parent]
    inherit_columns(world, table, parent)


@kind(2)
def change_inheritance(world: World) -> None:
    """Cut off, or joined on."""
    children = [t for t in world.tables() if t.inherits and t.parent]
    table = world.pick(children)
    assert table.parent is not None
    world.say(f"ALTER TABLE {table.sql} NO INHERIT {table.parent.sql}")
    if world.chance(0.3):
        world.say(f"ALTER TABLE {table.sql} INHERIT {table.parent.sql}")
        return
    table.parent, table.inherits, table.uses = None, False, []
    for column in world.columns(table):
        column.inherited = False


@kind(1)
def create_typed_table(world: World) -> None:
    """A table of a composite type."""
    composite = world.pick(world.of("composite"))
    table = Table("table", world.fresh("public"), "public", uses=[composite])
    columns = [Column("column", name, owner=table, base="integer", inherited=True) for name in composite.labels]
    world.say(f"CREATE TABLE {table.sql} OF {composite.sql}", table, *columns)
