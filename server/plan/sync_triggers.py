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
            f"CREATE OR REPLACE TRIGGER {_trigger(name, event)} {event} ON {table.sql} FOR EACH ROW "
            f"WHEN (pg_catalog.current_setting({literal(flag)}, true) IS DISTINCT FROM 'on') "
            f"EXECUTE FUNCTION {name.sql}()"
            for event in events
        ),
    )


def end_commands(name: QualifiedName, table: QualifiedName, *events: str) -> tuple[str, ...]:
    """Removes them."""
    return (
        *(f"DROP TRIGGER IF EXISTS {_trigger(name, event)} ON {table.sql}" for event in events),
        f"DROP FUNCTION IF EXISTS {name.sql}()",
        RELEASE_SCHEMA,
    )


def _trigger(name: QualifiedName, event: str) -> str:
    return last_trigger(name, event[0].lower())


def last_trigger(function: QualifiedName, event: str = "") -> str:
    """Name, as SQL, of the trigger that runs a function: triggers fire by name, and it must see what the others did.

    Args:
        event: One letter that tells it from another trigger of the same function.
    """
    return identifier(f"zz{event}{function.name[-60:]}")


def set_flag(flag: str, *, on: bool) -> str:
    """The command of a function body that sets a flag of ``migration_planner`` until the transaction ends."""
    return f"PERFORM pg_catalog.set_config({literal(flag)}, '{'on' if on else ''}', true)"


def same(column: str) -> str:
    """The condition in a row trigger that an UPDATE left the column as it was."""
    own = identifier(column)
    return f"NEW.{own}::text IS NOT DISTINCT FROM OLD.{own}::text"
