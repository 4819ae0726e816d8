"""Statements about triggers and rules."""

from tests.random_ddl.things import Table, Thing
from tests.random_ddl.values import FILTERS
from tests.random_ddl.world import World, kind


@kind(4)
def create_trigger(world: World) -> None:
    """For rows or statements, on a table or a view."""
    function = world.pick([f for f in world.of("function") if f.base == "trigger"])
    views = [v for v in world.of("view") if function.text == "trigger"]
    if views and world.chance(0.15):
        view = world.pick(views)
        trigger = Thing("trigger", world.fresh(), owner=view, uses=[function])
        on = f"INSTEAD OF INSERT OR UPDATE ON {view.sql} FOR EACH ROW"
        world.say(f"CREATE TRIGGER {trigger.sql} {on} EXECUTE FUNCTION {function.sql}()", trigger)
        return
    table = world.table()
    trigger = Thing("trigger", world.fresh(), owner=table, uses=[function])
    how, word = _trigger_shape(world, table, function, trigger)
    arguments = world.text() if world.chance(0.2) else ""
    world.say(f"CREATE {word}TRIGGER {trigger.sql} {how} EXECUTE FUNCTION {function.sql}({arguments})", trigger)


def _trigger_shape(world: World, table: Table, function: Thing, trigger: Thing) -> tuple[str, str]:
    if function.text == "statement":
        if world.chance(0.4) and not table.parent and not table.by:
            return f"AFTER UPDATE ON {table.sql} REFERENCING OLD TABLE AS gone NEW TABLE AS came FOR EACH STATEMENT", ""
        return f"AFTER {world.pick(['INSERT', 'DELETE OR TRUNCATE', 'UPDATE'])} ON {table.sql} FOR EACH STATEMENT", ""
    style = world.random.randint(0, 3)
    column = world.column(table)
    if style == 0:
        trigger.uses.append(column)
        return f"BEFORE UPDATE OF {column.sql} ON {table.sql} FOR EACH ROW", ""
    if style == 1 and column.family in FILTERS and not column.generated:
        trigger.uses.append(column)
        when = FILTERS[column.family].format(c=f"NEW.{column.sql}")
        return f"AFTER INSERT OR UPDATE ON {table.sql} FOR EACH ROW WHEN ({when})", ""
    if style == 2:
        return f"AFTER INSERT ON {table.sql} DEFERRABLE INITIALLY DEFERRED FOR EACH ROW", "CONSTRAINT "
    return f"BEFORE INSERT OR DELETE ON {table.sql} FOR EACH ROW", ""


@kind(3)
def switch_trigger(world: World) -> None:
    """Enabled in one of its ways, or disabled."""
    trigger = world.pick([t for t in world.of("trigger") if isinstance(t.owner, Table)])
    assert trigger.owner is not None
    way = world.pick(["DISABLE", "DISABLE", "ENABLE", "ENABLE ALWAYS", "ENABLE REPLICA"])
    world.say(f"ALTER TABLE {trigger.owner.sql} {way} TRIGGER {trigger.sql}")


@kind(2)
def create_rule(world: World) -> None:
    """Something else, or something more, happens."""
    table = world.pick([t for t in world.tables() if not t.parent and not t.by])
    rule = Thing("rule", world.fresh(), owner=table)
    event = world.pick(["UPDATE", "DELETE"])
    column = world.column(table)
    rule.uses = [column]
    body = world.pick(["DO INSTEAD NOTHING", f"DO ALSO SELECT {column.sql} FROM {table.sql}", "DO ALSO NOTIFY seen"])
    where = f" WHERE OLD.{column.sql} IS NULL" if world.chance(0.5) else ""
    where = "" if "NOTIFY" in body else where
    world.say(f"CREATE RULE {rule.sql} AS ON {event} TO {table.sql}{where} {body}", rule)


@kind(2)
def switch_rule(world: World) -> None:
    """Enabled in one of its ways, or disabled."""
    rule = world.pick(world.of("rule"))
    assert rule.owner is not None
    world.say(f"ALTER TABLE {rule.owner.sql} {world.pick(['DISABLE', 'ENABLE', 'ENABLE ALWAYS'])} RULE {rule.sql}")
