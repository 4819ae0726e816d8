"""What the caller asked for: statements, each with where it stands and what its syntax tree says."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnExpression:
    """The USING expression of one ALTER COLUMN TYPE; schema is empty when the text names none."""

    schema: str
    table: str
    column: str
    expression: str


NamedColumn = tuple[str, str]
"""The table's name or alias as written before a column, empty when there is none, and the column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CopiedValues:
    """Columns whose values a statement takes, as they are, from the rows of one other table."""

    schema: str
    """Empty when the text names none."""
    table: str
    alias: str
    """How the statement calls that table."""
    columns: tuple[tuple[str, NamedColumn], ...]
    """Column written and column read; the former is empty for an INSERT without a column list."""
    joined: tuple[tuple[NamedColumn, NamedColumn], ...] = ()
    """Columns that are equal where a row of the one table belongs to a row of the other."""
    filled: tuple[NamedColumn, ...] = ()
    """Only rows are read of which one of these has a value; empty: all rows."""
    one_row: bool = False
    """Whether the statement fails where several rows belong to one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeCopy:
    """The table an INSERT takes every row of, as it is; schema is empty when the text names none."""

    schema: str
    table: str
    selected: tuple[str, ...]
    """Columns in the order they are read; empty stands for all, as ``*``."""
    inserted: tuple[str, ...]
    """Columns in the order they are written; empty stands for all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChange:
    """The target of an INSERT, UPDATE or DELETE; schema is empty when the text names none."""

    verb: Literal["insert", "update", "delete", "merge", "truncate", "copy"]
    schema: str
    table: str
    batched_sql: str | None
    """For an UPDATE or DELETE of one table, and a TRUNCATE, which becomes a DELETE: the statement with the condition
    RANGE_MARKER where the key range of a batch goes. None when it cannot be cut into batches."""
    alias: str
    """How the statement calls its target table, unquoted."""
    set_columns: tuple[str, ...]
    """Columns an UPDATE assigns."""
    matched_sql: str | None = None
    """For an UPDATE that can be cut: ``FROM … WHERE …`` over the rows it changes, with RANGE_MARKER as in it."""
    reads_what_it_sets: bool = False
    """Whether an UPDATE computes values from columns it assigns, so that it changes a row again when run again."""
    assignments: tuple[tuple[str, str], ...] = ()
    """Column and expression, for an UPDATE that computes values from the row itself alone; else empty."""
    condition_sql: str = ""
    """The WHERE of such an UPDATE."""
    sources: tuple[str, ...] = ()
    """Columns that the assignments and the condition of such an UPDATE read."""
    adds_only: bool = False
    """Whether an INSERT touches no row that is there, and RETURNING can be written after it."""
    reads_rows: bool = False
    """Whether an INSERT reads rows that are there."""
    copies: WholeCopy | None = None
    """For an INSERT of another table's rows that leaves out and computes nothing."""
    copied: CopiedValues | None = None
    """What an UPDATE or INSERT copies from another table, when it does nothing else."""


RANGE_MARKER = "'migration-planner-key-range' IS NOT NULL"
"""A condition that stands in for the key range of a batch; a constant the generated file never shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement of a change; line counts from 1."""

    number: int
    """From 1."""
    sql: str
    line: int
    kind: str
    """Node of the syntax tree, such as ``alter_table_stmt``."""
    using: tuple[ColumnExpression, ...] = ()
    rows: RowChange | None = None
    other_rows: tuple[RowChange, ...] = ()
    """Further targets: more tables of a TRUNCATE, data statements inside WITH."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Statements in the order written, with a name and a reason."""

    statements: tuple[Statement, ...]
    name: str
    reason: str
    text: str
    """The SQL as given; for a desired schema, the text of that schema."""
    desired_schema: bool = False
    verbatim: tuple[Statement, ...] = ()
    """Of a change that brings its own BEGIN and COMMIT: all it holds, these too. ``statements`` leaves them out."""
