"""A schema's SQL text into an empty database, statement by statement, as the sandbox role."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from server.errors import SchemaRejected
from server.model.catalog import RESERVED_SCHEMA
from server.postgres.mending import mend
from server.postgres.roles import Session, create_role, give, let_own
from server.postgres.stand_ins import StandIns
from server.postgres.statement import execute

UNTRUSTED_EXTENSIONS = ("vector", "pg_stat_statements")
"""Extensions an ordinary role may not create but whose scripts are safe in a database that is still empty."""

OWNERSHIP = "alter_owner_stmt"
"""Kind of the statements that give an object to a role, of ALTER TABLE too."""

# psql's own commands in a dump; the server never sees them.
_META = re.compile(r"^\\(?:restrict|unrestrict|connect)\b[^\n]*$", re.MULTILINE)
_MISSING_ROLE = re.compile(r'role "(.+)" does not exist\Z', re.DOTALL)
_MOST_ROLES = 100
_QUOTE = re.compile(r"[uUeE]?&?'|\$")

_IDENTITY = "session_identity"
"""Kind of the statements that would make a session its login again, of SET and RESET too."""

# Nothing of a table's shape depends on these; each needs rights or servers the sandbox has not.
_LEFT_OUT = frozenset(
    [
        "alter_database_refresh_coll_stmt",
        "alter_database_set_stmt",
        "alter_database_stmt",
        "alter_event_trig_stmt",
        "alter_subscription_stmt",
        "alter_system_stmt",
        "alter_role_set_stmt",
        "alter_role_stmt",
        "create_event_trig_stmt",
        "create_subscription_stmt",
        "create_table_space_stmt",
        "createdb_stmt",
        "drop_role_stmt",
        "drop_subscription_stmt",
        "discard_stmt",
        "dropdb_stmt",
        "sec_label_stmt",
        _IDENTITY,
    ]
)
# These are tried, and left out when PostgreSQL refuses them to the sandbox or does not know the name.
_LEFT_OUT_WHEN_REFUSED = frozenset(
    [
        "alter_default_privileges_stmt",
        "alter_publication_stmt",
        "comment_stmt",
        "create_publication_stmt",
        "grant_role_stmt",
        "grant_stmt",
        "variable_set_stmt",
    ]
)
_REFUSALS = frozenset(["42501", "42704", "0LP01", "22023"])
# Only a superuser may make these, and functions in C; what stands on one is left out with it.
_FOR_SUPERUSERS = frozenset(["create_op_class_stmt", "create_op_family_stmt", "define_stmt", "create_plang_stmt"])
# No table's columns depend on these: they may go without what they need, when that is known to be missing.
_LEFT_OUT_WHEN_INCOMPLETE = _FOR_SUPERUSERS | frozenset(
    [
        *("alter_function_stmt", "alter_object_depends_stmt", "alter_object_schema_stmt", "alter_op_family_stmt"),
        *("alter_table_stmt", "comment_stmt", "create_cast_stmt", "create_function_stmt", "create_policy_stmt"),
        *("create_stats_stmt", "create_table_as_stmt", "create_transform_stmt", "create_trig_stmt", "grant_stmt"),
        *("create_user_mapping_stmt", "index_stmt", "rule_stmt", "select_stmt", "view_stmt"),
    ]
)
_INCOMPLETE = frozenset(["42P01", "42703", "42704", "42883", "42809"])
"""Something that is named is not there, or is something else."""
_NO_EXTENSION = frozenset(["0A000", "42501", "42704", "58P01", "22023"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement of the schema; line counts from 1, kind is the node of PostgreSQL's grammar."""

    text: str
    line: int
    kind: str
    subject: str
    """Role, extension or schema a CREATE makes, or role an object is given to; empty for other kinds."""
    container: str
    """Schema an extension is asked to live in; empty when none is named."""

    @property
    def summary(self) -> str:
        """Line and first words, for a person; what stands in quotes is left out, as it may be a password."""
        words = " ".join(_QUOTE.split(self.text, maxsplit=1)[0].split())
        return f"line {self.line}: {words if len(words) <= 80 else words[:79] + '…'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sessions:
    """Autocommit sessions that a schema is loaded with."""

    sandbox: Session
    """Of the sandbox role, in the database to be filled."""
    admin: Session
    """Of the administrator, in another database; it creates missing roles, without rights."""
    role: str
    """What the sandbox session runs as, whatever it logged in as."""


def split(schema: str) -> list[Statement]:
    """The statements of the text, psql's own commands left out; blocks for about a second a megabyte.

    Raises:
        SchemaRejected: PostgreSQL's grammar refuses the text.
    """
    import postgast  # noqa: PLC0415 (0.2 s, and needed only once a schema is loaded)

    if "\0" in schema:
        raise SchemaRejected("it holds a zero byte, so it is not SQL text; check the file and its encoding")
    text = _META.sub("", schema)
    try:
        tree = postgast.parse(text)
    except postgast.PgQueryError as error:
        line = text.count("\n", 0, max(error.cursorpos - 1, 0)) + 1
        raise SchemaRejected(f"{error.message}; correct that line", line=line) from None
    data = text.encode()
    statements, line, counted = [], 1, 0
    for raw in tree.stmts:
        start = raw.stmt_location
        end = start + raw.stmt_len if raw.stmt_len else len(data)
        line += data.count(b"\n", counted, start)
        counted = start
        kind, subject, container = _classify(raw.stmt, postgast.pg_query_pb2.AT_ChangeOwner)
        piece = data[start:end].decode()
        statements.append(Statement(text=piece, line=line, kind=kind, subject=subject, container=container))
    return statements


def _classify(node: Any, change_owner: int) -> tuple[str, str, str]:
    kind = str(node.WhichOneof("node"))
    match kind:
        case "create_role_stmt":
            return kind, node.create_role_stmt.role, ""
        case "create_schema_stmt":
            return kind, node.create_schema_stmt.schemaname, ""
        case "create_extension_stmt":
            options = node.create_extension_stmt.options
            schema = "".join(each.def_elem.arg.string.sval for each in options if each.def_elem.defname == "schema")
            return kind, node.create_extension_stmt.extname, schema
        case "variable_set_stmt" if _becomes_login(node.variable_set_stmt):
            return _IDENTITY, "", ""
        case "alter_owner_stmt":
            return kind, node.alter_owner_stmt.newowner.rolename, ""
        case "alter_table_stmt":
            commands = [each.alter_table_cmd for each in node.alter_table_stmt.cmds]
            if [each.subtype for each in commands] == [change_owner]:
                return OWNERSHIP, commands[0].newowner.rolename, ""
            return kind, "", ""
        case _:
            return kind, "", ""


def _becomes_login(setting: Any) -> bool:
    to_none = any(each.a_const.sval.sval == "none" for each in setting.args)
    return setting.name == "session_authorization" or (setting.name == "role" and to_none)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What came of loading a schema."""

    omitted: tuple[str, ...]
    """Summaries of statements that were left out, in order."""
    stand_ins: tuple[str, ...]
    """What is not as in the target, a line each."""
    stand_in_types: tuple[str, ...]
    """Types, spelled with their schemas, that are not what they are called."""


async def prepare(statements: list[Statement], *, stand_ins: StandIns, owner: str) -> frozenset[str]:
    """Create, as administrator of a database still empty, the extensions the sandbox role may not; return what exists.

    Before the first statement of the schema there is nothing in it an extension's script could be tricked with.
    """
    made = set()
    for statement in statements:
        if statement.kind != "create_extension_stmt" or statement.subject not in UNTRUSTED_EXTENSIONS:
            continue
        container = statement.container or "public"
        create = sql.SQL("CREATE SCHEMA IF NOT EXISTS {} AUTHORIZATION {}")
        await stand_ins.database.execute(create.format(sql.Identifier(container), sql.Identifier(owner)))
        made.add(f"create_schema_stmt {container}")
        extension = sql.SQL("CREATE EXTENSION IF NOT EXISTS {} SCHEMA {}")
        try:
            await stand_ins.database.execute(
                extension.format(sql.Identifier(statement.subject), sql.Identifier(container))
            )
        except psycopg.Error:
            # It is tried once more where it stands, and does not exist there either.
            continue
        made.add(f"create_extension_stmt {statement.subject}")
    return frozenset(made)


async def load(statements: list[Statement], *, made: frozenset[str], sessions: Sessions, stand_ins: StandIns) -> Loaded:
    """Run the statements as the sandbox role.

    What the server has not is replaced by what stands in for it, or left out where nothing can; either is told.

    Who owns most of the schema is taken for the role that migrations are run by: for it stands the sandbox role. What
    belongs to others is given to them.

    Args:
        statements: What ``split`` returned.
        made: What ``prepare`` returned.
        sessions: Of the sandbox role and of the administrator.
        stand_ins: Makes what stands in.

    Raises:
        SchemaRejected: A statement fails; the message names its line and what PostgreSQL says.
    """
    owners = Counter(each.subject for each in statements if each.kind == OWNERSHIP and each.subject)
    usual = owners.most_common(1)[0][0] if owners else ""
    left_out, given = [], []
    for statement in statements:
        if statement.kind == OWNERSHIP:
            # CURRENT_USER and the like, which name no role, are whoever loads it.
            if statement.subject not in {usual, ""}:
                cursor = await sessions.sandbox.execute("SELECT pg_catalog.current_setting('search_path')")
                (path,) = await cursor.fetchone() or ("",)
                given.append((statement, path))
        elif statement.kind in _LEFT_OUT:
            left_out.append(statement.summary)
        elif statement.kind == "create_role_stmt":
            await create_role(sessions.admin, statement.subject)
        elif f"{statement.kind} {statement.subject}" not in made and not await _run(statement, sessions, stand_ins):
            left_out.append(statement.summary)
    # Last, as a dump grants the right to own something in a schema after all else.
    for statement, path in given:
        if not await _give(statement, path, sessions):
            left_out.append(statement.summary)
    await stand_ins.tell_tablespaces()
    return Loaded(
        omitted=tuple(left_out), stand_ins=tuple(stand_ins.lines), stand_in_types=tuple(sorted(stand_ins.types))
    )


async def _give(statement: Statement, path: str, sessions: Sessions) -> bool:
    if not await let_own(sessions.admin, statement.subject, member=sessions.role):
        return False
    try:
        return await give(sessions.sandbox, statement.text, path=path)
    except psycopg.Error as error:
        raise _rejected(statement, error) from None


async def _run(statement: Statement, sessions: Sessions, stand_ins: StandIns) -> bool:
    text = statement.text
    for _ in range(_MOST_ROLES):
        try:
            await execute(sessions.sandbox, text)
        except psycopg.Error as error:
            role = _MISSING_ROLE.search(error.diag.message_primary or "")
            if error.sqlstate == "42704" and role and await create_role(sessions.admin, role[1]):
                continue
            if statement.kind == "create_extension_stmt" and error.sqlstate in _NO_EXTENSION:
                await stand_ins.for_extension(statement.subject, statement.container)
                return True
            if statement.kind in _LEFT_OUT_WHEN_REFUSED and error.sqlstate in _REFUSALS:
                return False
            if (mended := await mend(text, statement.kind, error, stand_ins)) is not None:
                text = mended
                continue
            if _is_of_a_plan(statement, error):
                return False
            if _may_go(statement, error, stand_ins):
                stand_ins.excused = True
                return False
            raise _rejected(statement, error) from None
        return True
    raise SchemaRejected(f"more than {_MOST_ROLES} roles are named in {statement.summary}; split it")


def _is_of_a_plan(statement: Statement, error: psycopg.Error) -> bool:
    """Whether it is a trigger by which a plan that is not finished follows each write; its function is not loaded."""
    return statement.kind == "create_trig_stmt" and _misses_helpers(error)


def _misses_helpers(error: psycopg.Error) -> bool:
    return error.sqlstate in {"3F000", "42P01"} and RESERVED_SCHEMA in (error.diag.message_primary or "")


def _may_go(statement: Statement, error: psycopg.Error, stand_ins: StandIns) -> bool:
    if statement.kind in _FOR_SUPERUSERS | {"create_function_stmt"} and error.sqlstate == "42501":
        return True
    return stand_ins.excused and statement.kind in _LEFT_OUT_WHEN_INCOMPLETE and error.sqlstate in _INCOMPLETE


def _rejected(statement: Statement, error: psycopg.Error) -> SchemaRejected:
    position = int(error.diag.statement_position or 1)
    line = statement.line + statement.text.count("\n", 0, position - 1)
    message = error.diag.message_primary or str(error)
    said = f"{message} [{error.sqlstate or 'no SQLSTATE'}]"
    if _misses_helpers(error):
        remedy = (
            f'a plan that is not finished keeps a table in the schema "{RESERVED_SCHEMA}" and a view in its place; run '
            "the files of its remaining phases, or its down files, first"
        )
        return SchemaRejected(f"{said}; {remedy}", line=line)
    hint = error.diag.message_hint
    return SchemaRejected(f"{said}\n{hint}" if hint else f"{said}; correct the schema there", line=line)
