"""Statements about constraints."""

from server.model.names import identifier, identifiers
from tests.random_ddl.things import Table, Thing
from tests.random_ddl.values import CHECKS
from tests.random_ddl.world import World, kind


@kind(6)
def add_check(world: World) -> None:
    """Over one column or two, perhaps not yet validated."""
    table = world.pick([t for t in world.tables() if not t.parent])
    column = world.column(table, *CHECKS)
    expression = world.pick(CHECKS[column.family]).format(c=column.sql)
    functions = [f for f in world.of("function") if f.arguments == "integer" and f.text == "sql"]
    uses: list[Thing] = [column]
    if column.base == "integer" and not column.of and functions and world.chance(0.4):
        uses.append(world.pick(functions))
        expression = f"{uses[-1].sql}({column.sql}) <> -77"
    name = Thing("constraint", world.fresh(), owner=table, uses=uses, text="check")
    ending = world.pick(
        ["", "", " NOT VALID", "" if table.by else " NO INHERIT", " NOT ENFORCED" if world.chance(0.2) else ""]
    )
    name.text += ending
    world.say(f"ALTER TABLE {table.sql} ADD CONSTRAINT {name.sql} CHECK ({expression}){ending}", name)


@kind(4)
def add_unique(world: World) -> None:
    """A key of one or two columns."""
    table = world.table(whole=True)
    columns = world.some(
        [c for c in world.columns(table) if c.family in ("number", "uuid", "range") or c.base == "text"], 2
    )
    name = Thing("constraint", world.fresh(), owner=table, uses=[*columns], text="unique")
    how = world.pick(["UNIQUE", "UNIQUE", "UNIQUE NULLS NOT DISTINCT"])
    ending = world.pick(["", " DEFERRABLE", " DEFERRABLE INITIALLY DEFERRED", " WITH (fillfactor=80)"])
    include = [c for c in world.columns(table) if c not in columns and c.of is None]
    if include and world.chance(0.2):
        how, ending = "UNIQUE", f" INCLUDE ({world.pick(include).sql})"
    listed = identifiers([c.name for c in columns])
    if "INCLUDE" in ending:
        world.say(f"ALTER TABLE {table.sql} ADD CONSTRAINT {name.sql} {how} ({listed}){ending}", name)
        return
    world.say(f"ALTER TABLE {table.sql} ADD CONSTRAINT {name.sql} {how} ({listed}){ending}", name)


@kind(2)
def add_primary_key(world: World) -> None:
    """On columns without nulls."""
    table = world.pick([t for t in world.tables(whole=True) if not t.key])
    column = world.pick(
        [c for c in world.columns(table) if c.family in ("number", "uuid") and (c.not_null or c.identity)]
    )
    name = Thing("constraint", world.fresh(), owner=table, uses=[column], text="key")
    world.say(f"ALTER TABLE {table.sql} ADD CONSTRAINT {name.sql} PRIMARY KEY ({column.sql})", name)
    table.key = [column]


@kind(2)
def add_constraint_from_index(world: World) -> None:
    """A unique index becomes a constraint, and is called so."""
    table = world.table(whole=True)
    column = world.column(table, "number", "uuid")
    index = Thing("constraint", world.fresh(), owner=table, uses=[column], text="unique")
    name = world.fresh(table.schema)
    world.say(f"CREATE UNIQUE INDEX {identifier(name)} ON {table.sql} ({column.sql})")
    world.say(f"ALTER TABLE {table.sql} ADD CONSTRAINT {index.sql} UNIQUE USING INDEX {identifier(name)}", index)


@kind(5)
def add_foreign_key(world: World) -> None:
    """To a key of another table or its own."""
    targets = [t for t in world.tables() if len(t.key) == 1 and not t.by and not t.unlogged]
    target = world.pick([t for t in targets if t.key[0].base == "integer"])
    table = world.table()
    column = world.pick(
        [c for c in world.columns(table) if c.refers is target]
        or [c for c in world.columns(table) if c.family == "number" and c.base in ("integer", "bigint") and not c.of]
    )
    key = target.key[0]
    name = Thing("constraint", world.fresh(), owner=table, uses=[column, key, target], text="foreign")
    actions = ["", " ON DELETE CASCADE", " ON UPDATE SET NULL", f" ON DELETE SET NULL ({column.sql})", " MATCH FULL"]
    endings = ["", " NOT VALID", " DEFERRABLE INITIALLY DEFERRED", " DEFERRABLE"]
    ending = " NOT VALID" if column.refers is not target and not table.by else world.pick(endings)
    name.text += ending
    action = world.pick(actions[:3] if column.generated or column.identity else actions)
    world.say(
        f"ALTER TABLE {table.sql} ADD CONSTRAINT {name.sql} FOREIGN KEY ({column.sql}) REFERENCES {target.sql}"
        f" ({key.sql}){'' if column.generated else action}{ending}",
        name,
    )


@kind(2)
def add_exclusion(world: World) -> None:
    """No two rows overlap."""
    table = world.table(whole=True)
    column = world.pick(
        [c for c in world.columns(table) if c.base in ("int4range", "inet") and not c.of]
        or [c for c in world.columns(table) if c.family == "number" and not c.of]
    )
    name = Thing("constraint", world.fresh(), owner=table, uses=[column], text="exclusion")
    how = {"int4range": f"gist ({column.sql} WITH &&)", "inet": f"gist ({column.sql} inet_ops WITH &&)"}
    body = how.get(column.base, f"btree ({column.sql} WITH =)")
    where = f" WHERE ({column.sql} > 5)" if column.family == "number" and world.chance(0.5) else ""
    world.say(f"ALTER TABLE {table.sql} ADD CONSTRAINT {name.sql} EXCLUDE USING {body}{where}", name)


@kind(1)
def add_named_not_null(world: World) -> None:
    """PostgreSQL 18 gives it a name."""
    table = world.table(whole=True)
    column = world.pick([c for c in world.columns(table) if not c.not_null and not c.identity])
    name = Thing("constraint", world.fresh(), owner=table, uses=[column], text="not null NOT VALID")
    ending = world.pick(["", " NOT VALID", " NO INHERIT"])
    world.say(f"ALTER TABLE {table.sql} ADD CONSTRAINT {name.sql} NOT NULL {column.sql}{ending}", name)


@kind(4)
def drop_constraint(world: World) -> None:
    """A named one."""
    found = [c for c in world.of("constraint") if c.owner is not None and c.owner.kind == "table"]
    constraint = world.pick(found)
    assert isinstance(constraint.owner, Table)
    table = constraint.owner
    world.say(f"ALTER TABLE {table.sql} DROP CONSTRAINT {constraint.sql}{' CASCADE' * (constraint.text == 'key')}")
    world.forget(constraint)
    if constraint.text == "key":
        gone = [c for c in world.of("constraint") if table in c.uses]
        for each in gone:
            world.forget(each)
        table.key = []


@kind(3)
def rename_constraint(world: World) -> None:
    """Under another name."""
    constraint = world.pick([c for c in world.of("constraint") if isinstance(c.owner, Table)])
    assert constraint.owner is not None
    name = world.fresh()
    world.say(f"ALTER TABLE {constraint.owner.sql} RENAME CONSTRAINT {constraint.sql} TO {identifier(name)}")
    constraint.name = name


@kind(3)
def change_constraint(world: World) -> None:
    """Validated, or deferrable otherwise."""
    found = [c for c in world.of("constraint") if isinstance(c.owner, Table)]
    constraint = world.pick([c for c in found if "NOT VALID" in c.text or c.text.startswith("foreign")])
    assert constraint.owner is not None
    ways = [" DEFERRABLE", " NOT DEFERRABLE", " DEFERRABLE INITIALLY DEFERRED"]
    if "NOT VALID" in constraint.text:
        constraint.text = constraint.text.replace(" NOT VALID", "")
        world.say(f"ALTER TABLE {constraint.owner.sql} VALIDATE CONSTRAINT {constraint.sql}")
    else:
        world.say(f"ALTER TABLE {constraint.owner.sql} ALTER CONSTRAINT {constraint.sql}{world.pick(ways)}")
