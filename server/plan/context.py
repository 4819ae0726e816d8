"""Everything a strategy may look at, and the questions most of them ask."""

from collections.abc import Mapping
from dataclasses import dataclass

from server.model.catalog import (
    PG_TYPE,
    RESERVED_SCHEMA,
    Catalog,
    Column,
    ColumnKey,
    Table,
    Trigger,
    View,
)
from server.model.change import Statement
from server.model.impact import Observation, PartitionCondition
from server.model.names import QualifiedName, column_path, derived
from server.model.operation import (
    AddColumn,
    ChangeColumnType,
    ChangeRows,
    CreateTable,
    DropConstraint,
    Operation,
    RenameColumn,
    RenameTable,
    Standalone,
)
from server.model.policy import Policy
from server.model.ranking import Choice, Ranking, forms_that_fit
from server.model.statistics import PlannerStatistics
from server.plan.table_replacement import Replacement, tree_of

_PORTION_ROWS = 100_000
"""Fewer rows are not worth a VACUUM of their own."""
_MOST_PORTIONS = 8
"""More cost time and save little room: with eight a table grows by about a third, with one to twice its size."""
_PORTIONS_OF_UNKNOWN = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The change as it was seen on the shadow, with what the user decided and allows."""

    before: Catalog
    after: Catalog
    operations: tuple[Operation, ...]
    statements: Mapping[int, Statement]
    observations: Mapping[int, Observation]
    """By statement number."""
    reversals: Mapping[int, tuple[str, ...]]
    """SQL that undoes a statement, by its number, for statements carried out as written."""
    partition_conditions: Mapping[int, PartitionCondition]
    """By OID of a table that becomes a partition, or that is one no more while the partitioned table stays."""
    decisions: Mapping[str, str]
    policy: Policy
    ranking: Ranking
    """What memory holds against forms of strategies."""
    statistics: PlannerStatistics | None
    """Of the target, where it is or was a live database."""
    tag: str
    """Short hash of the change and of the schema it is made for: part of every helper's name."""
    replacements: tuple[Replacement, ...] = ()
    """Tables that others take the place of with their rows."""
    direct: frozenset[int] = frozenset()
    """Numbers of the statements that are carried out as written."""

    def is_new(self, table: Table) -> bool:
        """Whether this change creates the table."""
        return table.oid not in self.before.tables

    def is_small(self, table: Table) -> bool:
        """Whether the table is known to hold few enough rows to be scanned or rewritten at once."""
        known = self.before.tables.get(table.oid)
        if known is None:
            return False
        rows = [each.rows_estimate for each in self._with_rows(known)]
        return all(each >= 0 for each in rows) and sum(rows) <= self.policy.small_table_rows

    def _with_rows(self, table: Table) -> list[Table]:
        """The table; of a partitioned one those of its partitions that hold rows, as ANALYZE rarely sees the whole."""
        if table.kind != "partitioned table":
            return [table]
        return [each for each in tree_of(self.before, table) if each.kind != "partitioned table"]

    def may_work_at_once(self, strategy: str, table: Table) -> bool:
        """Whether a strategy may work on the table's rows while others wait, though it could let them pass.

        The table is small, and nothing speaks against that of what happened to it, or elsewhere to the strategy.
        """
        return self.is_small(table) and not self.choices(strategy, table)

    def choices(self, strategy: str, table: Table) -> tuple[Choice, ...]:
        """That the table is worked on in another form than its size alone would have it; empty where it is not."""
        known = self.before.tables.get(table.oid, table)
        return self.ranking.choices(forms_that_fit(small=self.is_small(table)), strategy=strategy, table=known.name.sql)

    def why_in_place(self, table: Table) -> str:
        """Why a table that could be made anew is not, as a sentence; empty where that is no question."""
        rebuilds = (each for each in self.replacements if each.rebuilt is not None and each.before.oid == table.oid)
        return next((f" It is not made anew: {each.obstacle}" for each in rebuilds if each.obstacle), "")

    def new_columns(self) -> frozenset[ColumnKey]:
        """Columns this change adds to tables that were there."""
        return frozenset(op.after.key for op in self.operations if isinstance(op, AddColumn))

    def retyped_columns(self) -> frozenset[ColumnKey]:
        """Columns whose type this change changes."""
        return frozenset(op.before.key for op in self.operations if isinstance(op, ChangeColumnType))

    def written_columns(self, table: Table) -> frozenset[str]:
        """Columns of a table that an UPDATE of this change assigns."""
        updates = (op for op in self.operations if isinstance(op, ChangeRows))
        return frozenset(
            column
            for op in updates
            if op.table is not None and op.table.oid == table.oid
            for column in op.rows.set_columns
        )

    def path_before(self, table: Table, column: Column) -> str:
        """The column as a rollback leaves it."""
        return column_path(self.before.tables.get(table.oid, table).name, column.name)

    def writes_after(self, dropped: DropConstraint) -> tuple[int, ...]:
        """Numbers of later statements that write rows a dropped constraint may forbid."""
        table, constraint = dropped.table, dropped.before
        columns = {self.before.columns[table.oid, number].name for number in constraint.columns}
        return tuple(
            op.statement
            for op in self.operations
            if isinstance(op, ChangeRows)
            and op.table is not None
            and op.table.oid == table.oid
            and op.statement > dropped.statement
            and (op.rows.verb != "update" or not columns.isdisjoint(op.rows.set_columns))
        )

    def is_moved_aside(self, table: Table) -> bool:
        """Whether a view stands under the table's name while old and new column names are both alive."""
        for op in self.operations:
            # a new table has no old names, and the view under the old name of a renamed one has the old column names
            if isinstance(op, CreateTable | RenameTable) and op.after.oid == table.oid:
                return False
        return any(isinstance(op, RenameColumn) and op.table.oid == table.oid for op in self.operations)

    def renamed_columns(self, table: Table) -> tuple[RenameColumn, ...]:
        """The renames of the table's columns, in the order of the change."""
        return tuple(op for op in self.operations if isinstance(op, RenameColumn) and op.table.oid == table.oid)

    def standing_on(self, value: Standalone, table: Table | None) -> Table | View | None:
        """What a trigger is on, be it a view; None for anything else."""
        if not isinstance(value, Trigger) or table is not None:
            return table
        return self.before.views.get(value.table_oid) or self.after.views.get(value.table_oid)

    def live_name(self, table: Table) -> QualifiedName:
        """The table's name while expand and migrate run."""
        if self.is_moved_aside(table):
            return QualifiedName(schema=RESERVED_SCHEMA, name=table.name.name)
        return table.name

    def helper(self, table: QualifiedName, *parts: str) -> QualifiedName:
        """Name of an archive, function or trigger of this plan for a table, in the reserved schema."""
        return QualifiedName(schema=RESERVED_SCHEMA, name=derived(*self._label(table), *parts, self.tag))

    def aside(self, name: QualifiedName) -> QualifiedName:
        """Where a table or view of that name stands while it is put away, or made before it takes the name."""
        return QualifiedName(schema=RESERVED_SCHEMA, name=self.scratch(name.schema, name.name))

    def _label(self, table: QualifiedName) -> tuple[str, ...]:
        """What tells the table's helpers from those of every other table of the change.

        That is its name, unless there is one of the same name in another schema, or one such as ``user_role`` beside
        ``user``, whose column ``id`` would go by what ``role_id`` of the other goes by.
        """
        others = [name for name in self._tables() if name != table]
        label = (table.schema, table.name) if any(name.name == table.name for name in others) else (table.name,)
        spelled = [each for name in others for each in (name.name, f"{name.schema}_{name.name}")]
        extended = any(each.startswith("_".join((*label, ""))) for each in spelled)
        return (*label, "") if extended else label

    def _tables(self) -> frozenset[QualifiedName]:
        """Names, before and after, of every table that the change changes."""
        touched = {
            table.oid
            for operation in self.operations
            for field in ("table", "before", "after")
            if isinstance(table := getattr(operation, field, None), Table)
        }
        return frozenset(
            catalog.tables[oid].name
            for catalog in (self.before, self.after)
            for oid in touched
            if oid in catalog.tables
        )

    def drops_type_of(self, column: Column) -> bool:
        """Whether this change drops the column's type."""
        address = (PG_TYPE, column.type_oid, 0)
        there, stays = (
            column.type_oid in catalog.enums or address in catalog.other_addresses
            for catalog in (self.before, self.after)
        )
        return there and not stays

    def lasting_key(self, table: Table) -> tuple[Column, ...]:
        """The columns that tell rows apart, of the types they have in the end: what is kept by them may come later."""
        return tuple(self.after.columns.get(column.key, column) for column in key_columns(self.before, table))

    def portions(self, table: Table) -> int:
        """In how many portions all rows are written, with a VACUUM after each."""
        if self.is_new(table):
            return 1
        known = [t.rows_estimate for t in self._with_rows(self.before.tables[table.oid]) if t.rows_estimate >= 0]
        return min(max(sum(known) // _PORTION_ROWS, 1), _MOST_PORTIONS) if known else _PORTIONS_OF_UNKNOWN

    def scratch(self, *parts: str) -> str:
        """Name of a column, constraint or index that exists only while the plan runs."""
        return derived(*parts, self.tag)

    def observed_rewrite(self, statement: int, table: QualifiedName) -> bool:
        """Whether that statement, run as written, rewrote the table, a partition or an index, or read all of it."""
        seen = self.observations.get(statement)
        if seen is None:
            return True
        known = self.before.table_named(table)
        names = {table.sql, *(each.name.sql for each in (tree_of(self.before, known) if known is not None else ()))}
        return bool(seen.rebuilt) or not names.isdisjoint((*seen.rewritten, *seen.scanned))


def key_columns(catalog: Catalog, table: Table) -> tuple[Column, ...]:
    """The columns that tell rows apart: the primary key, else a unique key without nulls; empty when there is none."""
    candidates = sorted(
        (
            i
            for i in catalog.indexes_of(table.oid)
            if i.unique and i.valid and not i.predicate and not i.has_expressions
        ),
        key=lambda i: (not i.primary, len(i.columns), i.name),
    )
    for index in candidates:
        columns = tuple(catalog.columns[table.oid, number] for number in index.columns)
        if all(column.not_null for column in columns):
            return columns
    return ()
