"""Statements about indexes."""

from server.model.names import identifier
from tests.random_ddl.things import Column, Table, Thing
from tests.random_ddl.values import COMPARED, EXPRESSIONS, FILTERS
from tests.random_ddl.world import World, kind


def _index_body(world: World, table: Thing) -> tuple[str, str, list[Column]]:
    """Method, what follows it, and the columns used."""
    columns = [c for c in world.columns(table) if c.family != "composite"]
    gin = [c for c in columns if c.family in ("json", "array", "words") and c.of is None]
    if gin and world.chance(0.6):
        column = world.pick(gin)
        opclass = " jsonb_path_ops" if column.base == "jsonb" and world.chance(0.4) else ""
        return "gin", f"({column.sql}{opclass}){world.pick(['', ' WITH (fastupdate=off)'])}", [column]
    column = world.pick([c for c in columns if c.family in COMPARED])
    if world.chance(0.15) and column.family in ("number", "time"):
        return "brin", f"({column.sql}){world.pick(['', ' WITH (pages_per_range=16)'])}", [column]
    if world.chance(0.12) and not column.of and column.family != "array":
        return "hash", f"({column.sql})", [column]
    return "btree", *_btree_body(world, column, [c for c in columns if c.family in COMPARED and c is not column])


def _btree_body(world: World, column: Column, others: list[Column]) -> tuple[str, list[Column]]:
    used, key = [column], column.sql
    if column.family in EXPRESSIONS and world.chance(0.3) and column.of is None:
        key = f"({world.pick(EXPRESSIONS[column.family]).format(c=column.sql)})"
    elif column.base == "text" and column.of is None and world.chance(0.4):
        key += world.pick([' COLLATE "C"', " text_pattern_ops", ' COLLATE "C" text_pattern_ops'])
    key += world.pick(["", "", " DESC", " NULLS FIRST", " DESC NULLS LAST"])
    if others and world.chance(0.4):
        used.append(world.pick(others))
        key += f", {used[-1].sql}"
    body = f"({key})"
    spare = [c for c in others if c not in used]
    if spare and world.chance(0.2):
        used.append(world.pick(spare))
        body += f" INCLUDE ({used[-1].sql})"
    body += world.pick(["", "", "", " WITH (fillfactor=77)", " WITH (deduplicate_items=off)"])
    if column.family in FILTERS and world.chance(0.3):
        body += f" WHERE ({FILTERS[column.family].format(c=column.sql)})"
    return body, used


def say_index(world: World, table: Thing, name: str) -> None:
    method, body, used = _index_body(world, table)
    index = Thing("index", name, table.schema, owner=table, uses=[*used], text=method)
    unique = method == "btree" and isinstance(table, Table) and not table.by
    unique = unique and len(used) == 1 and used[0].base in ("integer", "text", "uuid") and not used[0].of
    words = "UNIQUE " if unique and world.chance(0.3) else ""
    one = " ONLY" if isinstance(table, Table) and table.by and world.chance(0.15) else ""
    how = "CONCURRENTLY " if world.chance(0.08) and not (isinstance(table, Table) and table.by) else ""
    named = f"{identifier(name)} " if world.chance(0.9) else ""
    made = [index] if named else []
    world.say(f"CREATE {words}INDEX {how}{named}ON{one} {table.sql} USING {method} {body}", *made)


@kind(7)
def create_index(world: World) -> None:
    """By any method, on columns or expressions, of all rows or some."""
    table = world.table()
    say_index(world, table, world.fresh(table.schema))


@kind(2)
def attach_index(world: World) -> None:
    """Of a partition to that of its table, one by one."""
    table = world.pick([t for t in world.tables() if t.by])
    child = world.pick([t for t in world.children(table) if t.bound])
    column = world.column(table, "number", "time", "text")
    whole = Thing("index", world.fresh(table.schema), table.schema, owner=table, uses=[column], text="btree")
    world.say(f"CREATE INDEX {identifier(whole.name)} ON ONLY {table.sql} ({column.sql})", whole)
    part = world.fresh(child.schema)
    world.say(f"CREATE INDEX {identifier(part)} ON {child.sql} ({column.sql})")
    world.say(f"ALTER INDEX {whole.sql} ATTACH PARTITION {identifier(child.schema)}.{identifier(part)}")


@kind(2)
def recreate_index(world: World) -> None:
    """Dropped, and another made under its name."""
    index = world.pick([i for i in world.of("index") if isinstance(i.owner, Table) and not i.owner.parent])
    assert index.owner is not None
    world.say(f"DROP INDEX {index.sql}")
    world.forget(index)
    say_index(world, index.owner, index.name)


@kind(3)
def change_index(world: World) -> None:
    """Its storage parameters or statistics."""
    index = world.pick([i for i in world.of("index") if not (isinstance(i.owner, Table) and i.owner.by)])
    actions = {"gin": ["SET (fastupdate=off)", "RESET (fastupdate)"], "brin": ["SET (pages_per_range=8)"]}
    world.say(
        f"ALTER INDEX {index.sql} {world.pick(actions.get(index.text, ['SET (fillfactor=50)', 'RESET (fillfactor)']))}"
    )
