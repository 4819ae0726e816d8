"""Everything known of a schema at one moment, keyed by the identities PostgreSQL gives its objects."""

from collections import defaultdict
from collections.abc import Mapping
from collections.abc import Sequence as SequenceOf
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple

from server.model.names import QualifiedName

RESERVED_SCHEMA = "migration_planner"
"""Schema for archives and helper functions of running migrations; never part of a catalog or fingerprint."""

ColumnKey = tuple[int, int]
"""OID of the table and attribute number: a column keeps it through any rename."""

Address = tuple[int, int, int]
"""OID of the system catalog, OID of the object in it, and column number or 0: how pg_depend writes any object."""

# OIDs of system catalogs are the same in every server (``CATALOG(…)`` lines in PostgreSQL's include/catalog).
PG_TYPE, PG_PROC, PG_CLASS = 1247, 1255, 1259
PG_ATTRDEF, PG_CONSTRAINT, PG_NAMESPACE = 2604, 2606, 2615
PG_TRIGGER, PG_AMOP, PG_AMPROC = 2620, 2602, 2603
PG_REWRITE = 2618

NAMED_NOT_NULL_SINCE = 180000
"""NOT NULL is a constraint with a name from PostgreSQL 18 on, https://www.postgresql.org/docs/18/release-18.html"""

TableKind = Literal["table", "partitioned table", "foreign table"]
ConstraintKind = Literal["primary key", "unique", "foreign key", "check", "exclusion", "not null", "trigger"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table; rows_estimate is reltuples (-1: never analysed), size_bytes includes indexes and TOAST."""

    oid: int
    name: QualifiedName
    kind: TableKind
    persistence: Literal["permanent", "unlogged", "temporary"]
    of_type: str | None
    """Composite type of a typed table."""
    inherits: tuple[str, ...]
    """Parents by plain inheritance, qualified as SQL, in their order."""
    server: str | None
    """Foreign server, of a foreign table."""
    server_options: tuple[str, ...]
    """As ``name=value``, of a foreign table."""
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
    not_null_name: str | None
    """Name of its NOT NULL constraint where that is not the one PostgreSQL would choose (18 and newer)."""
    not_null_inherited: bool
    """Whether only a parent demands NOT NULL (18 and newer; before, whether the column came from a parent)."""
    not_null_no_inherit: bool
    local: bool
    """Whether the table's own definition has it; a column may be both local and inherited."""
    inherited: bool
    """Whether a parent table has it."""
    default: str | None
    default_oid: int
    """OID of its row in pg_attrdef, 0 when there is none."""
    default_volatility: Literal["none", "constant", "stable", "volatile"]
    """Of the functions in the default: constant covers immutable ones."""
    identity: Literal["", "always", "by default"]
    generated: Literal["", "stored", "virtual"]
    collation: str | None
    """Only when it differs from the type's own."""
    storage: str
    """pg_attribute.attstorage where it differs from the type's own, else empty."""
    type_storage: str
    """The type's own."""
    compression: str
    statistics_target: int
    options: tuple[str, ...]
    server_options: tuple[str, ...]
    """As ``name=value``, of a column of a foreign table."""
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
    options: tuple[str, ...]
    """Storage parameters, which ``body`` holds too."""
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
    persistence: Literal["permanent", "unlogged", "temporary"]
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
    column_types: tuple[str, ...]
    options: tuple[str, ...]
    populated: bool
    """Always true of a plain view."""
    comment: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Enum:
    """An enumerated type and its labels in order."""

    oid: int
    name: QualifiedName
    labels: tuple[str, ...]
    label_oids: tuple[int, ...]
    """Identities of the labels, which a rename keeps."""
    comment: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function or procedure; definition is CREATE OR REPLACE as pg_get_functiondef prints it."""

    oid: int
    name: QualifiedName
    arguments: str
    """Identity arguments, as DROP FUNCTION wants them."""
    argument_types: str
    """Types of its input arguments, which with its name tell it from others."""
    procedure: bool
    result: str
    """As pg_get_function_result prints it; empty for a procedure."""
    signature: str
    """Arguments with names and defaults, as pg_get_function_arguments prints them."""
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
    """The smallest thing of any other kind that is made and removed by itself, with the SQL that does so.

    A domain, its default and each of its conditions are one each, and so are a privilege, an owner and a comment.
    """

    kind: str
    identity: str
    """Unique within the kind; the same in every database that holds the same."""
    definition: tuple[str, ...]
    """Statements that make it."""
    removal: str
    """Statement that removes it; empty when there is none, as for an owner."""
    replaceable: bool
    """Whether its definition turns an older version into this one."""
    address: Address
    """Its own, or that of the object it is about."""
    part_of: Address | None
    """What it goes with when that is dropped."""
    also_named: str = ""
    """The other name in it: of a range type that of its multirange type, of an owner that of the role, as SQL."""


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


class Edge(NamedTuple):
    """One row of pg_depend between two objects that users made."""

    target: Address
    """What is needed."""
    kind: str
    """pg_depend.deptype: n needs it; a and P are dropped with it; i, I and S are part of it; e is a member of it."""


Bucket = tuple[str, int]
"""Part of a catalog that is hashed by itself: a table with all that belongs to it, or all objects of one kind."""


@dataclass(frozen=True, kw_only=True)
class Catalog:
    """A schema at one moment, without the system's schemas and without the reserved one.

    Look-ups by name or table are made ready at their first use.
    """

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
    dependencies: SequenceOf[Dependency]
    edges: Mapping[Address, tuple[Edge, ...]]
    """What each object needs, by the object."""
    not_covered: tuple[str, ...]
    """Objects that are there and that nothing above describes, such as ``access method columnar``."""
    taken_not_null_names: frozenset[str] = frozenset()
    """Names of such constraints that something has for the moment, though it is not in the schema."""
    origin: "Catalog | None" = field(default=None, compare=False, repr=False)
    """The catalog this one was read as a change of; what did not change is the same value in both."""
    whole: "Catalog | None" = field(default=None, compare=False, repr=False)
    """The catalog of everything, where this one is narrowed to some objects."""

    def columns_of(self, table_oid: int) -> list[Column]:
        """The live columns of a table in the order of their numbers."""
        return self._columns_by_table.get(table_oid, [])

    def constraints_of(self, table_oid: int) -> list[Constraint]:
        """The constraints of a table by name."""
        return self._constraints_by_table.get(table_oid, [])

    def indexes_of(self, table_oid: int) -> list[Index]:
        """The indexes of a table by name."""
        return self._indexes_by_table.get(table_oid, [])

    def triggers_of(self, table_oid: int) -> list[Trigger]:
        """The triggers of a table by name."""
        return self._triggers_by_table.get(table_oid, [])

    def table_named(self, name: QualifiedName) -> Table | None:
        """The table of that name, if there is one."""
        return self._tables_by_name.get(name)

    def table_spelled(self, name: str) -> Table | None:
        """The table whose qualified name is spelled so in SQL, if there is one."""
        return self._tables_by_spelling.get(name)

    def parents_of(self, table: Table) -> list[Table]:
        """The tables this one inherits from, as a partition or otherwise."""
        names = [table.partition_of] if table.partition_of is not None else table.inherits
        # Parents are printed by PostgreSQL, as the names of tables are by us: alike.
        return [parent for name in names if (parent := self.table_spelled(name)) is not None]

    def heirs_of(self, table: Table) -> list[Table]:
        """The tables that inherit from a table, its partitions apart."""
        return self._heirs_by_parent.get(table.name.sql, [])

    def partitions_of(self, table: Table) -> list[Table]:
        """The partitions of a table."""
        return self._partitions_by_parent.get(table.name.sql, [])

    def column_named(self, table_oid: int, name: str) -> Column | None:
        """The column of that name, if there is one."""
        return self._columns_by_name.get((table_oid, name))

    @cached_property
    def digests(self) -> dict[Bucket, str]:
        """What ``server.model.fingerprint`` found, for it to find again; empty until it has looked."""
        return {}

    @cached_property
    def parent_oids(self) -> frozenset[int]:
        """OIDs of tables that others inherit from, partitioned tables apart."""
        tables = (self.whole or self).tables.values()
        names = {name for table in tables for name in table.inherits}
        return frozenset(table.oid for table in tables if table.name.sql in names)

    @cached_property
    def other_addresses(self) -> frozenset[Address]:
        """Addresses of all others."""
        return frozenset(other.address for other in self.others.values())

    @cached_property
    def given_not_null_names(self) -> frozenset[str]:
        """Names of NOT NULL constraints that are not those PostgreSQL would choose, with those taken elsewhere."""
        names = (column.not_null_name for column in (self.whole or self).columns.values())
        return self.taken_not_null_names | frozenset(filter(None, names))

    @cached_property
    def identity_sequences(self) -> Mapping[ColumnKey, Sequence]:
        """The sequences identity columns count with, by the column."""
        return {each.owned_by: each for each in self.sequences.values() if each.identity and each.owned_by is not None}

    @cached_property
    def _tables_by_spelling(self) -> Mapping[str, Table]:
        return {table.name.sql: table for table in self.tables.values()}

    @cached_property
    def _heirs_by_parent(self) -> Mapping[str, list[Table]]:
        found = defaultdict(list)
        for table in self.tables.values():
            for name in table.inherits:
                found[name].append(table)
        return dict(found)

    @cached_property
    def _partitions_by_parent(self) -> Mapping[str, list[Table]]:
        found = defaultdict(list)
        for table in self.tables.values():
            if table.partition_of is not None:
                found[table.partition_of].append(table)
        return dict(found)

    @cached_property
    def _tables_by_name(self) -> Mapping[QualifiedName, Table]:
        return {table.name: table for table in self.tables.values()}

    @cached_property
    def _columns_by_name(self) -> Mapping[tuple[int, str], Column]:
        return {(column.table_oid, column.name): column for column in self.columns.values()}

    @cached_property
    def _columns_by_table(self) -> Mapping[int, list[Column]]:
        found = defaultdict(list)
        for column in sorted(self.columns.values(), key=lambda column: column.number):
            found[column.table_oid].append(column)
        return dict(found)

    @cached_property
    def _constraints_by_table(self) -> Mapping[int, list[Constraint]]:
        found = defaultdict(list)
        for constraint in sorted(self.constraints.values(), key=lambda constraint: constraint.name):
            found[constraint.table_oid].append(constraint)
        return dict(found)

    @cached_property
    def _indexes_by_table(self) -> Mapping[int, list[Index]]:
        found = defaultdict(list)
        for index in sorted(self.indexes.values(), key=lambda index: index.name):
            found[index.table_oid].append(index)
        return dict(found)

    @cached_property
    def _triggers_by_table(self) -> Mapping[int, list[Trigger]]:
        found = defaultdict(list)
        for trigger in sorted(self.triggers.values(), key=lambda trigger: trigger.name):
            found[trigger.table_oid].append(trigger)
        return dict(found)
