"""Pieces that are in both schemas and differ, as the statements that change them where they are."""

from dataclasses import dataclass, replace

from server.diff.piece import Piece
from server.diff.pieces.columns import ColumnValue, IdentityValue
from server.diff.pieces.constraints import ConstraintValue
from server.diff.pieces.not_nulls import NotNullValue
from server.diff.pieces.objects import EnumValue, FunctionValue
from server.diff.pieces.sequences import SequenceOwnerValue
from server.diff.pieces.views import ViewValue
from server.model.labels import gained, only_gains
from server.model.names import derived, dollar_quoted, identifier, parse_names

_SET_EXPRESSION_SINCE = 170000
"""https://www.postgresql.org/docs/17/sql-altertable.html"""
_ENFORCE_SINCE = 180000
"""https://www.postgresql.org/docs/18/sql-altertable.html: ALTER CONSTRAINT … [NOT] ENFORCED, of foreign keys."""

_NUMBERS = frozenset(["int2", "int4", "int8", "numeric", "float4", "float8"])
CONVERTED = (
    _NUMBERS,
    frozenset(["numeric", "money"]),
    frozenset(["int4", "bool"]),
    frozenset(["date", "timestamp", "timestamptz"]),
    frozenset(["json", "jsonb"]),
    frozenset(["bit", "varbit"]),
    frozenset(["inet", "cidr"]),
)
"""Types each of which is converted to each other, while the text of one need not be that of another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alteration:
    """How a piece is changed in place."""

    statements: tuple[str, ...]
    disturbs: bool = False
    """Whether PostgreSQL refuses it while views, policies or the like stand on the piece."""
    aside: tuple[str, ...] = ()
    """What gives its name free beforehand, for one with which it exchanges names."""


def alter(before: Piece, after: Piece, server_version: int) -> Alteration | None:
    """The change in place, or None when the piece must be removed and made again."""
    match before.value, after.value:
        case ColumnValue() as one, ColumnValue() as other:
            return _column(one, other, server_version)
        case NotNullValue() as one, NotNullValue() as other:
            return _not_null(one, other)
        case IdentityValue() as one, IdentityValue() as other:
            return _identity(one, other)
        case ConstraintValue() as one, ConstraintValue() as other:
            return _constraint(one, other, server_version)
        case ViewValue() as one, ViewValue() as other:
            return _view(one, other)
        case EnumValue() as one, EnumValue() as other:
            return _enum(one, other)
        case SequenceOwnerValue() as one, SequenceOwnerValue() as other:
            return Alteration(statements=other.handed_over_from(one.role))
        case FunctionValue() as one, FunctionValue() as other:
            return Alteration(statements=after.create) if one.fixed == other.fixed else None
    return _by_kind(before, after)


def made_again(before: Piece, after: Piece) -> tuple[str, ...]:
    """The creation of a piece in place of an older one."""
    one, other = before.value, after.value
    if isinstance(one, FunctionValue) and isinstance(other, FunctionValue):
        moved = one.fixed != other.fixed and one.text == other.text != ""
        return tuple(map(_unchecked, after.create)) if moved else after.create
    return after.create


def _unchecked(create: str) -> str:
    """The function whatever its text means by now: when what it names got another name, that was not looked at either.

    https://www.postgresql.org/docs/18/runtime-config-client.html: check_function_bodies
    """
    unchecked = "PERFORM pg_catalog.set_config('check_function_bodies', 'off', true)"
    return f"DO {dollar_quoted(f'BEGIN {unchecked}; EXECUTE {dollar_quoted(create)}; END')}"


def by_way_of_another_name(before: IdentityValue, after: IdentityValue) -> Alteration | None:
    """The change in place of an identity whose new name another one has that is waiting, perhaps for its name."""
    if before.sequence is None:
        return None
    spare = replace(before.sequence, name=derived("moving", before.sequence.name))
    aside, change = (
        _identity(before, replace(before, sequence=spare)),
        _identity(replace(before, sequence=spare), after),
    )
    return change and replace(change, aside=aside.statements if aside else ())


def _by_kind(before: Piece, after: Piece) -> Alteration | None:
    if after.kind == "composite type attribute":
        return _attribute(before, after)
    if after.kind == "extension":
        # Only its schema can differ, which is a piece of its own.
        return Alteration(statements=())
    if after.kind == "sequence":
        return Alteration(statements=(f"ALTER SEQUENCE {after.identity} {after.value}",))
    return Alteration(statements=after.create) if after.replaceable else None


def _column(before: ColumnValue, after: ColumnValue, server_version: int) -> Alteration | None:
    column = f"ALTER TABLE {after.table} ALTER COLUMN {identifier(after.name)}"
    statements = []
    if (before.generated, before.expression) != (after.generated, after.expression):
        if before.generated == "stored" and not after.generated:
            statements.append(f"{column} DROP EXPRESSION")
        elif before.generated == after.generated and before.type == after.type:
            if server_version < _SET_EXPRESSION_SINCE:
                return None
            return Alteration(statements=(f"{column} SET EXPRESSION AS ({after.expression})",), disturbs=True)
        else:
            return None
    retyped = before.type != after.type
    if retyped:
        statements.append(_retype(before, after))
    return Alteration(statements=tuple(statements), disturbs=retyped)


def _retype(before: ColumnValue, after: ColumnValue) -> str:
    """ALTER COLUMN TYPE, with a cast where PostgreSQL would not convert by itself."""
    if after.generated or before.has_base_of(after):
        return f"ALTER TABLE {after.table} ALTER COLUMN {identifier(after.name)} TYPE {after.type}"
    types = {before.base_type, after.base_type}
    converted = before.is_array == after.is_array and any(types <= each for each in CONVERTED)
    return tighten(after, by_way_of="" if before.is_base and after.is_base and converted else "::text")


def loosen(before: ColumnValue, after: ColumnValue) -> str:
    """The column while its type is not there: a number if it stays one, else text, which any type can be written to."""
    name, array = identifier(before.name), "[]" if before.is_array else ""
    plain, numbers = "text", {before.base_type, after.base_type} <= _NUMBERS and before.is_base and after.is_base
    if numbers and before.is_array == after.is_array:
        plain = f"pg_catalog.{before.base_type}{array}"
    return f"ALTER TABLE {before.table} ALTER COLUMN {name} TYPE {plain} USING {name}::{plain}"


def tighten(column: ColumnValue, *, by_way_of: str = "") -> str:
    """The column of its type, whatever type it has."""
    name = identifier(column.name)
    using = f"{name}{by_way_of}::{column.bare_type}"
    return f"ALTER TABLE {column.table} ALTER COLUMN {name} TYPE {column.type} USING {using}"


def without_default(column: ColumnValue) -> str:
    """The column without the default that a parent brought."""
    return f"ALTER TABLE ONLY {column.table} ALTER COLUMN {identifier(column.name)} DROP DEFAULT"


def without_not_null(column: ColumnValue) -> str:
    """The column without the NOT NULL that a parent brought."""
    return f"ALTER TABLE ONLY {column.table} ALTER COLUMN {identifier(column.name)} DROP NOT NULL"


def _not_null(before: NotNullValue, after: NotNullValue) -> Alteration:
    statements = []
    if before.name != after.name and before.called != after.called and before.called and after.called:
        renamed = f"RENAME CONSTRAINT {identifier(before.called)} TO {identifier(after.called)}"
        statements.append(f"ALTER TABLE {after.table} {renamed}")
    if before.no_inherit != after.no_inherit and after.name is not None:
        how = "NO INHERIT" if after.no_inherit else "INHERIT"
        statements.append(f"ALTER TABLE {after.table} ALTER CONSTRAINT {identifier(after.name)} {how}")
    return Alteration(statements=tuple(statements))


def _identity(before: IdentityValue, after: IdentityValue) -> Alteration | None:
    statements = []
    if before.sequence is None or after.sequence is None or before.sequence.schema != after.sequence.schema:
        return None
    if before.sequence != after.sequence:
        statements.append(f"ALTER SEQUENCE {before.sequence} RENAME TO {identifier(after.sequence.name)}")
    if before.identity != after.identity:
        statements.append(f"{after.alter} SET GENERATED {after.identity.upper()}")
    if before.options != after.options:
        statements.append(f"ALTER SEQUENCE {after.sequence} {after.options}")
    return Alteration(statements=tuple(statements))


def _constraint(before: ConstraintValue, after: ConstraintValue, server_version: int) -> Alteration | None:
    alter_table, name = f"ALTER TABLE {after.table}", identifier(after.name)
    if before.core != after.core or (before.enforced and before.validated and not after.validated):
        return None
    statements = []
    if (before.deferrable, before.initially_deferred, before.enforced) != (
        after.deferrable,
        after.initially_deferred,
        after.enforced,
    ):
        if after.kind != "foreign key" or (before.enforced != after.enforced and server_version < _ENFORCE_SINCE):
            return None
        deferral = "DEFERRABLE" if after.deferrable else "NOT DEFERRABLE"
        deferral += " INITIALLY DEFERRED" if after.initially_deferred else ""
        enforced = "" if before.enforced == after.enforced else " ENFORCED" if after.enforced else " NOT ENFORCED"
        statements.append(f"{alter_table} ALTER CONSTRAINT {name} {deferral}{enforced}")
        if before.enforced != after.enforced:
            # To enforce it proves it too.
            return Alteration(statements=tuple(statements))
    if after.validated and not before.validated:
        statements.append(f"{alter_table} VALIDATE CONSTRAINT {name}")
    return Alteration(statements=tuple(statements))


def _attribute(before: Piece, after: Piece) -> Alteration | None:
    """Refused by PostgreSQL while a column of an untyped table holds such values, which would else be lost."""
    *type_path, name = parse_names(after.identity)
    type_name = ".".join(map(identifier, type_path))
    made = f"ALTER TYPE {type_name} ADD ATTRIBUTE {identifier(name)} "
    (statement,) = after.create
    return Alteration(
        statements=(f"ALTER TYPE {type_name} ALTER ATTRIBUTE {identifier(name)} TYPE {statement.removeprefix(made)}",),
        disturbs=True,
    )


def _view(before: ViewValue, after: ViewValue) -> Alteration | None:
    # https://www.postgresql.org/docs/18/sql-createview.html: replacing may only add columns at the end
    if before.materialized or after.materialized or after.columns[: len(before.columns)] != before.columns:
        return None
    return Alteration(statements=(after.replace,))


def _enum(before: EnumValue, after: EnumValue) -> Alteration | None:
    if not only_gains(before.labels, after.labels):
        return None
    texts = gained(before.labels, after.labels)
    return Alteration(statements=tuple(f"ALTER TYPE {after.type} ADD VALUE {text}" for text in texts))
