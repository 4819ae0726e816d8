"""Statements about views."""

from server.model.names import identifier, identifiers
from tests.random_ddl.things import NotNow, Thing
from tests.random_ddl.values import FILTERS
from tests.random_ddl.world import World, kind


def _query(world: World) -> tuple[str, list[str], list[Thing]]:
    """Text of a query, names of its columns, what it uses."""
    views = world.of("view")
    if views and world.chance(0.2):
        view = world.pick(views)
        names = world.some(view.labels, 3)
        return f"SELECT {identifiers(names)} FROM {view.sql}", names, [view]
    table = world.table()
    columns = world.some(world.columns(table), 4)
    names, uses = [c.name for c in columns], [*columns, table]
    listed = ", ".join(f"t.{c.sql}" for c in columns)
    grouped = len(table.key) == 1 and not table.by and not table.parent
    style = world.random.randint(0, 6)
    text = f"SELECT {listed} FROM {table.sql} AS t"
    filtered = [c for c in world.columns(table) if c.family in FILTERS and c.of is None]
    if style == 0 and grouped:
        # Columns of the group come from the key: the view depends on the constraint.
        key = table.key[0]
        extra = [c for c in world.owned(table, "constraint") if c.text == "key"]
        return (
            f"SELECT {listed}, count(*) AS how_many FROM {table.sql} AS t GROUP BY t.{key.sql}",
            [*names, "how_many"],
            [
                *uses,
                key,
                *extra,
            ],
        )
    if style == 1:
        other = world.table()
        return f"{text} LEFT JOIN {other.sql} AS o ON true WHERE o.tableoid IS NOT NULL", names, [*uses, other]
    if style == 2:
        alias = world.fresh()
        constant = world.text()
        return f"SELECT {listed}, {constant}::text AS {identifier(alias)} FROM {table.sql} AS t", [*names, alias], uses
    functions = [f for f in world.of("function") if f.text in ("sql", "return")]
    whole = [c for c in world.columns(table) if c.base == "integer" and not c.of]
    if style == 5 and functions and whole:
        function, column = world.pick(functions), world.pick(whole)
        call = f"{function.sql}(t.{column.sql}) AS called"
        return f"SELECT {listed}, {call} FROM {table.sql} AS t", [*names, "called"], [*uses, column, function]
    if style == 3:
        return (
            f"WITH x AS (SELECT * FROM {table.sql}) SELECT {listed} FROM x AS t",
            names,
            [*uses, *world.columns(table)],
        )
    if filtered and style < 6:
        column = world.pick(filtered)
        return f"{text} WHERE {FILTERS[column.family].format(c='t.' + column.sql)}", names, [*uses, column]
    return text, names, uses


def _create_view(world: World, name: str, schema: str, verb: str = "CREATE") -> None:
    query, names, uses = _query(world)
    view = Thing("view", name, schema, uses=uses, labels=names, text=query)
    options = world.pick(["", "", "", " WITH (security_barrier=true)", " WITH (security_invoker=true)"])
    simple = " AS t WHERE" in query and "count(*)" not in query
    ending = " WITH LOCAL CHECK OPTION" if simple and world.chance(0.2) else ""
    world.say(f"{verb} VIEW {view.sql}{options} AS {query}{ending}", view)


@kind(5)
def create_view(world: World) -> None:
    """On a table, a join, a view or groups by a key."""
    schema = world.schema()
    _create_view(world, world.fresh(schema), schema)


@kind(3)
def recreate_view(world: World) -> None:
    """Dropped, and another made under its name."""
    view = world.pick(world.of("view"))
    world.say(f"DROP VIEW {view.sql} CASCADE")
    world.forget(view)
    _create_view(world, view.name, view.schema)


@kind(3)
def replace_view(world: World) -> None:
    """One more column at its end."""
    view = world.pick([v for v in world.of("view") if v.text.startswith("SELECT t.") and " FROM " in v.text])
    alias = world.fresh()
    if alias in view.labels:
        raise NotNow
    head, _, tail = view.text.partition(" FROM ")
    if "count(*)" in head:
        raise NotNow
    view.text = f"{head}, {world.text()}::text AS {identifier(alias)} FROM {tail}"
    view.labels.append(alias)
    world.say(f"CREATE OR REPLACE VIEW {view.sql} AS {view.text}")


@kind(3)
def change_view(world: World) -> None:
    """Its options, a column's name or default."""
    view = world.pick(world.of("view"))
    actions = ["SET (security_barrier=true)", "RESET (security_barrier)", "SET (security_invoker=on)"]
    column = world.pick(view.labels)
    actions.append(f"ALTER COLUMN {identifier(column)} SET DEFAULT NULL")
    if world.chance(0.4) and not world.dependents(view)[1:]:
        name = world.fresh()
        if name not in view.labels:
            view.labels[view.labels.index(column)] = name
            view.text = ""
            world.say(f"ALTER VIEW {view.sql} RENAME COLUMN {identifier(column)} TO {identifier(name)}")
            return
    world.say(f"ALTER VIEW {view.sql} {world.pick(actions)}")


@kind(3)
def create_materialized_view(world: World) -> None:
    """With or without its rows, and perhaps an index."""
    query, names, uses = _query(world)
    schema = world.schema()
    view = Thing("materialized view", world.fresh(schema), schema, uses=uses, labels=names)
    options = world.pick(["", "", " WITH (fillfactor=85)"])
    ending = world.pick(["", "", " WITH NO DATA"])
    world.say(f"CREATE MATERIALIZED VIEW {view.sql}{options} AS {query}{ending}", view)
    if world.chance(0.5):
        index = Thing("index", world.fresh(schema), schema, owner=view, text="btree")
        world.say(f"CREATE INDEX {identifier(index.name)} ON {view.sql} ({identifier(world.pick(names))})", index)


@kind(2)
def refresh_materialized_view(world: World) -> None:
    """With or without data."""
    view = world.pick(world.of("materialized view"))
    world.say(f"REFRESH MATERIALIZED VIEW {view.sql}{world.pick(['', ' WITH NO DATA'])}")
