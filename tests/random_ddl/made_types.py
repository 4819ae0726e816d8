"""Statements about types."""

from server.model.names import MAX_BYTES, identifier, literal
from tests.random_ddl.things import NotNow, Thing
from tests.random_ddl.values import CHECKS, DEFAULTS, FAMILIES, HOSTILE, PLAIN
from tests.random_ddl.world import World, kind


@kind(2)
def create_enum(world: World) -> None:
    """Of hostile labels too."""
    schema = world.schema()
    labels = world.random.sample(
        [*PLAIN[:6], "it's", "back\\slash", "$$", "", "Ünï", 'do"uble'], world.random.randint(1, 4)
    )
    enum = Thing("enum", world.fresh(schema), schema, labels=labels)
    world.say(f"CREATE TYPE {enum.sql} AS ENUM ({', '.join(literal(label).strip() for label in labels)})", enum)


@kind(3)
def change_enum(world: World) -> None:
    """One more label or another name of one."""
    enum = world.pick(world.of("enum"))
    free = [label for label in ["new'er", "late\\r", "mid", "x" * MAX_BYTES, "🐘"] if label not in enum.labels]
    label = world.pick(free)
    if enum.labels and world.chance(0.25):
        place = world.random.randrange(len(enum.labels))
        one = literal(enum.labels[place]).strip()
        world.say(f"ALTER TYPE {enum.sql} RENAME VALUE {one} TO {literal(label).strip()}")
        enum.labels[place] = label
        return
    where = ""
    place = len(enum.labels)
    if enum.labels and world.chance(0.6):
        place = world.random.randrange(len(enum.labels))
        where = f" BEFORE {literal(enum.labels[place]).strip()}"
    world.say(f"ALTER TYPE {enum.sql} ADD VALUE {literal(label).strip()}{where}")
    enum.labels.insert(place, label)


@kind(2)
def remake_enum(world: World) -> None:
    """A type in use gives way to another of its name: the way a label is removed."""
    enum = world.pick([e for e in world.of("enum") if len(e.labels) > 1])
    users = [c for t in world.tables() for c in world.columns(t) if c.of is enum]
    if len(users) > 1 or any(world.pinned(c) or c.default or c.inherited for c in users):
        raise NotNow
    for column in users:
        assert column.owner is not None
        column.of, column.base = None, "text"
        world.say(f"ALTER TABLE {column.owner.sql} ALTER COLUMN {column.sql} TYPE text")
    enum.labels = list(reversed(enum.labels))
    world.say(f"DROP TYPE {enum.sql} CASCADE")
    gone = [t for t in world.dependents(enum)[1:] if t not in users]
    world.things = [t for t in world.things if t not in gone]
    world.say(f"CREATE TYPE {enum.sql} AS ENUM ({', '.join(literal(label).strip() for label in enum.labels)})")
    for column in users:
        assert column.owner is not None
        using = f"{column.sql}::text::{enum.sql}"
        world.say(f"ALTER TABLE {column.owner.sql} ALTER COLUMN {column.sql} TYPE {enum.sql} USING {using}")
        column.of = enum


@kind(2)
def create_domain(world: World) -> None:
    """Over a base type, with a default and a check."""
    schema = world.schema()
    base = world.pick(["text", "integer", "numeric(8,2)", "character varying(20)"])
    domain = Thing("domain", world.fresh(schema), schema, base=base)
    parts = [f"CREATE DOMAIN {domain.sql} AS {base}"]
    if world.chance(0.3):
        parts.append(f"DEFAULT {world.pick(DEFAULTS[FAMILIES[base]][:3])}")
    if world.chance(0.6):
        check = world.pick(CHECKS[FAMILIES[base]]).format(c="VALUE")
        parts.append(f"CONSTRAINT {identifier(world.fresh())} CHECK ({check})")
    world.say(" ".join(parts), domain)


@kind(3)
def change_domain(world: World) -> None:
    """A check, a default, NOT NULL."""
    domain = world.pick(world.of("domain"))
    family = FAMILIES[domain.base]
    checks = world.owned(domain, "constraint")
    if checks and world.chance(0.5):
        check = world.pick(checks)
        if world.chance(0.5):
            name = world.fresh()
            world.say(f"ALTER DOMAIN {domain.sql} RENAME CONSTRAINT {check.sql} TO {identifier(name)}")
            check.name = name
        elif "NOT VALID" in check.text and world.chance(0.7):
            check.text = ""
            world.say(f"ALTER DOMAIN {domain.sql} VALIDATE CONSTRAINT {check.sql}")
        else:
            world.say(f"ALTER DOMAIN {domain.sql} DROP CONSTRAINT {check.sql}")
            world.forget(check)
        return
    if world.chance(0.4):
        check = Thing("constraint", world.fresh(), owner=domain, text=world.pick(["", " NOT VALID"]))
        expression = world.pick(CHECKS[family]).format(c="VALUE")
        world.say(f"ALTER DOMAIN {domain.sql} ADD CONSTRAINT {check.sql} CHECK ({expression}){check.text}", check)
        return
    actions = [f"SET DEFAULT {world.pick(DEFAULTS[family][:3])}", "DROP DEFAULT", "SET NOT NULL", "DROP NOT NULL"]
    world.say(f"ALTER DOMAIN {domain.sql} {world.pick(actions)}")


@kind(2)
def create_composite(world: World) -> None:
    """With a few attributes."""
    schema = world.schema()
    names = world.random.sample(PLAIN + HOSTILE, world.random.randint(1, 3))
    composite = Thing("composite", world.fresh(schema), schema, labels=names)
    types = ["integer", "text", 'text COLLATE "C"', "numeric(8,2)"]
    lines = ", ".join(f"{identifier(name)} {world.pick(types)}" for name in names)
    world.say(f"CREATE TYPE {composite.sql} AS ({lines})", composite)


@kind(2)
def change_composite(world: World) -> None:
    """An attribute more, less, other or otherwise called."""
    composite = world.pick(world.of("composite"))
    used = world.dependents(composite)[1:]
    name = world.fresh()
    if name in composite.labels:
        raise NotNow
    own = world.pick(composite.labels)
    style = world.random.randint(0, 3)
    cascade = " CASCADE" if used else ""
    if style == 0 or len(composite.labels) < 2:
        composite.labels.append(name)
        action = f"ADD ATTRIBUTE {identifier(name)} integer{cascade}"
    elif style == 1:
        composite.labels.remove(own)
        action = f"DROP ATTRIBUTE {identifier(own)}{cascade}"
    elif style == 2 and not used:
        action = f"ALTER ATTRIBUTE {identifier(own)} TYPE text"
    else:
        composite.labels[composite.labels.index(own)] = name
        action = f"RENAME ATTRIBUTE {identifier(own)} TO {identifier(name)}{cascade}"
    world.say(f"ALTER TYPE {composite.sql} {action}")


@kind(1)
def create_range(world: World) -> None:
    """Over integers; its multirange gets a name by itself."""
    made = Thing("range", world.fresh("public"), "public")
    world.say(f"CREATE TYPE {made.sql} AS RANGE (subtype = integer)", made)
