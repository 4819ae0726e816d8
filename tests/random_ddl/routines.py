"""Statements about functions, procedures and aggregates."""

from server.model.names import dollar_quoted
from tests.random_ddl.things import Thing
from tests.random_ddl.values import TEXTS
from tests.random_ddl.world import World, kind


def function_text(world: World, function: Thing) -> str:
    """CREATE OR REPLACE of it, with another body each time."""
    number = world.random.randint(1, 99)
    attributes = world.pick(
        ["", " STRICT", " COST 7", " PARALLEL SAFE", " SECURITY DEFINER SET search_path = pg_catalog"]
    )
    head = f"CREATE OR REPLACE FUNCTION {function.sql}"
    match function.text:
        case "sql":
            return f"{head}(integer) RETURNS integer LANGUAGE sql IMMUTABLE{attributes} AS $f$SELECT $1 + {number}$f$"
        case "return":
            return f"{head}(a integer) RETURNS integer LANGUAGE sql IMMUTABLE RETURN a * {number}"
        case "nothing":
            return f"{head}() RETURNS integer LANGUAGE sql STABLE{attributes} AS 'SELECT {number}'"
        case "trigger":
            words = f"\nBEGIN\n  -- {world.random.choice(TEXTS)!r}\n  RETURN NEW;\nEND"
            return f"{head}() RETURNS trigger LANGUAGE plpgsql AS {dollar_quoted(words)}"
        case "statement":
            return f"{head}() RETURNS trigger LANGUAGE plpgsql AS {dollar_quoted('BEGIN RETURN NULL; END')}"
        case _:
            body = dollar_quoted(f"BEGIN RAISE NOTICE '%', {world.text()}; RETURN b; END")
            return f"{head}(a text, b text DEFAULT {world.text()}) RETURNS text LANGUAGE plpgsql{attributes} AS {body}"


@kind(4)
def create_function(world: World) -> None:
    """In SQL or PL/pgSQL, for defaults, checks, triggers or nothing."""
    schema = world.schema()
    function = Thing("function", world.fresh(schema), schema)
    function.text = world.pick(["sql", "return", "nothing", "trigger", "trigger", "statement", "text"])
    function.arguments = {"sql": "integer", "return": "integer", "text": "text, text"}.get(function.text, "")
    function.base = {"trigger": "trigger", "statement": "trigger", "text": "text"}.get(function.text, "integer")
    world.say(function_text(world, function), function)


@kind(2)
def create_function_over_table(world: World) -> None:
    """An SQL-standard body, a row as argument or as result: it depends on the table."""
    table = world.table()
    column = world.column(table)
    function = Thing("function", world.fresh("public"), "public", uses=[table], text="over table", base="other")
    style = world.random.randint(0, 4)
    head = f"CREATE FUNCTION {function.sql}"
    made = world.of("enum", "domain", "composite")
    if style == 4 and made:
        of = world.pick(made)
        function.uses, function.arguments = [of], f"{of.sql}, {of.sql}[]"
        world.say(f"{head}(a {of.sql}, VARIADIC b {of.sql}[]) RETURNS {of.sql} LANGUAGE sql AS 'SELECT $1'", function)
        return
    if style == 0:
        function.uses.append(column)
        body = f"BEGIN ATOMIC SELECT count({column.sql}) FROM {table.sql}; END"
        world.say(f"{head}() RETURNS bigint LANGUAGE sql {body}", function)
    elif style == 1:
        function.arguments = table.sql
        world.say(f"{head}({table.sql}) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1'", function)
    elif style == 2:
        query = dollar_quoted(f"SELECT * FROM {table.sql}")
        world.say(f"{head}() RETURNS SETOF {table.sql} LANGUAGE sql STABLE ROWS 5 AS {query}", function)
    else:
        function.kind, function.arguments = "procedure", "integer"
        body = dollar_quoted(f"BEGIN PERFORM 1 FROM {table.sql}; END")
        world.say(f"CREATE PROCEDURE {function.sql}(INOUT a integer) LANGUAGE plpgsql AS {body}", function)


@kind(1)
def create_aggregate(world: World) -> None:
    """Over integers."""
    aggregate = Thing("aggregate", world.fresh("public"), "public", arguments="integer", base="other")
    world.say(f"CREATE AGGREGATE {aggregate.sql}(integer) (sfunc = int4pl, stype = integer, initcond = '0')", aggregate)


@kind(4)
def replace_function(world: World) -> None:
    """Another body or other attributes."""
    functions = [f for f in world.of("function") if f.text != "over table"]
    function = world.pick(functions)
    world.say(function_text(world, function))


@kind(2)
def change_function(world: World) -> None:
    """Attributes and settings."""
    function = world.pick(world.of("function"))
    actions = ["STABLE", "VOLATILE", "SECURITY DEFINER", "SECURITY INVOKER", "COST 55", "SET work_mem = '5MB'"]
    actions += ["RESET ALL", "PARALLEL RESTRICTED", "SET search_path = public, pg_temp", "LEAKPROOF"]
    world.say(f"ALTER {function.address} {world.pick(actions[:-1])}")
