"""Statements no change may hold: they leave the role they are rehearsed as, or reach outside the database."""

from server.errors import ChangeError, ForbiddenStatement
from server.grammar import Node, body_of, enum_name, kind_of

MOST_NAME_BYTES = 63
"""https://www.postgresql.org/docs/18/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS"""
_SHOWN_NAME = 100
"""Characters of a name a message repeats."""

_IDENTITY = "the rehearsal keeps the role it runs as; set the role where the migration is run"
_SERVER = "it changes the whole server, not one schema; run it by itself, outside a migration"
_ROLE = "roles belong to the whole server and do not exist on the shadow; manage them outside a migration"
_FILES = "it reads or writes a file or program of the server; a migration may not leave the database"
_COPY = "COPY needs a stream of data beside the SQL; write the rows as INSERT ... VALUES, or load them separately"
_ELSEWHERE = "it connects to another server; a rehearsal may not reach the network, so run it by itself"

_KINDS = {
    "create_role_stmt": ("CREATE ROLE", _ROLE),
    "alter_role_stmt": ("ALTER ROLE", _ROLE),
    "alter_role_set_stmt": ("ALTER ROLE", _ROLE),
    "drop_role_stmt": ("DROP ROLE", _ROLE),
    "grant_role_stmt": ("GRANT or REVOKE of a role", _ROLE),
    "drop_owned_stmt": ("DROP OWNED", _ROLE),
    "reassign_owned_stmt": ("REASSIGN OWNED", _ROLE),
    "createdb_stmt": ("CREATE DATABASE", _SERVER),
    "dropdb_stmt": ("DROP DATABASE", _SERVER),
    "alter_database_stmt": ("ALTER DATABASE", _SERVER),
    "alter_database_set_stmt": ("ALTER DATABASE", _SERVER),
    "alter_database_refresh_coll_stmt": ("ALTER DATABASE", _SERVER),
    "create_table_space_stmt": ("CREATE TABLESPACE", _SERVER),
    "drop_table_space_stmt": ("DROP TABLESPACE", _SERVER),
    "alter_table_space_options_stmt": ("ALTER TABLESPACE", _SERVER),
    "alter_system_stmt": ("ALTER SYSTEM", _SERVER),
    "check_point_stmt": ("CHECKPOINT", _SERVER),
    "load_stmt": ("LOAD", _FILES),
    "create_subscription_stmt": ("CREATE SUBSCRIPTION", _ELSEWHERE),
    "alter_subscription_stmt": ("ALTER SUBSCRIPTION", _ELSEWHERE),
    "drop_subscription_stmt": ("DROP SUBSCRIPTION", _ELSEWHERE),
}
_SHARED_OBJECTS = {"OBJECT_DATABASE": _SERVER, "OBJECT_TABLESPACE": _SERVER, "OBJECT_ROLE": _ROLE}


def refuse_forbidden(node: Node, *, line: int) -> None:
    """Return when the statement may be part of a change.

    Raises:
        ForbiddenStatement: It may not; the message says why and what to do instead.
    """
    refusal = _KINDS.get(kind_of(node)) or _refusal(node)
    if refusal:
        statement, reason = refusal
        raise ForbiddenStatement(statement=statement, line=line, reason=reason)


def refuse_long_name(spelt: bytes, *, line: int) -> None:
    """Return when PostgreSQL keeps the name, in quotes or bare, as it is spelt.

    Raises:
        ChangeError: PostgreSQL would cut it; two long names that begin alike would become one.
    """
    # A bare name cannot be longer than its spelling, so most names need no look inside.
    if len(spelt) <= MOST_NAME_BYTES:
        return
    name = spelt[1:-1].replace(b'""', b'"') if spelt.startswith(b'"') else spelt
    if len(name) > MOST_NAME_BYTES:
        kept = name[:MOST_NAME_BYTES].decode(errors="ignore")
        raise ChangeError(
            f'name "{name.decode()[:_SHOWN_NAME]}" at line {line} has {len(name)} bytes and PostgreSQL keeps '
            f'{MOST_NAME_BYTES}: it would become "{kept}"; write a shorter name, or that one if it is meant'
        )


def _refusal(node: Node) -> tuple[str, str] | None:
    statement = body_of(node)
    match kind_of(node):
        case "variable_set_stmt":
            return _refused_setting(statement)
        case "discard_stmt" if enum_name(statement, "target") == "DISCARD_ALL":
            return "DISCARD ALL", _IDENTITY
        case "copy_stmt":
            return "COPY", _FILES if statement.filename else _COPY
        case "rename_stmt":
            reason = _SHARED_OBJECTS.get(enum_name(statement, "rename_type"))
            return ("ALTER ... RENAME", reason) if reason else None
        case "alter_owner_stmt":
            reason = _SHARED_OBJECTS.get(enum_name(statement, "object_type"))
            return ("ALTER ... OWNER", reason) if reason else None
    return None


def _refused_setting(statement: Node) -> tuple[str, str] | None:
    if statement.name in {"role", "session_authorization"}:
        return f"SET or RESET {statement.name.upper().replace('_', ' ')}", _IDENTITY
    return None
