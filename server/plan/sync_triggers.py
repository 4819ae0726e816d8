"""Triggers by which one table follows what is written to another, and what keeps them from calling each other."""

from server.model.names import QualifiedName, dollar_quoted, identifier, literal
from server.plan.ddl import RELEASE_SCHEMA, RESERVE_SCHEMA

_PATH = "SECURITY DEFINER SET search_path = pg_catalog, pg_temp"
"""Whoever may write the one table need not be allowed to write the other."""


def sync_commands(name: QualifiedName, table: QualifiedName, body: str, flag: str, *events: str) -> tuple[str, ...]:
    """A trigger function and one trigger for each event, such as ``BEFORE INSERT OR UPDATE``; to be run one by one.

    Args:
        flag: While it is set, none of them fires.
    """
    function = (
        f"CREATE OR REPLACE FUNCTION {name.sql}() RETURNS trigger LANGUAGE plpgsql {_PATH} AS {dollar_quoted(body)}"
    )
    return (
        RESERVE_SCHEMA,
        function,
        f"REVOKE ALL ON FUNCTION {name.sql}() FROM PUBLIC",
        *(
            f"CREATE OR REPLACE TRIGGER {trigger_name(name, event)} {event} ON {table.sql} FOR EACH ROW "
            f"WHEN (pg_catalog.current_setting({literal(flag)}, true) IS DISTINCT FROM 'on') "
            f"EXECUTE FUNCTION {name.sql}()"
            for event in events
        ),
    )


def end_commands(name: QualifiedName, table: QualifiedName, *events: str) -> tuple[str, ...]:
    """Removes them."""
    return (
        *(f"DROP TRIGGER IF EXISTS {trigger_name(name, event)} ON {table.sql}" for event in events),
        f"DROP FUNCTION IF EXISTS {name.sql}()",
        RELEASE_SCHEMA,
    )


def trigger_name(name: QualifiedName, event: str) -> str:
    """Name, quoted, of the trigger of that function for an event, such as ``BEFORE UPDATE``."""
    # triggers fire by name, and these must see what the others did
    return identifier(f"zz{event[0].lower()}{name.name[-60:]}")


def set_flag(flag: str, *, on: bool) -> str:
    """The command of a function body that sets a flag of ``migration_planner`` until the transaction ends."""
    return f"PERFORM pg_catalog.set_config({literal(flag)}, '{'on' if on else ''}', true)"


def same(column: str) -> str:
    """The condition in a row trigger that an UPDATE left the column as it was."""
    own = identifier(column)
    return f"NEW.{own}::text IS NOT DISTINCT FROM OLD.{own}::text"
