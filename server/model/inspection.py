"""What an inspection of a schema shows: tables in detail, and findings worth acting on."""

from dataclasses import dataclass

from server.model.target import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaFinding:
    """Something in the schema that costs time or will fail, and the SQL that mends it."""

    code: str
    """Stable name in words, such as ``no-primary-key``."""
    object: str
    text: str
    remedy: str
    sql: str
    """Statements that carry out the remedy; empty when only a person can decide them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnDetail:
    """One column as a reader wants it."""

    name: str
    type: str
    not_null: bool
    default: str | None
    """None for a generated column, whose expression is in generated."""
    identity: str
    """``always``, ``by default`` or empty."""
    generated: str
    """``stored: expression``, ``virtual: expression`` or empty."""
    comment: str | None
    references: str | None
    """``schema.table.column`` of a single-column foreign key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableDetail:
    """One table; a summary leaves columns, checks, indexes, triggers and dependents empty."""

    name: str
    kind: str
    rows_estimate: int
    """-1 when never analysed."""
    size_bytes: int
    comment: str | None
    column_count: int
    columns: tuple[ColumnDetail, ...]
    primary_key: tuple[str, ...]
    unique: tuple[tuple[str, ...], ...]
    foreign_keys: tuple[str, ...]
    """``name: definition``, as the other lists."""
    checks: tuple[str, ...]
    indexes: tuple[str, ...]
    triggers: tuple[str, ...]
    dependents: tuple[str, ...]
    """``kind identity`` of what needs the table or a column of it from outside, such as ``view public.v``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """One page of a schema."""

    target: Target
    tables: tuple[TableDetail, ...]
    findings: tuple[SchemaFinding, ...]
    """Of all tables that match, on every page."""
    total_tables: int
    """Tables that match the pattern."""
    next_cursor: str | None
    """What asks for the next page; None on the last."""
    shadow_differs: tuple[str, ...] = ()
    """What on the shadow is not as in the target, a line each."""
    other_objects: tuple[tuple[str, int], ...]
    """How many views, functions and so on the whole schema holds."""
