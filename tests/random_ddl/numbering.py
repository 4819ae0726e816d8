"""Statements about sequences."""

from tests.random_ddl.things import Thing
from tests.random_ddl.world import World, kind


@kind(2)
def create_sequence(world: World) -> None:
    """With any options, perhaps owned by a column."""
    schema = world.schema()
    sequence = Thing("sequence", world.fresh(schema), schema)
    options = [
        "",
        " INCREMENT -1 MAXVALUE 50 MINVALUE -50 START 3 CYCLE",
        " AS smallint CACHE 5",
        " START 42 INCREMENT 10",
    ]
    world.say(f"CREATE SEQUENCE {sequence.sql}{world.pick(options)}", sequence)
    if world.chance(0.4):
        table = world.pick([t for t in world.tables() if t.schema == schema])
        column = world.column(table)
        world.say(f"ALTER SEQUENCE {sequence.sql} OWNED BY {table.sql}.{column.sql}")
        sequence.uses = [column]


@kind(3)
def change_sequence(world: World) -> None:
    """Options, owner or where it stands."""
    sequence = world.pick(world.of("sequence"))
    actions = [
        "INCREMENT 3",
        "CYCLE",
        "CACHE 20",
        "RESTART WITH 5",
        "MINVALUE -100 START 1",
        "NO CYCLE",
        "OWNED BY NONE",
    ]
    actions += ["AS bigint MAXVALUE 5000000000"]
    action = world.pick(actions)
    if "OWNED" in action:
        sequence.uses = []
    world.say(f"ALTER SEQUENCE {sequence.sql} {action}")
