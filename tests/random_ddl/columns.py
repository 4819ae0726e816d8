"""Statements about columns."""

from server.model.names import identifier
from tests.random_ddl.column_parts import column_line, default_of, new_column, serial_line, value_of
from tests.random_ddl.things import Column, NotNow, Table
from tests.random_ddl.values import FAMILIES, GENERATED, RETYPES
from tests.random_ddl.world import World, kind


@kind(9)
def add_column(world: World) -> None:
    """With whatever a column may have."""
    table = world.pick([t for t in world.tables() if not t.bound and not (t.parent and t.by)])
    column = new_column(world, table)
    line = serial_line(world, column) if world.chance(0.12) and not table.by else ""
    line = line or column_line(world, column, filled=True)
    if world.chance(0.08) and column.family in ("number", "uuid") and not column.default and not table.by:
        line += " UNIQUE"
    world.say(f"ALTER TABLE {table.sql} ADD COLUMN {line}", column)
    for child in world.children(table):
        copy = Column("column", column.name, owner=child, base=column.base, of=column.of, inherited=True)
        copy.not_null, copy.identity = column.not_null, column.identity
        world.things.append(copy)


@kind(5)
def add_generated_column(world: World) -> None:
    """Computed from another column."""
    table = world.pick([t for t in world.tables() if not t.bound])
    source = world.column(table, *GENERATED)
    if source.generated:
        raise NotNow
    type_name, expression = world.pick(GENERATED[source.family])
    column = Column("column", world.fresh(), owner=table, base=type_name, generated=True, uses=[source])
    how = "VIRTUAL" if world.chance(0.25) else "STORED"
    expression = expression.format(c=source.sql)
    world.say(
        f"ALTER TABLE {table.sql} ADD COLUMN {column.sql} {type_name} GENERATED ALWAYS AS ({expression}) {how}", column
    )
    for child in world.children(table):
        world.things.append(Column("column", column.name, owner=child, base=type_name, generated=True, inherited=True))


@kind(6)
def drop_column(world: World) -> None:
    """With what stands on it."""
    table = world.pick([t for t in world.tables() if not t.bound])
    column = world.column(table)
    if column.inherited or len(world.columns(table)) < 2 or (table.by and column in table.key):
        raise NotNow
    world.say(f"ALTER TABLE {table.sql} DROP COLUMN {column.sql}{world.cascade(column)}")
    world.forget(column)


@kind(2)
def recreate_column(world: World) -> None:
    """Dropped, and another added under its name."""
    table = world.table(whole=True)
    column = world.column(table, free=True)
    world.say(f"ALTER TABLE {table.sql} DROP COLUMN {column.sql} CASCADE")
    world.forget(column)
    again = new_column(world, table, column.name)
    world.say(f"ALTER TABLE {table.sql} ADD COLUMN {column_line(world, again, filled=True)}", again)


@kind(4, renames=True)
def rename_column(world: World) -> None:
    """Under another name."""
    table = world.pick([t for t in world.tables() if not t.parent])
    column, name = world.column(table), world.fresh()
    world.say(f"ALTER TABLE {table.sql} RENAME COLUMN {column.sql} TO {identifier(name)}")
    for child in world.children(table):
        for each in world.columns(child):
            each.name = name if each.name == column.name else each.name
    column.name = name


@kind(2, renames=True)
def swap_columns(world: World) -> None:
    """Each gets the other's name."""
    table = world.table(whole=True)
    columns = world.columns(table)
    if len(columns) < 2:
        raise NotNow
    one, two = world.random.sample(columns, 2)
    alter = f"ALTER TABLE {table.sql} RENAME COLUMN"
    world.say(f"{alter} {one.sql} TO between")
    world.say(f"{alter} {two.sql} TO {one.sql}")
    world.say(f"{alter} between TO {two.sql}")
    one.name, two.name = two.name, one.name


@kind(9)
def retype_column(world: World) -> None:
    """Under indexes, defaults and checks, with and without USING."""
    table = world.pick([t for t in world.tables() if not t.parent])
    free = [c for c in world.columns(table) if c.plain and c.of is None and c.base in RETYPES and not world.pinned(c)]
    column = world.pick([c for c in free if not c.refers and not (table.by and c in table.key)])
    wanted = world.pick(RETYPES[column.base])
    bare = wanted.partition(" COLLATE")[0]
    using = f" USING {column.sql}::{bare}" if world.chance(0.3) else ""
    alter = f"ALTER TABLE {table.sql} ALTER COLUMN {column.sql}"
    if column.default and (using or FAMILIES.get(bare) != column.family) and world.chance(0.7):
        world.say(f"{alter} DROP DEFAULT")
        column.default = False
    world.say(f"{alter} TYPE {wanted}{using}")
    for each in [
        column,
        *(c for child in world.children(table) for c in world.columns(child) if c.name == column.name),
    ]:
        each.base = bare


@kind(4)
def retype_under_view(world: World) -> None:
    """The view is dropped before and made again after."""
    view = world.pick([v for v in world.of("view") if v.text and not world.dependents(v)[1:]])
    used = [c for c in view.uses if isinstance(c, Column) and c.plain and not c.of and c.base in RETYPES]
    column = world.pick([c for c in used if isinstance(c.owner, Table) and not (c.owner.parent or c.owner.by)])
    if column.refers or column.default or world.children(column.owner) if isinstance(column.owner, Table) else True:
        raise NotNow
    assert column.owner is not None
    wanted = world.pick([t for t in RETYPES[column.base] if "COLLATE" not in t])
    world.say(f"DROP VIEW {view.sql}")
    world.say(f"ALTER TABLE {column.owner.sql} ALTER COLUMN {column.sql} TYPE {wanted}")
    world.say(f"CREATE VIEW {view.sql} AS {view.text}")
    column.base = wanted


@kind(2)
def retype_to_made_type(world: World) -> None:
    """A text becomes an enum or a domain, or the other way round."""
    table = world.table(whole=True)
    made = [c for c in world.columns(table) if c.of is not None and c.of.kind in ("enum", "domain") and c.plain]
    made = [c for c in made if not world.pinned(c) and not c.default]
    if made and world.chance(0.6):
        column = world.pick(made)
        world.say(f"ALTER TABLE {table.sql} ALTER COLUMN {column.sql} TYPE text")
        column.of, column.base = None, "text"
        return
    domain = world.pick([d for d in world.of("domain") if FAMILIES.get(d.base) == "text"])
    column = world.column(table, "text", free=True)
    if world.pinned(column) or column.of:
        raise NotNow
    world.say(f"ALTER TABLE {table.sql} ALTER COLUMN {column.sql} TYPE {domain.sql}")
    column.of = domain


@kind(5)
def change_default(world: World) -> None:
    """Set or dropped."""
    table = world.table()
    column = world.pick([c for c in world.columns(table) if not c.generated and not c.identity])
    column.default = world.chance(0.75)
    action = f"SET DEFAULT {default_of(world, column)}" if column.default else "DROP DEFAULT"
    world.say(f"ALTER TABLE {table.sql} ALTER COLUMN {column.sql} {action}")


@kind(4)
def change_not_null(world: World) -> None:
    """The other way round."""
    table = world.pick([t for t in world.tables() if not t.parent])
    column = world.pick([c for c in world.columns(table) if not c.identity and c not in table.key])
    column.not_null = not column.not_null
    fill = f"UPDATE {table.sql} SET {column.sql} = {value_of(world, column, 1)} WHERE {column.sql} IS NULL"
    if column.not_null and not column.generated and column.family != "composite":
        world.say(fill)
    verb = "SET" if column.not_null else "DROP"
    world.say(f"ALTER TABLE {table.sql} ALTER COLUMN {column.sql} {verb} NOT NULL")


@kind(4)
def change_column_facts(world: World) -> None:
    """Statistics target, storage, compression or options."""
    table = world.table()
    column = world.column(table)
    actions = [f"SET STATISTICS {world.pick([0, 10, 500, -1])}", "SET (n_distinct = -0.5)", "RESET (n_distinct)"]
    actions.append("SET (n_distinct = 7, n_distinct_inherited = 9)")
    if column.of is None and column.family in ("text", "json", "bytes", "array", "words"):
        actions += [f"SET STORAGE {s}" for s in ("PLAIN", "EXTERNAL", "MAIN", "EXTENDED")]
        actions += ["SET COMPRESSION pglz", "SET COMPRESSION default"]
    world.say(f"ALTER TABLE {table.sql} ALTER COLUMN {column.sql} {world.pick(actions)}")


@kind(4)
def change_identity(world: World) -> None:
    """Added, changed or dropped; a generated column becomes ordinary."""
    table = world.table(whole=True)
    alter = f"ALTER TABLE {table.sql} ALTER COLUMN"
    column = world.pick([c for c in world.columns(table) if not c.of and (c.family == "number" or c.generated)])
    if column.generated:
        if world.chance(0.3):
            expression = f"coalesce({column.uses[0].sql} IS NULL, true)" if column.base == "boolean" else "NULL"
            world.say(f"{alter} {column.sql} SET EXPRESSION AS ({expression})")
            return
        column.generated, column.uses = False, []
        world.say(f"{alter} {column.sql} DROP EXPRESSION")
        return
    if column.identity:
        actions = ["DROP IDENTITY", "SET GENERATED BY DEFAULT", "SET GENERATED ALWAYS", "SET INCREMENT BY 7"]
        actions += ["SET GENERATED ALWAYS SET CYCLE SET CACHE 4 SET MINVALUE -3"]
        action = world.pick(actions)
        column.identity = action != "DROP IDENTITY"
        world.say(f"{alter} {column.sql} {action}")
        return
    if column.base not in ("integer", "bigint", "smallint") or column.default or not column.not_null:
        raise NotNow
    column.identity = True
    how = world.pick(["ALWAYS", "BY DEFAULT"])
    world.say(f"{alter} {column.sql} ADD GENERATED {how} AS IDENTITY (START 1000)")
