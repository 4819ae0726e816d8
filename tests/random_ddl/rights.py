"""Statements about who may do what."""

from server.model.names import identifier, identifiers
from tests.random_ddl.things import NotNow, Thing
from tests.random_ddl.values import FILTERS, ROLES
from tests.random_ddl.world import World, kind


@kind(3)
def create_policy(world: World) -> None:
    """For a command and a role."""
    table = world.table()
    column = world.pick([c for c in world.columns(table) if c.family in FILTERS])
    policy = Thing("policy", world.fresh(), owner=table, uses=[column])
    condition = FILTERS[column.family].format(c=column.sql)
    if world.chance(0.2):
        other = world.table()
        condition = f"{condition} AND EXISTS (SELECT FROM {other.sql})"
        policy.uses.append(other)
    command = world.pick(["ALL", "SELECT", "INSERT", "UPDATE", "DELETE"])
    using = f" USING ({condition})" if command != "INSERT" else ""
    check = (
        f" WITH CHECK ({condition})"
        if command in ("ALL", "INSERT", "UPDATE") and (world.chance(0.5) or not using)
        else ""
    )
    policy.text = command
    to = world.pick(["", f" TO {identifier(world.pick(ROLES))}", f" TO {identifiers(ROLES)}", " TO CURRENT_USER"])
    world.say(
        f"CREATE POLICY {policy.sql} ON {table.sql} AS {world.pick(['PERMISSIVE', 'RESTRICTIVE'])}"
        f" FOR {command}{to}{using}{check}",
        policy,
    )
    if not table.secured and world.chance(0.5):
        table.secured = True
        world.say(f"ALTER TABLE {table.sql} ENABLE ROW LEVEL SECURITY")


@kind(4)
def change_policy(world: World) -> None:
    """Its roles or condition."""
    policy = world.pick(world.of("policy"))
    assert policy.owner is not None
    actions = [f"TO {identifier(world.pick(ROLES))}", "TO PUBLIC"]
    if policy.text in ("ALL", "SELECT", "UPDATE", "DELETE"):
        actions.append(f"USING ({world.text()} <> 'x')")
    world.say(f"ALTER POLICY {policy.sql} ON {policy.owner.sql} {world.pick(actions)}")


@kind(5)
def grant(world: World) -> None:
    """Or revoke, on anything."""
    role = world.pick([*(identifier(each) for each in ROLES), "PUBLIC"])
    thing = world.pick(world.of("table", "table", "view", "sequence", "function", "schema", "enum", "domain", "column"))
    privileges = {
        "table": ["SELECT", "INSERT, UPDATE", "ALL", "TRIGGER, REFERENCES"],
        "view": ["SELECT", "ALL"],
        "column": ["SELECT ({})", "UPDATE ({}), INSERT ({})", "REFERENCES ({})"],
        "sequence": ["USAGE", "SELECT, UPDATE"],
        "function": ["EXECUTE"],
        "schema": ["USAGE", "CREATE"],
        "enum": ["USAGE"],
        "domain": ["USAGE"],
    }
    privilege = world.pick(privileges[thing.kind]).format(thing.sql, thing.sql)
    on = thing.owner.sql if thing.kind == "column" and thing.owner else thing.address
    on = on.removeprefix("VIEW ").removeprefix("DOMAIN ").removeprefix("TYPE ")
    on = f"TYPE {on}" if thing.kind in ("enum", "domain") else on
    if world.chance(0.3):
        if "CREATE" in privilege and any(each.role == role for each in world.things if each.schema == thing.name):
            # Of what is theirs where they may not create, only a superuser could restore a dump.
            raise NotNow
        world.say(f"REVOKE {privilege} ON {on} FROM {role}")
        return
    option = " WITH GRANT OPTION" if role != "PUBLIC" and world.chance(0.15) else ""
    if thing.kind == "schema" and thing.name == "public":
        # It is owned by no login role: a member of the grantee would then revoke in the grantee's name, to no effect.
        option = ""
    world.say(f"GRANT {privilege} ON {on} TO {role}{option}")


@kind(2)
def change_owner(world: World) -> None:
    """Somebody else's, who may do in the schema what an owner must."""
    kinds = ("table", "view", "materialized view", "sequence", "function", "enum", "domain", "statistics")
    thing = world.pick([t for t in world.of(*kinds) if t.owner is None and not (t.kind == "sequence" and t.uses)])
    role = identifier(world.pick(ROLES))
    world.say(f"GRANT CREATE, USAGE ON SCHEMA {identifier(thing.schema)} TO {role}")
    world.say(f"ALTER {thing.address} OWNER TO {role}")
    thing.role = role


@kind(2)
def default_privileges(world: World) -> None:
    """What later objects grant."""
    role = world.pick([*(identifier(each) for each in ROLES), "PUBLIC"])
    what = world.pick(
        ["SELECT ON TABLES", "EXECUTE ON FUNCTIONS", "USAGE ON SEQUENCES", "USAGE ON TYPES", "ALL ON TABLES"]
    )
    within = f" IN SCHEMA {identifier(world.schema())}" if world.chance(0.6) else ""
    verb = f"REVOKE {what} FROM" if world.chance(0.2) else f"GRANT {what} TO"
    world.say(f"ALTER DEFAULT PRIVILEGES{within} {verb} {role}")
