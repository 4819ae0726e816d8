"""Everything known of a schema at one moment, keyed by the identities PostgreSQL gives its objects."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from server.model.names import QualifiedName

RESERVED_SCHEMA = "migration_planner"
"""Schema for archives and helper functions of running migrations; never part of a catalog or fingerprint."""

ColumnKey = tuple[int, int]
"""OID of the table and attribute number: a column keeps it through any rename."""

TableKind = Literal["table", "partitioned table", "foreign table"]
ConstraintKind = Literal["primary key", "unique", "foreign key", "check", "exclusion", "not null", "trigger"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table; rows_estimate is reltuples (-1: never analysed), size_bytes includes indexes and TOAST."""

    oid: int
    name: QualifiedName
    kind: TableKind
    persistence: Literal["permanent", "unlogged", "temporary"]
    options: tuple[str, ...]
    row_security: bool
    replica_identity: str
    partition_of: str | None
    partition_bound: str | None
    partition_key: str | None
    comment: str | None
    rows_estimate: int
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column; default is the expression as PostgreSQL prints it, also the expression of a generated column."""

    table_oid: int
    number: int
    name: str
    type: str
    """As format_type prints it, such as ``numeric(10,2)``."""
    not_null: bool
    default: str | None
    default_volatility: Literal["none", "constant", "stable", "volatile"]
    """Of the functions in the default: constant covers immutable ones."""
    identity: Literal["", "always", "by default"]
    generated: Literal["", "stored", "virtual"]
    collation: str | None
    """Only when it differs from the type's own."""
    storage: str
    compression: str
    statistics_target: int
    options: tuple[str, ...]
    is_array: bool
    type_kind: Literal["base", "enum", "domain", "composite", "range", "multirange", "pseudo"]
    base_type: str
    """pg_type.typname of the type, of the domain's base or of the array's element, such as ``numeric``."""
    type_oid: int
    """OID of the column's type, of its element for an array."""
    comment: str | None

    @property
    def key(self) -> ColumnKey:
        """Identity of the column."""
        return (self.table_oid, self.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraint:
    """A table constraint; columns and referenced_columns are attribute numbers in key order."""

    oid: int
    table_oid: int
    name: str
    kind: ConstraintKind
    definition: str
    """As pg_get_constraintdef prints it, without the trailing NOT VALID."""
    expression: str | None
    """Condition of a CHECK, without the word and outer parentheses."""
    validated: bool
    enforced: bool
    deferrable: bool
    initially_deferred: bool
    inherited: bool
    columns: tuple[int, ...]
    referenced_table_oid: int
    """0 unless a foreign key."""
    referenced_columns: tuple[int, ...]
    index_oid: int
    """Index that backs it (for a foreign key: the referenced one), 0 when none."""
    comment: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """An index; body is everything of its definition after the name, beginning with ``ON``."""

    oid: int
    table_oid: int
    name: str
    body: str
    method: str
    unique: bool
    primary: bool
    valid: bool
    columns: tuple[int, ...]
    """Key columns; 0 stands for an expression."""
    included_columns: tuple[int, ...]
    predicate: str | None
    has_expressions: bool
    constraint_oid: int
    """Constraint it backs, 0 when none."""
    partition_of: str | None
    clustered: bool
    replica_identity: bool
    scans: int
    """Since statistics were last reset; -1 when unknown, as on a shadow."""
    size_bytes: int
    comment: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequence:
    """A sequence; last_value is None until it is first used, or when not readable."""

    oid: int
    name: QualifiedName
    type: str
    start: int
    increment: int
    minimum: int
    maximum: int
    cache: int
    cycle: bool
    owned_by: ColumnKey | None
    identity: bool
    """Whether it belongs to an identity column and is managed through it."""
    last_value: int | None
    comment: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A view or materialized view; definition is its query without the final semicolon."""

    oid: int
    name: QualifiedName
    materialized: bool
    definition: str
    columns: tuple[str, ...]
    options: tuple[str, ...]
    comment: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Enum:
    """An enumerated type and its labels in order."""

    oid: int
    name: QualifiedName
    labels: tuple[str, ...]
    comment: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function or procedure; definition is CREATE OR REPLACE as pg_get_functiondef prints it."""

    oid: int
    name: QualifiedName
    arguments: str
    """Identity arguments, as DROP FUNCTION wants them."""
    procedure: bool
    definition: str
    language: str
    source: str
    comment: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """A trigger a user made; enabled is pg_trigger.tgenabled (O, D, R or A)."""

    oid: int
    table_oid: int
    name: str
    definition: str
    enabled: str
    function_oid: int
    comment: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """An object known by kind, identity and definition only: policies, rules, domains, extensions, publications."""

    kind: str
    identity: str
    definition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependency:
    """One object that needs a table or column; column_number 0 means the table as a whole."""

    table_oid: int
    column_number: int
    kind: str
    """As pg_identify_object names it: view, materialized view, table constraint, index, trigger, function, policy,
    default value, rule, publication relation, ..."""
    identity: str
    oid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """A schema at one moment, without the system's schemas and without the reserved one."""

    server_version: int
    """As server_version_num gives it, such as 180004."""
    schemas: Mapping[int, str]
    tables: Mapping[int, Table]
    columns: Mapping[ColumnKey, Column]
    constraints: Mapping[int, Constraint]
    indexes: Mapping[int, Index]
    sequences: Mapping[int, Sequence]
    views: Mapping[int, View]
    enums: Mapping[int, Enum]
    functions: Mapping[int, Function]
    triggers: Mapping[int, Trigger]
    others: Mapping[tuple[str, str], Other]
    dependencies: tuple[Dependency, ...]

    def columns_of(self, table_oid: int) -> list[Column]:
        """The live columns of a table in the order of their numbers."""
        return sorted((c for c in self.columns.values() if c.table_oid == table_oid), key=lambda c: c.number)

    def constraints_of(self, table_oid: int) -> list[Constraint]:
        """The constraints of a table by name."""
        return sorted((c for c in self.constraints.values() if c.table_oid == table_oid), key=lambda c: c.name)

    def indexes_of(self, table_oid: int) -> list[Index]:
        """The indexes of a table by name."""
        return sorted((i for i in self.indexes.values() if i.table_oid == table_oid), key=lambda i: i.name)

    def triggers_of(self, table_oid: int) -> list[Trigger]:
        """The triggers of a table by name."""
        return sorted((t for t in self.triggers.values() if t.table_oid == table_oid), key=lambda t: t.name)

    def table_named(self, name: QualifiedName) -> Table | None:
        """The table of that name, if there is one."""
        return next((table for table in self.tables.values() if table.name == name), None)

    def column_named(self, table_oid: int, name: str) -> Column | None:
        """The column of that name, if there is one."""
        return next((c for c in self.columns.values() if c.table_oid == table_oid and c.name == name), None)
