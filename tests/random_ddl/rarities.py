"""Statements about what few schemas have."""

from server.model.names import identifier
from tests.random_ddl.things import NotNow, Table, Thing
from tests.random_ddl.values import COMPARED, EXPRESSIONS, FILTERS
from tests.random_ddl.world import World, kind


@kind(2)
def create_statistics(world: World) -> None:
    """Of two columns or an expression."""
    table = world.table()
    plain = [c for c in world.columns(table) if c.family in COMPARED and not c.generated]
    if len(plain) < 2:
        raise NotNow
    columns = world.random.sample(plain, 2)
    statistics = Thing("statistics", world.fresh(table.schema), table.schema, owner=table, uses=[*columns])
    how = world.pick(["", " (ndistinct)", " (dependencies, mcv)", " (ndistinct, dependencies, mcv)"])
    listed = ", ".join(c.sql for c in columns)
    if columns[0].family in EXPRESSIONS and columns[0].of is None and world.chance(0.3):
        listed += f", ({world.pick(EXPRESSIONS[columns[0].family]).format(c=columns[0].sql)})"
    world.say(f"CREATE STATISTICS {statistics.sql}{how} ON {listed} FROM {table.sql}", statistics)


@kind(2)
def change_statistics(world: World) -> None:
    """Their target."""
    world.say(f"ALTER STATISTICS {world.pick(world.of('statistics')).sql} SET STATISTICS {world.pick([0, 55, -1])}")


@kind(2)
def create_publication(world: World) -> None:
    """Of some tables, columns and rows."""
    publication = Thing("publication", world.fresh())
    options = world.pick(["", " WITH (publish = 'insert, truncate')", " WITH (publish_via_partition_root = true)"])
    if world.chance(0.2):
        world.say(f"CREATE PUBLICATION {publication.sql}{options}", publication)
        return
    tables = [t for t in world.some(world.tables(), 2) if not t.unlogged]
    entries = ", ".join(_published(world, t, publication) for t in tables)
    world.say(
        f"CREATE PUBLICATION {publication.sql} FOR TABLE {entries}{options}" if tables else "SELECT 1", publication
    )


def _published(world: World, table: Table, publication: Thing) -> str:
    columns = [c for c in world.columns(table) if c.family in FILTERS and c.of is None and not c.generated]
    if table.by or not columns or not world.chance(0.3):
        return table.sql
    column = world.pick(columns)
    publication.uses.append(column)
    if world.chance(0.5):
        return f"{table.sql} ({column.sql})"
    return f"{table.sql} WHERE ({FILTERS[column.family].format(c=column.sql)})"


@kind(4)
def change_publication(world: World) -> None:
    """Its tables or options."""
    publication = world.pick(world.of("publication"))
    table = world.pick([t for t in world.tables() if not t.unlogged])
    actions = [f"ADD TABLE {table.sql}", f"SET TABLE {table.sql}", "SET (publish = 'update')"]
    actions += ["SET (publish_via_partition_root = true)"]
    world.say(f"ALTER PUBLICATION {publication.sql} {world.pick(actions)}")


@kind(1)
def create_extension(world: World) -> None:
    """One that needs no superuser."""
    taken = [t.name for t in world.of("extension")]
    free = [name for name in ("citext", "hstore", "pg_trgm", "btree_gist") if name not in taken]
    extension = Thing("extension", world.pick(free))
    within = world.schema()
    extension.uses = [s for s in world.of("schema") if s.name == within and within != "public"]
    world.say(f"CREATE EXTENSION {extension.sql} WITH SCHEMA {identifier(within)}", extension)


@kind(1)
def create_rarity(world: World) -> None:
    """A collation, a text search configuration or an operator."""
    word, definition = world.pick(
        [
            ("collation", ' FROM "C"'),
            ("text search configuration", " (COPY = pg_catalog.simple)"),
            ("text search dictionary", " (TEMPLATE = pg_catalog.simple, stopwords = english)"),
        ]
    )
    made = Thing(word, world.fresh("public"), "public")
    world.say(f"CREATE {word.upper()} {made.sql}{definition}", made)


@kind(6)
def comment(world: World) -> None:
    """On anything, or none any more."""
    thing = world.pick([t for t in world.things if t.kind != "schema" or t.name != "public"])
    if thing.kind == "constraint" and isinstance(thing.owner, Table) and thing.owner.parent:
        raise NotNow
    text = "NULL" if world.chance(0.15) else world.text()
    world.say(f"COMMENT ON {thing.address} IS {text}")
