"""Statements about any kind of object, and about schemas."""

from server.model.names import identifier
from tests.random_ddl.routines import function_text
from tests.random_ddl.tables import forget_table
from tests.random_ddl.things import NotNow, Table, Thing
from tests.random_ddl.world import World, kind

_DROPPED = (
    "index", "view", "materialized view", "function", "procedure", "trigger", "sequence", "enum", "domain", "composite",
    "range", "policy", "extension", "rule", "statistics", "publication", "aggregate", "collation",
    "text search configuration",
)  # fmt: skip


@kind(12)
def drop_any(world: World) -> None:
    """Anything but tables, columns, constraints and schemas."""
    thing = world.pick(world.of(world.pick([kind for kind in _DROPPED if world.of(kind)])))
    word = "" if thing.kind in ("publication", "statistics") else world.cascade(thing)
    world.say(f"DROP {thing.address}{word}")
    world.forget(thing)


@kind(5)
def rename_any(world: World) -> None:
    """Anything but tables, columns, constraints and schemas."""
    thing = world.pick(world.of(world.pick([kind for kind in _DROPPED if kind != "extension" and world.of(kind)])))
    name = world.fresh(thing.schema)
    world.say(f"ALTER {thing.address} RENAME TO {identifier(name)}")
    thing.name = name


@kind(3)
def move_any(world: World) -> None:
    """Into another schema."""
    kinds = ("view", "materialized view", "function", "sequence", "enum", "domain", "composite", "statistics")
    thing = world.pick([t for t in world.of(world.pick(kinds)) if not (t.kind == "sequence" and t.uses)])
    schema = world.pick([s.name for s in world.of("schema") if s.name != thing.schema])
    world.move(thing, schema)


@kind(2)
def recreate_any(world: World) -> None:
    """Something else under the name of a function, sequence or type."""
    thing = world.pick(world.of("function", "sequence", "enum", "domain", "composite"))
    world.say(f"DROP {thing.address} CASCADE")
    world.forget(thing)
    again = Thing(thing.kind, thing.name, thing.schema)
    match world.random.randint(0, 3):
        case 0:
            again.kind, again.labels = "enum", ["one", "two"]
            world.say(f"CREATE TYPE {again.sql} AS ENUM ('one', 'two')", again)
        case 1:
            again.kind, again.base = "domain", "integer"
            world.say(f"CREATE DOMAIN {again.sql} AS integer", again)
        case 2:
            again.kind = "sequence"
            world.say(f"CREATE SEQUENCE {again.sql}", again)
        case _:
            again.kind, again.text, again.base = "function", "nothing", "integer"
            world.say(function_text(world, again), again)


@kind(2)
def create_schema(world: World) -> None:
    """One more."""
    schema = Thing("schema", world.fresh())
    world.say(f"CREATE SCHEMA {schema.sql}", schema)


@kind(1)
def drop_schema(world: World) -> None:
    """With what is in it."""
    schema = world.pick([s for s in world.of("schema") if s.name != "public"])
    inside = [t for t in world.things if t.schema == schema.name]
    if sum(isinstance(t, Table) for t in inside) > 1:
        raise NotNow
    world.say(f"DROP SCHEMA {schema.sql}{' CASCADE' if inside else ''}")
    for thing in inside:
        forget_table(world, thing) if isinstance(thing, Table) else world.forget(thing)
    world.forget(schema)


@kind(4, renames=True)
def rename_schema(world: World) -> None:
    """With what is in it."""
    schema = world.pick([s for s in world.of("schema") if s.name != "public"])
    name = world.fresh()
    world.say(f"ALTER SCHEMA {schema.sql} RENAME TO {identifier(name)}")
    for thing in world.things:
        thing.schema = name if thing.schema == schema.name else thing.schema
    schema.name = name
