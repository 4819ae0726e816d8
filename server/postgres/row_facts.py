"""What made-up rows must satisfy, table by table."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from server.model.catalog import Column, ColumnKey, Table
from server.postgres.row_expressions import Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What statistics say of a column's values, without any of them."""

    null_fraction: float
    distinct: int
    """How many different values there are; 0 when every row has another."""
    width: int
    """Of a value, in bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirements:
    """What rows must be like beyond the constraints of the schema: what the change needs, and what the target's are."""

    not_null: frozenset[ColumnKey] = frozenset()
    unique: tuple[tuple[ColumnKey, ...], ...] = ()
    checks: tuple[tuple[int, str], ...] = ()
    """OID of a table and a condition over its columns."""
    references: tuple[tuple[tuple[ColumnKey, ...], tuple[ColumnKey, ...]], ...] = ()
    """Referencing and referenced columns."""
    castable: tuple[tuple[ColumnKey, str], ...] = ()
    """A column and the type its values must be castable to."""
    profiles: Mapping[ColumnKey, Profile] = field(default_factory=dict)
    """Of columns of the target, where its statistics are known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A condition every row must satisfy."""

    name: str
    expression: str
    columns: frozenset[str]
    """Columns it mentions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unique:
    """Columns whose values together must differ; deduplicate: no ON CONFLICT will do it for us."""

    columns: tuple[int, ...]
    deduplicate: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A foreign key of a table; way says when its columns get their values."""

    name: str
    table_oid: int
    columns: tuple[int, ...]
    referenced_oid: int
    referenced_columns: tuple[int, ...]
    deferrable: bool
    way: Literal["insert", "update", "same row"] = "insert"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything that decides the rows of one table."""

    table: Table
    columns: tuple[Column, ...]
    shapes: Mapping[int, Shape]
    """Type of each column."""
    castable: Mapping[int, Shape]
    """Type that the values of a column must be castable to."""
    required: frozenset[int]
    """Columns that never hold null."""
    conditions: tuple[Condition, ...]
    uniques: tuple[Unique, ...]
    conflicts_pass: bool
    """Whether ON CONFLICT DO NOTHING is possible; PostgreSQL refuses it where a unique constraint is deferrable."""
    references: tuple[Reference, ...]
    profiles: Mapping[int, Profile] = field(default_factory=dict)
    """Of columns whose values are known from statistics."""
    explicit: frozenset[int] = field(default=frozenset())
    """Columns with a sequence that we number ourselves, since another column of the row repeats them."""

    def column(self, number: int) -> Column:
        """The column with that attribute number."""
        return next(column for column in self.columns if column.number == number)

    def left_to_default(self, column: Column) -> bool:
        """Whether a sequence gives the value."""
        sequence = bool(column.identity) or (not column.generated and "nextval(" in (column.default or ""))
        return sequence and column.number not in self.explicit
